"""Several detectors at once: each its own model, their sum and their difference."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.frame import Frame, RawArray, ScanSettings, read_only
from stemviewer.core.quantity import set_to
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    FrameBegin,
    FrameEnd,
    Instrument,
    Origin,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.combined import Combination, Combiner, combinations_of
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify
from tests.unit.live.test_pipeline import next_shown, wait

SIDE = 64
NAMES = ("HAADF", "ABF", "BF")
SETTINGS = ScanSettings(SIDE, SIDE, dwell=set_to(1e-6), pixel_size=set_to(1e-11))


class ThreeDetectors:
    """Three counting detectors of one scan, a frame every 40 ms."""

    def __init__(self) -> None:
        self._open = True
        self.instrument = Instrument(
            "Three", Origin.DETECTOR, tuple(Channel(name, "uint16", COUNTING) for name in NAMES)
        )
        self.settings, self.state = SETTINGS, ScanState()

    def apply(self, command: Command) -> Acknowledgement:
        return Acknowledgement(command.id, False, None, self.settings, self.state, "none")

    def items(self) -> Iterator[SourceItem]:
        number = 0
        while self._open:
            time.sleep(0.04)
            yield FrameBegin(number, self.settings, time.time_ns())
            for at, name in enumerate(NAMES):
                yield RowBlock(number, name, 0, counts(number, at))
            yield FrameEnd(number, complete=True)
            number += 1

    def close(self) -> None:
        self._open = False


def counts(number: int, at: int) -> RawArray:
    return np.random.default_rng([number, at]).poisson(2.0 + at, (SIDE, SIDE)).astype(np.uint16)


@pytest.fixture
def pipeline() -> Iterator[LivePipeline]:
    with FeedServer(ThreeDetectors()) as server:
        made = LivePipeline(lambda: OpenFeed(server.address), server.address)
        made.start()
        yield made
        made.stop()


def frame(name: str, data: RawArray, calibration: DetectorCalibration = COUNTING) -> Frame:
    settings = ScanSettings(*data.shape)
    return Frame(7, name, read_only(data), settings, calibration)


def test_each_detector_has_its_own_model_in_the_chain_and_in_the_log(
    pipeline: LivePipeline, tmp_path: Path
) -> None:
    info = SessionInfo("", "", "", InstrumentInfo("Three", "detector", NAMES), "")
    next_shown(pipeline)
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 1.0}))
    pipeline.set_channel_chain("ABF", ChainSettings("median", {"radius": 1}))
    pipeline.set_channel_chain("BF", ChainSettings("gaussian", {"sigma": 2.0}))
    options = RecordOptions(ring_bytes=64 << 20, reserve_bytes=1 << 20, spare_folders=())
    pipeline.start_recording(tmp_path, info, options)
    wait(lambda: set(pipeline.others.newest()) == {"ABF", "BF"})
    wait(lambda: pipeline.status().recording.processed_written >= 12)
    pipeline.set_channel("BF")
    assert pipeline.status().chain == ChainSettings("gaussian", {"sigma": 2.0})
    wait(lambda: "HAADF" in pipeline.others.newest())
    pipeline.stop_recording()
    wait(lambda: not pipeline.status().recording.busy)
    path = Path(pipeline.status().recording.path)
    assert verify(path).good
    with SessionReader(path) as reader:
        raw = {row.channel for row in reader.rows()}
        used = {
            (made.channel, step.method, step.parameters.get("sigma"))
            for made in map(reader.processed, range(len(reader)))
            if made is not None
            for step in made.provenance.steps
        }
        told = " ".join(event.text for event in reader.events())
    assert raw == set(NAMES), "each its own raw stack"
    assert used == {
        ("HAADF", "gaussian", 1.0),
        ("ABF", "median", None),
        ("BF", "gaussian", 2.0),
    }
    assert "filter of ABF: median" in told


def test_a_sum_is_counted_and_processed_and_a_difference_is_neither(
    pipeline: LivePipeline,
) -> None:
    pipeline.set_chain(ChainSettings("gaussian", {"sigma": 1.0}))
    next_shown(pipeline)
    pipeline.set_channel("HAADF + BF")
    summed = next_shown(
        pipeline, lambda s: s.frame.channel == "HAADF + BF" and s.processed is not None
    )
    number = summed.frame.number
    assert np.array_equal(summed.frame.data, counts(number, 0) + counts(number, 2))
    assert summed.electrons_per_pixel.value == pytest.approx(6.0, rel=0.1)
    tested: list[bool] = []

    def judged() -> bool:
        found = pipeline.take_evidence()
        good = found is not None and found.frame.channel == "HAADF + BF" and found.evidence
        tested.append(bool(good))
        return bool(good)

    wait(judged)
    pipeline.set_channel("HAADF − BF")
    for _ in range(3):
        shown = next_shown(pipeline, lambda s: s.frame.channel == "HAADF − BF")
        assert shown.processed is None
        assert shown.electrons_per_pixel.value is None
        there = counts(shown.frame.number, 0).astype(int) - counts(shown.frame.number, 2)
        assert np.array_equal(shown.frame.data, there)
    assert any("no longer counts" in notice.what for notice in pipeline.take_notices())


def test_a_sum_of_other_gains_is_no_counts() -> None:
    data = np.full((4, 4), 40_000, np.uint16)
    analogue = DetectorCalibration(gain=set_to(3.0), offset=set_to(10.0))
    add = Combination("A", "B")
    assert not add.of(frame("A", data), frame("B", data, analogue)).calibration.known
    assert not add.of(frame("A", data, DetectorCalibration()), frame("B", data)).calibration.known
    both = add.of(frame("A", data, analogue), frame("B", data, analogue))
    assert (both.calibration.gain.value, both.calibration.offset.value) == (3.0, 20.0)
    assert both.data[0, 0] == 80_000, "no overflow"
    assert not both.calibration.counting
    counted = add.of(frame("A", data), frame("B", data)).calibration
    assert (counted.counting, counted.offset.value) == (True, 0.0)


def test_only_whole_frames_of_one_scan_are_combined() -> None:
    combiner = Combiner()
    combiner.connected(["A", "B"])
    assert [made.name for made in combinations_of(["A", "B"])] == ["A + B", "A − B"]
    one, two = frame("A", np.ones((4, 4), np.uint16)), frame("B", np.ones((4, 4), np.uint16))
    assert combiner.take("A + B", one) is None
    made = combiner.take("A + B", two)
    assert made is not None
    assert made.data.sum() == 32
    assert combiner.take("A + B", two) is None, "a second of the same scan has no partner"
    larger = frame("A", np.ones((5, 4), np.uint16))
    assert combiner.take("A + B", larger) is None
    assert combiner.take("A", one) is one
