from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.signal import lfilter

from stemviewer.core.calibration import COUNTING
from stemviewer.denoise.calm_tiles import axis_noise
from stemviewer.trust.gate import Way, check
from stemviewer.trust.gate_memory import EVERY, GateMemory
from stemviewer.trust.noise_facts import noise_facts
from stemviewer.trust.shades import levels_present, spike_score


def counts(rate, seed=1):
    return np.random.default_rng(seed).poisson(rate)


@pytest.mark.parametrize("mean", [0.3, 4.0, 60.0])
def test_no_picture_makes_a_shade_of_counts_too_frequent(mean):
    flat = np.full((256, 256), mean)
    steps = np.where(np.arange(256) < 100, 0.1 * mean, 3.0 * mean) * np.ones((256, 1))
    wild = mean * np.random.default_rng(5).pareto(1.5, (256, 256))
    for rate in (flat, steps, wild):
        assert max(spike_score(counts(rate, seed)) for seed in range(6)) < 5.0


@pytest.mark.parametrize("factor", [0.78, 0.93, 1.12])
def test_a_stretched_histogram_breaks_the_inequality(factor):
    rate = np.linspace(2.0, 60.0, 256) * np.ones((256, 1))
    assert spike_score(np.rint(counts(rate) * factor)) > 8.0
    assert spike_score(np.full((8, 8), -3)) == 0.0


def test_levels_that_never_occur_are_noticed():
    numbers = counts(np.full((128, 128), 20.0)).astype(float)
    assert levels_present(numbers) == 1.0
    assert levels_present(np.rint(numbers * 1.7)) < 0.7


def test_edges_and_jittered_rows_do_not_pass_for_shared_noise():
    generator = np.random.default_rng(4)
    rows = np.full((256, 256), 40.0)
    rows[:, 100:140] = 90.0  # upright edges, moved from row to row
    rate = np.stack([np.roll(row, generator.integers(-3, 4)) for row in rows])
    frame = counts(rate)
    found = axis_noise(frame)
    assert abs(math.log(found.ratio)) < 4.0 * found.error
    assert check(frame.astype(np.uint16), COUNTING).way is Way.THINNING


@pytest.mark.parametrize("mean", [0.5, 5.0, 50.0])
def test_electrons_counted_twice_in_a_row_are_noticed(mean):
    frame = counts(np.full((256, 256), mean))
    twice = frame + np.roll(np.random.default_rng(2).binomial(frame, 0.25), 1, axis=1)
    assert axis_noise(frame).ratio == pytest.approx(1.0, abs=0.12)
    assert axis_noise(twice).ratio > 1.25
    assert "fast axis" in check(twice.astype(np.uint16), COUNTING).sentence()


def test_afterglow_in_whole_numbers_is_noticed_though_its_variance_looks_right():
    frame = counts(np.full((256, 256), 8.0)) * 2.8
    glow = np.rint(lfilter([0.75], [1.0, -0.25], frame, axis=1))
    facts = noise_facts(glow)
    assert 0.8 < facts.dispersion < 1.25
    assert "fast axis" in check(glow.astype(np.uint16), COUNTING).sentence()


def test_nothing_is_said_of_tiles_that_are_empty():
    assert math.isnan(axis_noise(np.zeros((64, 64))).ratio)


def test_the_slow_measurements_are_kept_for_some_frames_and_then_repeated(lattice):
    memory = GateMemory().of("settings")
    rate = lattice(96, 6.0)
    first = memory.facts(counts(rate, 0))
    for seed in range(1, EVERY):
        kept = memory.facts(counts(rate, seed))
        assert kept.spectrum == first.spectrum
        assert kept.mean == counts(rate, seed).mean()
    assert memory.facts(counts(rate, EVERY)).spectrum != first.spectrum


def test_a_frame_that_differs_in_kind_or_dose_is_measured_afresh(lattice):
    rate = lattice(96, 6.0)
    for other in (
        counts(rate, 2) * 1.5,
        counts(rate, 2) - 1,
        counts(rate * 1.5, 2),
        np.where(counts(rate, 2) > 5, np.nan, 1.0),
    ):
        memory = GateMemory().of("settings")
        memory.facts(counts(rate, 1))
        assert repr(memory.facts(other)) == repr(noise_facts(other))


def test_other_settings_empty_the_memory_and_the_same_ones_do_not(lattice):
    rate = lattice(96, 6.0)
    memory = GateMemory().of(("haadf", 1))
    first = memory.facts(counts(rate, 1))
    assert memory.of(("haadf", 1)).facts(counts(rate, 2)).spectrum == first.spectrum
    assert memory.of(("haadf", 2)).facts(counts(rate, 2)).spectrum != first.spectrum


def test_a_remembered_frame_is_still_refused_for_what_is_seen_at_once(lattice):
    memory = GateMemory().of("settings")
    rate = lattice(128, 6.0)
    assert check(counts(rate, 1).astype(np.uint16), COUNTING, memory=memory).counted
    broken = counts(rate, 2) + 0.5
    assert "whole electrons" in check(broken, COUNTING, memory=memory).sentence()
