"""Keep from here to here: what comes into the log after the fact is what was seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import read_only
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.history.keep import Keeper
from stemviewer.live.history.packing import Arrival, PackedArrival
from stemviewer.live.history.shelf import Shelf
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

OPTIONS = RecordOptions(reserve_bytes=1 << 20, ballast_bytes=0, spare_folders=())


def wait(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1500):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


@pytest.fixture
def pipeline() -> Iterator[LivePipeline]:
    counts = np.random.default_rng(3).poisson(3.0, (6, 96, 64)).astype(np.uint16)
    stack = ImageStack(Path("made.npy"), read_only(counts), UNKNOWN, "made")
    with FeedServer(FileSource([stack], fps=25, dose=2.0, seed=1)) as server:
        address = server.address
        made = LivePipeline(lambda: OpenFeed(address), address)
        made.set_chain(ChainSettings("gaussian", {"sigma": 1.0}))
        made.start()
        yield made
        made.stop()


def test_a_span_of_the_live_path_becomes_a_session_that_verifies(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    past = pipeline.past
    wait(lambda: int(past.history.view.pictured.sum()) >= 8)
    view = past.history.view
    first, last = int(view.keys[1]), int(view.keys[7])
    seen = [past.history.shelf.read(key) for key in range(first, last + 1)]
    info = SessionInfo("kept", "a sample", "A. Tester", InstrumentInfo("File", "file", ("HAADF",)))
    past.keeper.start(first, last, tmp_path, info, OPTIONS)
    before = pipeline.status().counts.received
    wait(lambda: not past.keeper.state.busy)
    assert past.keeper.state.done == past.keeper.state.total == 7
    wait(lambda: pipeline.status().counts.received > before)  # the scan goes on
    path = next(tmp_path.glob("*.nxs"))
    assert verify(path).good
    with SessionReader(path) as reader:
        assert len(reader) == 7
        assert "after the fact" in reader.info.notes
        assert any(event.kind == "history" for event in reader.events())
        for index, shown in enumerate(seen):
            assert shown is not None
            assert reader.raw(index).number == shown.frame.number
            assert reader.raw(index).data.tobytes() == shown.frame.data.tobytes()
            assert reader.raw(index).received_utc_ns == shown.frame.received_utc_ns
            processed = reader.processed(index)
            if shown.processed is not None:
                assert processed is not None
                assert processed.image.tobytes() == shown.processed.image.tobytes()
                assert processed.provenance.digest() == shown.processed.provenance.digest()
    assert any(f"{path}" in notice.what for notice in pipeline.take_notices())


def test_a_kept_span_may_be_taken_beside_a_recording(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    past = pipeline.past
    wait(lambda: past.history.view.numbers.size >= 3)
    pipeline.start_recording(tmp_path, SessionInfo("live"), OPTIONS)
    wait(lambda: bool(past.history.view.recorded.any()))
    view = past.history.view
    assert not view.recorded[0]
    keys = int(view.keys[0]), int(view.keys[-1])
    past.keeper.start(*keys, tmp_path, SessionInfo("kept"), OPTIONS)
    wait(lambda: not past.keeper.state.busy)
    pipeline.stop_recording()
    wait(lambda: not pipeline.status().recording.busy)
    assert {path.name.split(".")[0] for path in tmp_path.glob("*.nxs")} == {"live", "kept"}


def test_what_is_gone_can_not_be_kept(tmp_path: Path) -> None:
    keeper = Keeper(Shelf(1 << 20), NoticeBoard())
    with pytest.raises(SettingsError, match="no longer holds"):
        keeper.start(0, 5, tmp_path, SessionInfo("kept"), OPTIONS)
    assert not keeper.state.busy
    assert not list(tmp_path.iterdir())


class _Cancelling:
    """A packed frame during whose reading the operator presses Cancel."""

    def __init__(self, packed: PackedArrival, keeper: Keeper) -> None:
        self.size = packed.size
        self._packed, self._keeper = packed, keeper

    def unpack(self) -> Arrival:
        self._keeper.cancel()
        return self._packed.unpack()


def test_what_was_written_before_a_cancel_stays_in_good_order(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    past = pipeline.past
    wait(lambda: past.history.view.numbers.size >= 6)
    keys = past.history.view.keys
    taken, _, _ = past.history.shelf.span(int(keys[2]), int(keys[2]))
    taken[0][0].packed = _Cancelling(taken[0][0].packed, past.keeper)  # type: ignore[assignment]
    past.keeper.start(int(keys[0]), int(keys[5]), tmp_path, SessionInfo("kept"), OPTIONS)
    wait(lambda: not past.keeper.state.busy)
    assert (past.keeper.state.done, past.keeper.state.total) == (3, 6)
    path = next(tmp_path.glob("*.nxs"))
    assert verify(path).good
    with SessionReader(path) as reader:
        assert len(reader) == 3
        assert any("Cancelled by the operator" in event.text for event in reader.events())
