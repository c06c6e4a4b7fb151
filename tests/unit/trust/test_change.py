"""The damage watch: power by counting alone, no alarm without damage, an alarm in time with it."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.trust.change.difference import change_between, shift_between, smooth
from stemviewer.trust.change.lattice import find_lattice, powers_of
from stemviewer.trust.change.sequential import CumulativeSum, threshold
from stemviewer.trust.change.watch import Sign, SpecimenWatch, WatchPhase

SIDE = 160


def _view(
    contrast: float, shift: tuple[float, float] = (0.0, 0.0), mean: float = 2.0
) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE].astype(float)
    y, x = y - shift[0], x - shift[1]
    lattice = np.cos(2 * np.pi * x / 11.3) + np.cos(2 * np.pi * (0.3 * x + y) / 12.7)
    shape = 1.0 + 0.4 * np.tanh((x - 70.0 + 0.2 * y) / 12.0)
    return mean * shape * (1.0 + 0.4 * contrast * lattice)


def test_power_varies_as_counting_says() -> None:
    generator, rate = np.random.default_rng(1), _view(1.0)
    lattice = find_lattice([powers_of(generator.poisson(rate)) for _ in range(8)])
    assert lattice is not None
    found = [lattice.amplitude(powers_of(generator.poisson(rate))) for _ in range(90)]
    values = np.array([one.value for one in found])
    assert values.mean() == pytest.approx(1.0, abs=4.0 * lattice.error + 0.01)
    assert values.std() == pytest.approx(np.mean([one.error for one in found]), rel=0.3)


def test_half_the_contrast_is_half_the_amplitude() -> None:
    generator = np.random.default_rng(2)
    lattice = find_lattice([powers_of(generator.poisson(_view(1.0))) for _ in range(8)])
    assert lattice is not None
    found = lattice.amplitude(powers_of(generator.poisson(_view(0.5))))
    assert found.value == pytest.approx(0.5, abs=4.0 * found.error + 0.03)


def test_noise_has_no_lattice() -> None:
    generator = np.random.default_rng(3)
    assert find_lattice([powers_of(generator.poisson(2.0, (SIDE, SIDE))) for _ in range(8)]) is None


def test_a_change_is_told_from_counting_and_from_a_shift() -> None:
    generator = np.random.default_rng(4)
    early = np.mean([smooth(generator.poisson(_view(1.0)).astype(float)) for _ in range(8)], axis=0)
    same = smooth(generator.poisson(_view(1.0, (0.4, -0.9))).astype(float))
    gone = _view(1.0)
    gone[60:110, 90:140] *= 0.6
    other = smooth(generator.poisson(gone).astype(float))
    still, changed = change_between(early, 8, same), change_between(early, 8, other)
    assert still is not None
    assert changed is not None
    assert abs(still.value) < 4.0 * still.error + 0.01**2
    assert changed.value > 10.0 * changed.error
    moved = smooth(generator.poisson(_view(1.0, (0.0, 3.0), mean=20.0)).astype(float))
    # a coarse grid tells the direction and most of the way; the rest comes with the next frame
    assert 1.0 < shift_between(early, moved)[1] < 3.5


def test_the_cumulative_sum_alarms_as_rarely_as_designed() -> None:
    """At a design of 200 between alarms, the mean run of 400 runs is at least near it."""
    generator, lengths = np.random.default_rng(5), []
    height = threshold(0.5, 200.0)
    for _ in range(400):
        level, count = 0.0, 0
        while level < height:
            level = max(0.0, level + float(generator.standard_normal()) - 0.5)
            count += 1
        lengths.append(count)
    assert np.mean(lengths) == pytest.approx(200.0, rel=0.3)


def test_one_bad_frame_is_no_alarm_and_a_lasting_shift_is() -> None:
    test = CumulativeSum(0.1)
    assert not test.add(0.9, 0.02)
    assert not any(test.add(0.0, 0.02) for _ in range(20))
    assert test.share == 0.0
    assert any(test.add(0.25, 0.02) for _ in range(5))


def test_a_drifting_specimen_is_no_alarm() -> None:
    generator, watch = np.random.default_rng(6), SpecimenWatch()
    assert watch.phase is WatchPhase.LEARNING
    for number in range(40):
        counts = generator.poisson(_view(1.0, (0.15 * number, -0.1 * number)))
        seen = watch.look(counts.astype(np.float32))
        assert seen is None or seen.alarm is Sign.NONE
    assert watch.phase is WatchPhase.WATCHING


def test_fading_alarms_before_half_is_gone() -> None:
    generator, watch = np.random.default_rng(7), SpecimenWatch()
    for number in range(120):
        left = float(np.exp(-number / 60.0))
        seen = watch.look(generator.poisson(_view(left, (0.1 * number, 0.0))).astype(np.float32))
        if seen is not None and seen.alarm:
            break
    assert seen is not None
    assert seen.alarm is Sign.LATTICE
    assert 0.5 < left < 0.92
    assert watch.alarm is Sign.LATTICE
