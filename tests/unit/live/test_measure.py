"""Regions over time and the drift: measured on every frame, and the view kept in place."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import Place
from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.core.worker import Worker
from stemviewer.denoise.accumulate.accumulator import Accumulator
from stemviewer.feeds.base import Control, Range
from stemviewer.live.dose.following import DriftFollower, Look
from stemviewer.live.measure.correction import STEP, DriftCorrection
from stemviewer.live.measure.traces import MOST_WAITING, RegionTraces
from stemviewer.measuring.rate import drift_rate
from stemviewer.measuring.shapes import Shape, ShapeKind

SIDE, PIXEL = 96, 0.4
SHIFTS = {Control.SHIFT_Y: Range(-4e-8, 4e-8), Control.SHIFT_X: Range(-4e-8, 4e-8)}


def specimen() -> np.ndarray:
    return gaussian_filter(np.random.default_rng(7).random((3 * SIDE, 3 * SIDE)), 2.0) * 8.0


def scanned(
    whole: np.ndarray, number: int, drift: tuple[float, float], shift: tuple[float, float]
) -> Frame:
    """Return a frame of a specimen that has drifted [px], the view shifted (y, x) [m]."""
    down, right = (d - s / (PIXEL * 1e-10) for d, s in zip(drift, shift, strict=True))
    top, left = SIDE - round(down), SIDE - round(right)
    data = np.random.default_rng(number).poisson(whole[top : top + SIDE, left : left + SIDE])
    settings = ScanSettings(SIDE, SIDE, set_to(1e-4), set_to(1e-12), set_to(PIXEL * 1e-10))
    place = Place(1, shift_y=set_to(shift[0]), shift_x=set_to(shift[1]))
    counts = read_only(data.astype(np.uint16))
    return Frame(number, "HAADF", counts, settings, COUNTING, place=place)


@lru_cache(maxsize=1)
def keep_on(frames: int, speed: tuple[float, float]) -> tuple[list[Frame], DriftCorrection]:
    """Scan a drifting specimen with the correction on; each frame takes 0.92 s."""
    whole, follower, asked = specimen(), DriftFollower(), {}
    correction = DriftCorrection(lambda control, value: asked.update({control: value}), print)
    correction.wanted = True
    shift, taken = (0.0, 0.0), []
    for number in range(frames):
        drift = (speed[0] * number, speed[1] * number)
        frame = scanned(whole, number, drift, shift)
        angstrom = (shift[0] * 1e10, shift[1] * 1e10)
        follower.look(Look(frame, 1, number * 0.92, angstrom))
        correction.take(frame, follower.now, SHIFTS)
        shift = (asked.get(Control.SHIFT_Y, 0.0), asked.get(Control.SHIFT_X, 0.0))
        taken.append(frame)
    return taken, correction


def test_the_scan_is_shifted_after_a_drifting_specimen() -> None:
    speed = (0.5, -0.8)
    frames, correction = keep_on(30, speed)
    assert correction.state.moves >= 5
    left = []
    for frame in frames[10:]:
        for axis, name in enumerate(("shift_y", "shift_x")):
            shift = getattr(frame.place, name).value / (PIXEL * 1e-10)
            left.append(speed[axis] * frame.number - shift)
    # without it the specimen would have left by 15 and 23 px; the first frames are noisy
    assert np.abs(left).max() < STEP * SIDE + 4.5


def test_averages_go_on_over_small_shifts_of_the_view_and_stay_sharp() -> None:
    frames, _ = keep_on(30, (0.5, -0.8))
    assert len({frame.place.shift_x.value for frame in frames[-8:]}) > 1
    accumulator = Accumulator(8)
    for frame in frames[-10:]:
        summed = accumulator.add(frame, frame.data.astype(np.float32))
    assert len(summed.numbers) == 8
    inner = (slice(12, -12), slice(12, -12))
    mean = (summed.counts / summed.exposure)[inner]
    truth = scanned_rate(frames[-1], (0.5 * 29, -0.8 * 29))[inner]
    # of eight frames: the spread left is about that of counting, not of a smeared specimen
    assert np.std(mean - truth) < 1.2 * np.sqrt(truth.mean() / 8)


def scanned_rate(frame: Frame, drift: tuple[float, float]) -> np.ndarray:
    place = frame.place
    shift = (place.shift_y.value or 0.0, place.shift_x.value or 0.0)
    down, right = (d - s / (PIXEL * 1e-10) for d, s in zip(drift, shift, strict=True))
    top, left = SIDE - round(down), SIDE - round(right)
    return specimen()[top : top + SIDE, left : left + SIDE]


def test_a_far_or_unknown_shift_still_begins_an_average_anew() -> None:
    whole = specimen()
    first = scanned(whole, 0, (0, 0), (0.0, 0.0))
    far = scanned(whole, 1, (0, 0), (12 * PIXEL * 1e-10, 0.0))
    blind = replace(
        scanned(whole, 1, (0, 0), (2 * PIXEL * 1e-10, 0.0)),
        settings=replace(first.settings, pixel_size=UNKNOWN),
    )
    for other, start in ((far, first), (blind, replace(first, settings=blind.settings))):
        accumulator = Accumulator(4)
        accumulator.add(start, start.data.astype(np.float32))
        summed = accumulator.add(other, other.data.astype(np.float32))
        assert summed.numbers == (1,)
        assert summed.step.parameters["started_because"] == "another field of view"


def test_the_correction_says_why_it_cannot() -> None:
    whole, follower, sent = specimen(), DriftFollower(), []
    correction = DriftCorrection(lambda *order: sent.append(order), print)
    frame = scanned(whole, 0, (0, 0), (0.0, 0.0))
    correction.take(frame, follower.now, SHIFTS)
    assert not correction.state.on
    correction.wanted = True
    correction.take(frame, follower.now, {})
    assert correction.state.why_not == "this feed cannot shift its scan"
    correction.take(frame, follower.now, SHIFTS)
    assert correction.state.why_not == "the drift cannot be followed now"
    unknown = replace(frame, settings=replace(frame.settings, pixel_size=UNKNOWN))
    correction.take(unknown, follower.now, SHIFTS)
    assert correction.state.why_not == "the pixel size is unknown"
    assert sent == []


def test_stated_errors_of_the_rate_are_those_of_repeated_drifts() -> None:
    drawn = np.random.default_rng(5)
    scores = []
    for _ in range(300):
        times = np.arange(12) * 0.7
        past = [(t, 0.4 * t + drawn.normal(0, 0.3), -1.1 * t + drawn.normal(0, 0.3)) for t in times]
        rate = drift_rate(past)
        assert rate is not None
        scores += [(rate.down - 0.4) / rate.error, (rate.right + 1.1) / rate.error]
    assert np.mean(scores) == pytest.approx(0.0, abs=0.15)
    assert np.std(scores) == pytest.approx(1.05, abs=0.12)
    assert drift_rate(past[:3]) is None


def test_regions_are_measured_on_every_frame_that_came() -> None:
    traces = RegionTraces()
    region = Shape(ShapeKind.RECTANGLE, ((10.0, 10.0), (20.0, 20.0)), name="R1")
    whole = specimen()
    traces.take(scanned(whole, 0, (0, 0), (0.0, 0.0)))
    traces.follow((region,))
    worker = Worker("traces", traces.run)
    frames = [scanned(whole, number, (0, 0), (0.0, 0.0)) for number in range(1, 6)]
    for frame in frames:
        traces.take(frame)
    worker.start()
    try:
        for _ in range(200):
            if len(traces.points()["R1"]) == 5:
                break
            worker.join(0.05)
        points = traces.points()["R1"]
        assert [point.number for point in points] == [1, 2, 3, 4, 5]
        means = [frame.data[10:20, 10:20].mean() for frame in frames]
        assert [point.mean for point in points] == pytest.approx(means)
        assert points[0].error == pytest.approx(np.sqrt(means[0] / 100))
    finally:
        traces.close()
        assert worker.join(10.0)
    traces.follow((region.moved(1.0, 0.0),))
    assert traces.points()["R1"] == ()


def test_frames_that_come_too_fast_are_left_out_and_counted() -> None:
    traces = RegionTraces()
    traces.follow((Shape(ShapeKind.RECTANGLE, ((1.0, 1.0), (9.0, 9.0)), name="R1"),))
    frame = scanned(specimen(), 1, (0, 0), (0.0, 0.0))
    for _ in range(MOST_WAITING + 3):
        traces.take(frame)
    assert traces.left_out == 3
