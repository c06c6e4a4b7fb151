from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.frame import read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.health import Health
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import ChainSettings
from stemviewer.live.trials import AVERAGED
from stemviewer.session.format.entries import EvidenceEntry, EvidenceSource, EvidenceState
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader

PICTURE = Processed(
    (1,),
    "HAADF",
    read_only(np.ones((32, 32), np.float32)),
    Provenance((Step("gaussian", "1", {}, Flag.FILTERED),)),
    32,
)


def wait(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1500):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


def lattice(size: int) -> np.ndarray:
    y, x = np.mgrid[:size, :size] * (2 * np.pi / 16)
    return 0.2 + np.exp(3 * (np.cos(x) + np.cos(y)) - 3)


@pytest.fixture
def pipeline() -> Iterator[LivePipeline]:
    # frames of one place, with noise of their own: a neighbour can judge
    frames = np.random.default_rng(3).poisson(np.stack([8 * lattice(128)] * 6))
    stack = ImageStack(Path("made.npy"), read_only(frames.astype(np.uint16)), UNKNOWN, "made")
    with FeedServer(FileSource([stack], fps=20, dose=4.0, seed=1)) as server:
        made = LivePipeline(lambda: OpenFeed(server.address), server.address)
        made.start()
        yield made
        made.stop()


def next_test(pipeline: LivePipeline) -> FrameEvidence:
    found: list[FrameEvidence] = []

    def look() -> bool:
        tested = pipeline.take_evidence()
        if tested is not None:
            found.append(tested)
        return bool(found)

    wait(look)
    return found[0]


def test_the_newest_frame_is_tested_beside_the_view(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 2.0}))
    first, second = next_test(pipeline), next_test(pipeline)
    for tested in (first, second):
        assert tested.evidence is not None, tested.unavailable
        assert np.isfinite(tested.evidence.verdict.z)
        assert not tested.unavailable
    assert second.frame.number > first.frame.number


def test_a_far_too_wide_blur_is_worse_and_contradicted(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 9.0}))
    tested = next_test(pipeline)
    assert tested.evidence is not None
    assert tested.evidence.verdict.state.value == "worse"
    assert tested.flags is Flag.CONTRADICTED


def test_results_of_the_chain_before_are_not_handed_out(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 2.0}))
    before = next_test(pipeline).generation
    pipeline.set_chain(ChainSettings("median", {"radius": 1}))
    assert next_test(pipeline).generation > before


def test_an_average_is_told_to_be_untestable(pipeline: LivePipeline) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 2.0}, average=3))
    tested = next_test(pipeline)
    assert tested.evidence is None
    assert tested.unavailable == AVERAGED
    assert tested.flags is Flag.TRUST_UNAVAILABLE


def test_rows_hold_numbers_and_flags_and_no_picture_is_lost(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 9.0}))
    next_test(pipeline)
    pipeline.start_recording(tmp_path, SessionInfo("made"), RecordOptions())
    wait(lambda: pipeline.status().recording.active)
    begun, before = pipeline.trials.tested, pipeline.status().counts.processed
    wait(lambda: pipeline.trials.tested >= begun + 4)
    made = pipeline.status().counts.processed - before
    pipeline.stop_recording()
    wait(lambda: not pipeline.status().recording.busy)
    with SessionReader(Path(pipeline.status().recording.path)) as reader:
        rows = [row for row in map(reader.row, range(len(reader))) if row.processed_row is not None]
        entries = [row.processed_row.evidence for row in rows]
        tested = [at for at, entry in enumerate(entries) if entry.state is EvidenceState.WORSE]
        assert 3 <= len(tested) < len(rows)
        for at in tested:
            assert entries[at].source is not EvidenceSource.NONE
            assert entries[at].score < -2
            assert entries[at].contradicted >= 1
            assert Flag.CONTRADICTED in rows[at].provenance.flags
        others = [row for at, row in enumerate(rows) if at not in tested]
        assert all(Flag.CONTRADICTED not in row.provenance.flags for row in others)
        # every picture made meanwhile; the first may be of a frame before the recording
        assert len(rows) >= made - 3


def test_passes_over_parts_of_a_frame_are_no_pictures() -> None:
    # a growing frame gets more passes the slower its rows come: they were once counted as pictures
    health = Health()
    for ended in (False, False, True, False, True):
        health.processed(0.01, ended=ended)
    assert health.counts(replaced_display=0, replaced_denoise=0).processed == 2
    assert len(health.process_times()) == 5


def test_a_test_is_asked_for_its_picture_only_as_it_is_written(
    tmp_path: Path,
) -> None:
    recording = RecordingControl(NoticeBoard())
    asked: list[bool] = []

    def mine() -> bool:
        asked.append(True)
        return False

    recording.put_processed(PICTURE, EvidenceEntry(), mine)
    assert not asked  # nothing is recorded: it stays with its test
    recording.start(tmp_path, SessionInfo("made"), RecordOptions(), ())
    assert recording.wait(60)
    recording.put_processed(PICTURE, EvidenceEntry(), mine)
    recording.stop()
    assert recording.wait(60)
    assert asked == [True]
