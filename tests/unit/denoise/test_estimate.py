from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.quantity import Source, set_to
from stemviewer.denoise.estimate import CalibrationTracker, estimate

GAIN, OFFSET = 37.5, 2.83e6
Real = npt.NDArray[np.float64]


def lattice(side: int = 512, period: float = 12.0) -> Real:
    y, x = np.mgrid[:side, :side] * (2 * np.pi / period)
    return 1.0 + 0.8 * np.cos(x) * np.cos(y)


def ramp(side: int = 512) -> Real:
    return np.tile(np.linspace(0.3, 1.7, side), (side, 1))


def units(rate: Real, seed: int = 0, gain: float = GAIN, offset: float = OFFSET) -> Real:
    return np.round(offset + gain * np.random.default_rng(seed).poisson(rate))


@pytest.mark.parametrize(
    ("dose", "gain_error", "offset_error"),
    [(0.5, 0.12, 0.1), (2.0, 0.07, 0.2), (10.0, 0.07, 1.0), (100.0, 0.07, 7.0)],
)
@pytest.mark.parametrize("rate", [lattice(), lattice(period=7.3), ramp()], ids=str)
def test_gain_and_black_level_of_simulated_counts(
    rate: Real, dose: float, gain_error: float, offset_error: float
) -> None:
    found = estimate(units(rate * dose).astype(np.uint32))
    assert found.good, found.reason
    assert found.calibration.source is Source.ESTIMATED
    assert found.calibration.gain.value == pytest.approx(GAIN, rel=gain_error)
    assert found.calibration.offset.value == pytest.approx(OFFSET, abs=offset_error * GAIN)


def test_large_frames_are_thinned_and_still_right() -> None:
    found = estimate(units(np.tile(lattice() * 5, (4, 4))))
    assert found.good
    assert found.calibration.gain.value == pytest.approx(GAIN, rel=0.07)


def test_saturated_and_hot_pixels_do_not_mislead() -> None:
    raw = units(ramp() * 20, gain=6.0, offset=40.0)
    raw = np.minimum(raw, 200.0)
    raw[::97, ::89] = 65535.0
    found = estimate(raw.astype(np.uint16))
    assert found.good
    assert found.calibration.gain.value == pytest.approx(6.0, rel=0.12)


def test_what_is_known_is_kept_and_helps() -> None:
    raw = units(ramp() * 5)
    found = estimate(raw, DetectorCalibration(offset=set_to(OFFSET)))
    assert found.calibration.offset == set_to(OFFSET)
    assert found.calibration.gain.value == pytest.approx(GAIN, rel=0.03)
    assert found.calibration.gain.source is Source.ESTIMATED
    found = estimate(raw, DetectorCalibration(gain=set_to(GAIN)))
    assert found.calibration.gain == set_to(GAIN)
    assert found.calibration.offset.value == pytest.approx(OFFSET, abs=0.2 * GAIN)


def nasty() -> dict[str, Real]:
    rng = np.random.default_rng(5)
    return {
        "zero": np.zeros((256, 256)),
        "constant": np.full((256, 256), 2.8e6),
        "saturated": np.full((64, 64), 65535.0),
        "one pixel": np.ones((1, 1)),
        "one row": np.arange(5000.0)[np.newaxis],
        "tiny": rng.poisson(5.0, (8, 8)).astype(np.float64),
        "all nan": np.full((100, 100), np.nan),
        "some inf": np.where(rng.random((128, 128)) < 0.5, np.inf, 1.0),
        "two levels": np.repeat([[0.0], [255.0]], 128, axis=0) * np.ones(256),
        "checkerboard": (np.indices((256, 256)).sum(axis=0) % 2).astype(np.float64),
        "no shot noise": rng.normal(0.0, 3.0, (256, 256)),
        "smooth": ramp(256),
        "huge": rng.normal(0.0, 1e300, (128, 128)),
        "negative": -units(ramp(256)),
    }


@pytest.mark.parametrize("name", nasty())
def test_nasty_images_give_assumed_and_usable_numbers(name: str) -> None:
    image = nasty()[name]
    found = estimate(image)
    assert not found.good
    assert found.reason
    assert found.calibration.source is Source.ASSUMED
    with np.errstate(over="ignore"):
        electrons = np.where(np.isfinite(image), image, 0.0)
        electrons = (electrons - found.calibration.offset.value) / found.calibration.gain.value
    assert np.isfinite(electrons).all()
    if name != "huge":
        assert np.abs(electrons).max() < 1e8


def test_tracker_is_steadier_than_its_frames_and_settles_on_the_truth() -> None:
    tracker = CalibrationTracker()
    rate = lattice(256) * 3
    single, smooth = [], []
    for seed in range(20):
        raw = units(rate, seed)
        single.append(estimate(raw).calibration.gain.value)
        smooth.append(tracker.update(raw).calibration.gain.value)
    late, alone = np.array(smooth[10:], dtype=float), np.array(single, dtype=float)
    assert late.std() < 0.35 * alone.std()
    assert late[-1] == pytest.approx(GAIN, rel=0.05)
    steps = np.abs(np.diff(late)) / GAIN
    assert steps.max() < 0.02


def test_tracker_keeps_a_good_estimate_through_blank_frames() -> None:
    tracker = CalibrationTracker()
    first = tracker.update(units(ramp(256) * 5))
    assert first.good
    assert tracker.update(np.full((256, 256), OFFSET)) is first


def test_tracker_replaces_assumed_numbers_by_the_first_good_ones() -> None:
    tracker = CalibrationTracker()
    blank = tracker.update(np.full((256, 256), OFFSET))
    assert not blank.good
    assert tracker.update(np.full((256, 256), OFFSET + 1)) is blank
    assert tracker.update(units(ramp(256) * 5)).good


def test_tracker_follows_a_changed_detector_setting_but_not_a_single_outlier() -> None:
    tracker = CalibrationTracker()
    rate = ramp(256) * 5
    before = tracker.update(units(rate))
    assert tracker.update(units(rate, 1, gain=4 * GAIN)) is before
    for seed in range(2, 2 + CalibrationTracker.CONFIRM):
        after = tracker.update(units(rate, seed, gain=4 * GAIN))
    assert after.calibration.gain.value == pytest.approx(4 * GAIN, rel=0.1)
