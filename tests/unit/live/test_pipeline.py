from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.frame import read_only
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import Control
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.pipeline import LivePipeline, PipelineState
from stemviewer.live.state import ChainSettings, LinkState, Notice, Severity, Shown
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader

WAIT_S = 30.0


def wait(true: Callable[[], bool]) -> None:
    """Poll without burning the core; fail when it does not come true."""
    pause = threading.Event()
    for _ in range(int(WAIT_S / 0.02)):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


@pytest.fixture
def stack() -> ImageStack:
    counts = np.random.default_rng(3).poisson(3.0, (6, 128, 96)).astype(np.uint16)
    return ImageStack(Path("made.npy"), read_only(counts), UNKNOWN, "made")


@pytest.fixture
def address(stack: ImageStack) -> Iterator[str]:
    source = FileSource([stack], fps=25, dose=2.0, seed=1)
    with FeedServer(source) as server:
        yield server.address


@pytest.fixture
def pipeline(address: str) -> Iterator[LivePipeline]:
    made = LivePipeline(lambda: OpenFeed(address), address)
    made.start()
    yield made
    made.stop()


def next_shown(pipeline: LivePipeline, good: Callable[[Shown], bool] = lambda _: True) -> Shown:
    found: list[Shown] = []

    def look() -> bool:
        shown = pipeline.take_shown()
        if shown is not None and good(shown):
            found.append(shown)
        return bool(found)

    wait(look)
    return found[0]


def test_raw_is_shown_as_it_comes(pipeline: LivePipeline) -> None:
    first = next_shown(pipeline, lambda shown: shown.frame.complete)
    second = next_shown(pipeline, lambda shown: shown.frame.complete)
    assert first.processed is None
    assert second.frame.number > first.frame.number
    assert first.electrons_per_pixel.value == pytest.approx(2.0, rel=0.1)
    assert pipeline.status().link is LinkState.CONNECTED


def test_raw_and_processed_are_always_of_the_same_frame(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 2.0}))
    for _ in range(10):
        shown = next_shown(pipeline, lambda shown: shown.processed is not None)
        assert shown.processed is not None
        assert shown.processed.parent == shown.frame.number
        assert shown.processed.provenance.steps[-1].parameters["sigma"] == 2.0
    assert pipeline.status().chain_ready


def test_a_filter_that_does_not_exist_is_told_and_raw_goes_on(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("wishful"))
    notices: list[Notice] = []

    def told() -> bool:
        notices.extend(pipeline.take_notices())
        return any("wishful" in notice.what for notice in notices)

    wait(told)
    assert pipeline.status().chain.method == "none"
    assert next_shown(pipeline).processed is None


def test_hold_freezes_the_display_only(pipeline: LivePipeline) -> None:
    next_shown(pipeline)
    pipeline.hold(True)
    before = pipeline.status().counts.received
    wait(lambda: pipeline.status().counts.received >= before + 3)
    assert pipeline.take_shown() is None
    pipeline.hold(False)
    assert next_shown(pipeline) is not None


def test_a_new_dwell_is_acknowledged_and_booked(pipeline: LivePipeline) -> None:
    first = next_shown(pipeline)
    dwell = first.frame.settings.dwell.value
    assert dwell is not None
    assert pipeline.send(Control.DWELL, dwell * 3) is not None
    changed = next_shown(pipeline, lambda shown: shown.frame.settings.dwell.value != dwell)
    assert changed.frame.settings.dwell.value == pytest.approx(dwell * 3)
    assert changed.electrons_per_pixel.value == pytest.approx(6.0, rel=0.1)


def test_a_control_that_the_feed_has_not_is_told(pipeline: LivePipeline) -> None:
    next_shown(pipeline)
    pipeline.take_notices()
    assert pipeline.send(Control.FIELD_OF_VIEW, 1e-8) is None
    assert any("no control for field of view" in notice.what for notice in pipeline.take_notices())


def test_a_recording_holds_every_frame_and_what_was_done_to_it(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 1.0}))
    next_shown(pipeline, lambda shown: shown.processed is not None)
    pipeline.start_recording(tmp_path, SessionInfo("made"), RecordOptions())
    wait(lambda: pipeline.status().recording.processed_written >= 5)
    pipeline.set_chain(ChainSettings("none"))
    pipeline.stop_recording()
    wait(lambda: not pipeline.status().recording.busy)
    with SessionReader(Path(pipeline.status().recording.path)) as reader:
        numbers = [reader.row(index).number for index in range(len(reader))]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert sum(reader.row(index).processed is not None for index in range(len(reader))) >= 5
        assert any(event.kind == "filter" for event in reader.events())


def test_a_recorder_that_dies_is_told_and_the_view_goes_on(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    next_shown(pipeline)
    pipeline.start_recording(tmp_path, SessionInfo("doomed"), RecordOptions())
    wait(lambda: pipeline.status().recording.written >= 3)
    recorder = pipeline._recording._recorder
    assert recorder is not None
    os.kill(recorder.process_id, signal.SIGKILL)
    wait(lambda: not pipeline.status().recording.active)
    assert pipeline.status().recording.failed
    errors = [n for n in pipeline.take_notices() if n.severity is Severity.ERROR]
    assert errors
    assert all(error.meaning for error in errors)
    assert next_shown(pipeline) is not None


def test_a_refused_folder_is_told(pipeline: LivePipeline, tmp_path: Path) -> None:
    next_shown(pipeline)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    pipeline.start_recording(blocked, SessionInfo("nowhere"), RecordOptions())
    wait(lambda: bool(pipeline.status().recording.failed))
    assert not pipeline.status().recording.active


def test_stop_ends_the_recording_in_good_order(address: str, tmp_path: Path) -> None:
    pipeline = LivePipeline(lambda: OpenFeed(address), address)
    pipeline.start()
    next_shown(pipeline)
    pipeline.start_recording(tmp_path, SessionInfo("cut"), RecordOptions())
    wait(lambda: pipeline.status().recording.written >= 2)
    pipeline.stop()
    pipeline.stop()
    assert pipeline.state is PipelineState.STOPPED
    assert [path.suffix for path in tmp_path.glob("*.nxs*")] == [".nxs"]


def test_a_pipeline_is_used_once(address: str) -> None:
    pipeline = LivePipeline(lambda: OpenFeed(address), address)
    pipeline.start()
    with pytest.raises(RuntimeError, match="once"):
        pipeline.start()
    pipeline.stop()
    with pytest.raises(RuntimeError, match="once"):
        pipeline.start()


def test_no_server_is_retried_and_told() -> None:
    pipeline = LivePipeline(lambda: OpenFeed("ws://127.0.0.1:9"), "ws://127.0.0.1:9")
    pipeline.start()
    wait(lambda: pipeline.status().link is LinkState.RETRYING)
    assert pipeline.take_notices()
    pipeline.stop()
    assert pipeline.status().link is LinkState.CLOSED


def test_a_change_made_at_the_instrument_is_followed(pipeline: LivePipeline, address: str) -> None:
    first = next_shown(pipeline)
    dwell = first.frame.settings.dwell.value
    assert dwell is not None
    other = LivePipeline(lambda: OpenFeed(address), address)
    other.start()
    next_shown(other)
    assert other.send(Control.DWELL, dwell * 2) is not None

    def followed() -> bool:
        settings = pipeline.status().settings
        return settings is not None and settings.dwell.value == pytest.approx(dwell * 2)

    wait(followed)
    other.stop()
