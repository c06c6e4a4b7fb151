"""Gain and black level from frame pairs of a detector whose response is known."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import Source
from stemviewer.live.dose.calibrate import calibrate
from stemviewer.simulation.detector import DetectorKind, make_detector

TRUE = make_detector(DetectorKind.UNCALIBRATED)


def series(kind: DetectorKind, count: int, dose: float, seed: int = 1) -> list[np.ndarray]:
    y, x = np.mgrid[:256, :256]
    rate = 1.0 + 0.8 * np.sin(x / 9.0) * np.sin(y / 11.0) + 0.5 * (y > 128)
    rate = (dose * rate / rate.mean()).astype(np.float32)
    generator = np.random.default_rng(seed)
    return [make_detector(kind).read(generator, rate) for _ in range(count)]


def test_twenty_pairs_at_five_electrons_give_the_gain_within_two_percent() -> None:
    found = calibrate(
        series(DetectorKind.UNCALIBRATED, 40, 5.0), series(DetectorKind.UNCALIBRATED, 8, 0.0),
        utc_ns=5,
    )  # fmt: skip
    gain, offset = found.calibration.gain, found.calibration.offset
    assert gain.source is Source.MEASURED
    assert gain.value == pytest.approx(TRUE.gain, rel=0.02)
    assert offset.value == pytest.approx(TRUE.offset, abs=TRUE.readout_noise)
    assert found.readout_noise == pytest.approx(TRUE.readout_noise, rel=0.1)
    assert 0 < found.gain_error < 0.05 * TRUE.gain
    assert (found.pairs, found.dark, found.utc_ns) == (20, 8, 5)


def test_a_lattice_that_drifts_a_pixel_within_each_pair_misleads_it_little() -> None:
    y, x = np.mgrid[:256, :256]
    generator, detector = np.random.default_rng(2), make_detector(DetectorKind.UNCALIBRATED)
    frames = []
    for number in range(24):
        rate = 1.0 + 0.9 * np.sin((y - 0.95 * number) / 1.6) * np.sin((x - 0.3 * number) / 1.6)
        frames.append(detector.read(generator, (5.0 * rate).astype(np.float32)))
    found = calibrate(frames, series(DetectorKind.UNCALIBRATED, 8, 0.0), utc_ns=0)
    assert found.calibration.gain.value == pytest.approx(TRUE.gain, rel=0.02)


def test_running_frames_without_dark_ones_come_within_ten_percent() -> None:
    frames = series(DetectorKind.UNCALIBRATED, 40, 5.0)
    found = calibrate(frames, [], utc_ns=0, source=Source.ESTIMATED)
    assert found.calibration.gain.value == pytest.approx(TRUE.gain, rel=0.1)
    assert found.calibration.source is Source.ESTIMATED
    assert found.readout_noise is None


def test_a_counting_detector_is_recognised_and_an_analogue_one_is_not() -> None:
    counting = DetectorKind.COUNTING
    found = calibrate(series(counting, 20, 2.0), series(counting, 4, 0.0), utc_ns=0)
    assert found.calibration.counting
    assert "counting" in found.how
    analogue = DetectorKind.UNCALIBRATED
    other = calibrate(series(analogue, 20, 2.0), series(analogue, 4, 0.0), utc_ns=0)
    assert not other.calibration.counting


@pytest.mark.parametrize("lit", [0, 3, 7])
def test_too_few_frames_are_refused(lit: int) -> None:
    frames = series(DetectorKind.COUNTING, lit, 2.0)
    with pytest.raises(SettingsError, match="too few"):
        calibrate(frames, [], utc_ns=0)


def test_what_does_not_behave_like_counts_is_refused() -> None:
    flat = [np.full((64, 64), 7.0) + n for n in range(10)]
    with pytest.raises(SettingsError, match="does not grow"):
        calibrate(flat, [], utc_ns=0)
