"""The drift is followed without a pull towards rest, and views that are come back to are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import set_to
from stemviewer.live.dose.correlate import displacement
from stemviewer.live.dose.drift import DriftTracker
from stemviewer.live.dose.reference import REFERENCE_FRAMES, References

SIDE, PIXEL = 96, 0.4


def specimen(seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return gaussian_filter(generator.random((3 * SIDE, 3 * SIDE)), 2.0) * 400.0


def frame(
    number: int, whole: np.ndarray, at: tuple[int, int], side: int = SIDE, noise: int | None = None
) -> Frame:
    top, left = (whole.shape[0] - side) // 2 - at[0], (whole.shape[1] - side) // 2 - at[1]
    data = whole[top : top + side, left : left + side]
    if noise is not None:
        data = np.random.default_rng(noise).poisson(data * 0.05)
    settings = ScanSettings(
        rows=side,
        columns=side,
        dwell=set_to(1e-6),
        beam_current=set_to(1e-11),
        pixel_size=set_to(PIXEL * 1e-10),
    )
    return Frame(number, "HAADF", read_only(np.rint(data).astype(np.uint16)), settings)


@pytest.mark.parametrize("moved", [(0, 0), (9, -7), (-14, 11)])
def test_a_displacement_far_out_is_found_without_a_pull(moved: tuple[int, int]) -> None:
    whole = specimen(1)
    first = frame(0, whole, (0, 0)).data.astype(np.float32)
    second = frame(1, whole, moved).data.astype(np.float32)
    true = np.array(moved) * PIXEL
    found = displacement(first, second, PIXEL, (true[0] + 0.17, true[1] - 0.13))
    assert found == pytest.approx(tuple(true), abs=0.03)


def test_nothing_in_common_is_not_a_displacement() -> None:
    first = np.random.default_rng(1).poisson(2.0, (SIDE, SIDE)).astype(np.float32)
    second = np.random.default_rng(2).poisson(2.0, (SIDE, SIDE)).astype(np.float32)
    assert displacement(first, second, PIXEL, (0.0, 0.0)) is None


def test_a_view_that_is_come_back_to_has_its_own_reference() -> None:
    whole, tracker = specimen(2), DriftTracker()
    for number in range(4):
        tracker.follow(frame(number, whole, (0, 0)), float(number), (0.0, 0.0))
    wide = tracker.references.all()[-1]
    tracker.follow(frame(4, whole, (1, 0), side=48), 4.0, (0.0, 0.0))
    assert tracker.references.all()[-1].key[0] == 48
    tracker.follow(frame(5, whole, (2, 0)), 5.0, (0.0, 0.0))
    assert tracker.references.all()[-1] is wide
    assert tracker.position == pytest.approx((2 * PIXEL, 0.0), abs=0.03)


def test_the_noise_of_the_first_frame_does_not_stay_in_the_zero() -> None:
    whole, errors = specimen(3), []
    for trial in range(3):
        tracker = DriftTracker()
        for number in range(REFERENCE_FRAMES + 2):
            seen = frame(number, whole, (0, 0), noise=100 * trial + number)
            tracker.follow(seen, 0.1 * number, (0.0, 0.0))
            assert tracker.zeroed == (number + 1 >= REFERENCE_FRAMES)
        errors.append(tracker.position)
    assert float(np.abs(errors).mean()) < 0.1


def test_other_rotations_share_no_reference() -> None:
    kept = References()
    whole, tracker = specimen(4), DriftTracker()
    tracker.follow(frame(0, whole, (0, 0)), 0.0, (0.0, 0.0))
    kept.put(tracker.references.all()[0])
    key = (*tracker.references.all()[0].key[:5], 0.3)
    assert kept.of(key, (0.0, 0.0)) is None
