"""Levels: percentiles, hot pixels, flat frames, and the four modes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.image.levels import (
    SMOOTHING,
    LevelTracker,
    guarded,
    percentile_limits,
    sample,
    smoothed,
)

FOLLOW = DisplaySettings()


def test_single_hot_pixels_do_not_set_the_levels() -> None:
    counts = np.random.default_rng(0).poisson(3.0, (64, 64)).astype(np.uint16)
    clean = percentile_limits(sample(counts), 0.1, 99.9)
    counts[5, 5] = counts[40, 2] = 65535
    assert percentile_limits(sample(counts), 0.1, 99.9).high <= clean.high + 1


@pytest.mark.parametrize("value", [0, 7, 65535])
def test_a_flat_frame_gets_a_span(value: int) -> None:
    limits = percentile_limits(np.full(4096, value, np.uint16), 0.1, 99.9)
    assert limits == Limits(value, value + 1)


def test_nearly_flat_floats_are_not_stretched_without_end() -> None:
    limits = guarded(5.0, 5.0 + 1e-9, "f")
    assert limits.high - limits.low >= 1e-3


def test_values_that_are_not_finite_are_left_out() -> None:
    values = np.ones((32, 32), np.float32)
    values[0, :4] = np.nan, np.inf, -np.inf, 3.0
    assert np.isfinite(sample(values)).all()
    assert percentile_limits(sample(np.full((4, 4), np.nan)), 0.1, 99.9) == Limits(0.0, 1.0)


@pytest.mark.parametrize("shape", [(2048, 2048), (16, 4096), (3000, 31), (1, 100_000)])
def test_the_sample_is_small_and_fair(shape: tuple[int, int]) -> None:
    values = np.arange(shape[0] * shape[1], dtype=np.float64).reshape(shape)
    seen = sample(values)
    assert 1000 < seen.size <= 3 * (1 << 16)
    assert seen.mean() == pytest.approx(values.mean(), rel=0.02)


def test_a_lattice_as_wide_as_the_step_is_sampled_fairly() -> None:
    # every eighth column bright: a sample with a step of 8 would see all or nothing
    values = np.zeros((2048, 2048), np.uint8)
    values[:, ::8] = 100
    assert sample(values).mean() == pytest.approx(12.5, rel=0.1)


def test_follow_is_smoothed_but_a_large_change_is_taken_at_once() -> None:
    tracker = LevelTracker()
    tracker.update(np.linspace(0, 100, 5000), FOLLOW, None, 1, "a")
    near = tracker.update(np.linspace(0, 120, 5000), FOLLOW, None, 2, "a")
    assert near.high == pytest.approx(100 + SMOOTHING * 20, rel=0.01)
    far = tracker.update(np.linspace(0, 1000, 5000), FOLLOW, None, 3, "a")
    assert far.high == pytest.approx(1000, rel=0.01)


def test_the_same_picture_is_not_smoothed_twice() -> None:
    tracker = LevelTracker()
    tracker.update(np.linspace(0, 100, 5000), FOLLOW, None, 1, "a")
    first = tracker.update(np.linspace(0, 120, 5000), FOLLOW, None, 2, "a")
    assert tracker.update(np.linspace(0, 120, 5000), FOLLOW, None, 2, "a") == first


def test_another_series_starts_afresh_unless_locked() -> None:
    tracker = LevelTracker()
    tracker.update(np.linspace(0, 100, 5000), FOLLOW, None, 1, "gaussian")
    other = tracker.update(np.linspace(0, 120, 5000), FOLLOW, None, 2, "network")
    assert other.high == pytest.approx(120, rel=0.01)
    lock = replace(FOLLOW, mode=LevelsMode.LOCK)
    assert tracker.update(np.linspace(0, 9000, 5000), lock, None, 3, "median") == other


def test_once_stays_until_asked_again() -> None:
    tracker = LevelTracker()
    once = DisplaySettings(mode=LevelsMode.ONCE)
    first = tracker.update(np.linspace(0, 100, 5000), once, None, 1, "a")
    assert tracker.update(np.linspace(0, 900, 5000), once, None, 2, "a") == first
    again = tracker.update(np.linspace(0, 900, 5000), replace(once, once=1), None, 2, "a")
    assert again.high == pytest.approx(900, rel=0.01)


def test_off_takes_the_limits_by_hand_or_the_whole_range() -> None:
    tracker = LevelTracker()
    off = DisplaySettings(mode=LevelsMode.OFF)
    whole = tracker.update(np.array([3, 50, 65535], np.uint16), off, None, 1, "a")
    assert whole == Limits(3, 65535)
    by_hand = Limits(2.0, 9.0)
    assert tracker.update(np.arange(100), off, by_hand, 2, "a") == by_hand


def test_smoothing_never_crosses() -> None:
    assert smoothed(Limits(0, 1), Limits(50, 51)) == Limits(50, 51)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="percentiles"):
        DisplaySettings(low_percentile=99, high_percentile=1)
    with pytest.raises(ValueError, match="gamma"):
        DisplaySettings(gamma=0.0)
    with pytest.raises(ValueError, match="empty"):
        Limits(1.0, 1.0)
