"""The guided calibration, fed with frames of a detector whose response is known."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import Source, set_to
from stemviewer.feeds.base import Control
from stemviewer.live.dose.calibrating import DARK, PAIRS, Calibrator
from stemviewer.live.dose.calibration_state import CalibrationStep, Phase
from stemviewer.simulation.detector import DetectorKind, make_detector

TRUE = make_detector(DetectorKind.UNCALIBRATED)


class Bench:
    """A calibrator, a detector, and what was ordered and logged."""

    def __init__(self) -> None:
        self.orders: list[tuple[Control, float]] = []
        self.lines: list[tuple[str, str]] = []
        self.asked: list[Callable[[], None]] = []
        self.answered = threading.Event()
        self.number = 0
        self.random = np.random.default_rng(3)
        self.made = Calibrator(
            lambda control, value: self.orders.append((control, value)),
            self._ask,
            lambda kind, text: self.lines.append((kind, text)),
        )

    def _ask(self, change: Callable[[], None]) -> None:
        self.asked.append(change)
        self.answered.set()

    def frame(self, rate: float) -> Frame:
        self.number += 1
        rates = rate * (0.5 + np.mgrid[:128, :128][0] / 128.0)
        data = TRUE.read(self.random, rates.astype(np.float32))
        settings = ScanSettings(128, 128, set_to(1e-6), set_to(1e-11 if rate else 0.0))
        return Frame(self.number, "HAADF", read_only(data), settings)

    def give(self, rate: float, count: int) -> None:
        for _ in range(count):
            self.made.take(self.frame(rate))

    def finish(self) -> None:
        assert self.answered.wait(20.0)
        self.made.close()
        for change in self.asked:
            change()


def test_beam_off_then_pairs_then_accepted_and_applied_with_its_source() -> None:
    bench = Bench()
    bench.made.step(CalibrationStep.MEASURE, "HAADF", can_blank=True)
    assert bench.orders == [(Control.BLANK, 1.0)]
    bench.give(5.0, 2)
    assert bench.made.state.done == 0, "a lit frame is not a dark one"
    bench.give(0.0, DARK)
    assert bench.orders[-1] == (Control.BLANK, 0.0)
    assert bench.made.state.phase is Phase.PAIRS
    bench.give(5.0, 2 * PAIRS)
    bench.finish()
    state = bench.made.state
    assert state.phase is Phase.FOUND
    assert not bench.made.applied(bench.frame(5.0)).calibration.known, "nobody accepted it yet"
    bench.made.step(CalibrationStep.ACCEPT, "HAADF", can_blank=True)
    calibration = bench.made.applied(bench.frame(5.0)).calibration
    assert calibration.gain.value == pytest.approx(TRUE.gain, rel=0.03)
    assert calibration.gain.source is Source.MEASURED
    assert bench.lines[-1][0] == "calibration"
    bench.made.step(CalibrationStep.FORGET, "HAADF", can_blank=True)
    assert not bench.made.applied(bench.frame(5.0)).calibration.known


def test_without_a_blanker_only_running_frames_are_estimated_from() -> None:
    bench = Bench()
    bench.made.step(CalibrationStep.MEASURE, "HAADF", can_blank=False)
    assert bench.made.state.phase is Phase.FAILED
    bench.made.step(CalibrationStep.ESTIMATE, "HAADF", can_blank=False)
    assert bench.made.state.phase is Phase.PAIRS
    bench.give(5.0, 2 * PAIRS)
    bench.finish()
    found = bench.made.state.found
    assert found is not None
    assert found.calibration.source is Source.ESTIMATED
    assert bench.orders == []


def test_typed_values_are_checked_and_applied_to_their_channel_only() -> None:
    bench = Bench()
    for gain, offset in ((0.0, 1.0), (-3.0, 1.0), (float("nan"), 1.0), (2.0, 1e9)):
        with pytest.raises(SettingsError, match="not possible"):
            bench.made.type_in("HAADF", gain, offset)
    bench.made.type_in("BF", 2.0, 10.0)
    assert not bench.made.applied(bench.frame(1.0)).calibration.known
    bench.made.type_in("HAADF", 2.0, 10.0)
    assert bench.made.applied(bench.frame(1.0)).calibration.gain == set_to(2.0)


def test_a_cancelled_measurement_says_nothing_more() -> None:
    bench = Bench()
    bench.made.step(CalibrationStep.ESTIMATE, "HAADF", can_blank=True)
    bench.give(5.0, 2 * PAIRS)
    bench.made.step(CalibrationStep.CANCEL, "HAADF", can_blank=True)
    bench.finish()
    assert bench.made.state.phase is Phase.IDLE
    assert bench.made.state.found is None
