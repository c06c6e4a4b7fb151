from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.signal import lfilter

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.quantity import set_to
from stemviewer.denoise.registry import method
from stemviewer.trust.evidence import EvidenceOptions
from stemviewer.trust.false_lattice import Support, lattice_peaks
from stemviewer.trust.folds import cross_fit, joined
from stemviewer.trust.frame_test import run_frame_test
from stemviewer.trust.gate import Way, check
from stemviewer.trust.held_out import HeldOutSource, by_thinning
from stemviewer.trust.neighbours import by_neighbours, check_neighbour, drift
from stemviewer.trust.region import with_column

KNOWN = DetectorCalibration(set_to(37.0), set_to(1200.0))


def counts_of(rate, seed=1):
    return np.random.default_rng(seed).poisson(rate).astype(np.uint16)


def analogue(rate, seed=1, spread=0.4):
    generator = np.random.default_rng(seed)
    counts = generator.poisson(rate)
    pulses = counts + spread * np.sqrt(counts) * generator.standard_normal(rate.shape)
    return pulses + generator.normal(0.0, 0.1, rate.shape)


def units(pulses):
    return np.clip(np.rint(pulses * 37.0 + 1200.0), 0, 65535).astype(np.uint16)


@pytest.mark.parametrize("dose", [0.1, 1.0, 8.0])
@pytest.mark.parametrize("calibration", [COUNTING, DetectorCalibration()])
def test_counts_are_admitted_whether_stated_or_not(rate, dose, calibration):
    gate = check(counts_of(rate * dose), calibration)
    assert gate.way is Way.THINNING
    assert gate.counted
    assert not gate.reasons


def test_counts_in_steps_of_a_known_gain_are_counts(rate):
    gate = check(counts_of(rate) * 37 + 1200, KNOWN)
    assert gate.way is Way.THINNING
    np.testing.assert_allclose(gate.electrons, counts_of(rate))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda r: units(analogue(r)), "variance"),
        (lambda r: analogue(r, spread=0.0).astype(np.float32), "whole electrons"),
        (lambda r: counts_of(r).astype(float) * 3, "multiples of 3"),
        (lambda r: np.where(counts_of(r) > 3, np.nan, 1.0), "not numbers"),
        (lambda r: np.full(r.shape, 7), "same value"),
        (lambda r: np.rint(counts_of(r) * 2.6), "variance|never occur"),
    ],
)
def test_other_numbers_are_refused_with_the_reason(rate, make, reason):
    gate = check(make(rate), DetectorCalibration())
    assert gate.way is Way.NONE
    assert "not available" in gate.sentence()
    assert any(word in gate.sentence() for word in reason.split("|"))
    with pytest.raises(ValueError, match="not available"):
        gate.held_out(0.5, 1)


def test_afterglow_and_line_noise_are_named(rate):
    smeared = lfilter([0.6], [1.0, -0.4], counts_of(rate * 4).astype(float), axis=1)
    assert "fast axis" in check(smeared, COUNTING).sentence()
    rows = np.random.default_rng(3).normal(0, 3, (rate.shape[0], 1))
    assert "whole rows" in check(counts_of(rate * 4) + rows, COUNTING).sentence()


def test_an_analogue_frame_is_judged_by_its_neighbour(rate):
    frame, other = (units(analogue(rate, seed)) for seed in (1, 2))
    gate = check(frame, KNOWN, [other])
    assert gate.way is Way.NEIGHBOUR
    assert not gate.counted
    held = gate.held_out(0.5, 1)
    assert not held.poisson
    assert held.source is HeldOutSource.NEIGHBOUR


def test_a_copy_of_the_frame_is_no_second_measurement(rate):
    frame = units(analogue(rate))
    gate = check(frame, KNOWN, [frame.copy()])
    assert gate.way is Way.NONE
    assert "repeats the same data" in gate.sentence()


def test_a_neighbour_of_a_moving_or_changed_specimen_is_not_used(rate):
    frame = counts_of(rate * 5)
    assert "moves" in check_neighbour(frame, counts_of(np.roll(rate * 5, 4, 0), 2)).reason
    changed = rate.copy()
    changed[80:140, 80:140] *= 1.6
    assert "changes" in check_neighbour(frame, counts_of(changed * 5, 2)).reason
    assert "another dose" in check_neighbour(frame, counts_of(rate, 2)).reason
    gate = check(frame, COUNTING, [counts_of(changed * 5, 2)])
    assert gate.way is Way.THINNING


@pytest.mark.parametrize("shift", [(0, 0), (1, -2), (-2, 1)])
def test_drift_is_measured_and_the_true_picture_still_stands(lattice, shift):
    big = lattice(208, 6.0)
    rate = big[8:200, 8:200]
    moved = big[8 - shift[0] : 200 - shift[0], 8 - shift[1] : 200 - shift[1]]
    frame, other = counts_of(rate).astype(float), counts_of(moved, 2).astype(float)
    found = drift(frame, other)
    assert found == pytest.approx(shift, abs=0.3)
    lies = check_neighbour(frame, other)
    assert not lies.reason
    held = by_neighbours(frame, [other], [lies])
    score = (held.unseen - held.expected(rate)).sum() / np.sqrt(held.expected(rate).sum())
    assert abs(score) < 5
    inner = held.unseen[20:170, 20:170] - held.expected(rate)[20:170, 20:170]
    assert inner.var() < 1.15 * rate[20:170, 20:170].mean()


def test_a_whole_frame_test_takes_the_neighbour_and_else_thins(rate):
    gaussian = method("gaussian").make({})
    frame, other = counts_of(rate), counts_of(rate, 2)
    picture = gaussian.apply(frame.astype(np.float32)).image
    result = run_frame_test(frame, COUNTING, gaussian, picture=picture, neighbours=[other])
    assert result.evidence.source is HeldOutSource.NEIGHBOUR
    assert result.picture is picture
    alone = run_frame_test(frame, COUNTING, gaussian, seed=9)
    assert (alone.evidence.source, alone.evidence.seed) == (HeldOutSource.THINNING, 9)
    refused = run_frame_test(analogue(rate), COUNTING, gaussian)
    assert refused.evidence is None
    assert "not available" in refused.sentence()


def test_folds_judge_each_electron_once(rate):
    gaussian = method("gaussian").make({})
    held = by_thinning(counts_of(rate), 0.5, 4)
    one, two = cross_fit(gaussian.apply(held.seen).image, held, gaussian, EvidenceOptions())
    both = joined(one, two)
    assert both.verdict.electrons == counts_of(rate).sum()
    assert both.verdict.z == pytest.approx((one.verdict.z + two.verdict.z) / 2**0.5)
    # for a frame without neighbours it is what a test in review does
    tested = run_frame_test(counts_of(rate), COUNTING, gaussian, seed=4, both_folds=True)
    assert tested.evidence.verdict.z == pytest.approx(both.verdict.z)
    assert "both halves" in tested.sentence()


def test_a_place_that_both_halves_contradict_is_listed_once(rate):
    held = by_thinning(counts_of(rate * 8.0), 0.5, 4)

    class Adds:
        def apply(self, seen):
            return SimpleNamespace(image=with_column(rate * 4.0, 80.0, 80.0, 3.0, 60.0))

    one, two = cross_fit(Adds().apply(held.seen).image, held, Adds(), EvidenceOptions())
    both = joined(one, two)
    assert one.contradicted
    assert two.contradicted
    near = [p for p in both.contradicted if abs(p.row - 80) < 5 and abs(p.column - 80) < 5]
    assert len(near) == 1


def test_a_lattice_that_the_electrons_do_not_have_is_contradicted(lattice):
    rate = lattice(192, 6.0)
    held = by_thinning(counts_of(rate), 0.5, 1)
    real = lattice_peaks(rate * 0.5, held)
    assert real
    assert all(p.support is Support.SUPPORTED for p in real if p.expected > 8)
    waves = 1.0 + 0.3 * np.sin(2 * np.pi * np.arange(192) / 7.0)[:, None]
    false = [p for p in lattice_peaks(rate * 0.5 * waves, held) if abs(p.spacing - 7.0) < 0.3]
    assert false
    assert false[0].support is Support.CONTRADICTED


def test_a_lattice_in_the_wrong_place_finds_no_support(lattice):
    rate = lattice(192, 6.0)
    held = by_thinning(counts_of(rate), 0.5, 1)
    shifted = lattice_peaks(np.roll(rate, 7, (0, 1)) * 0.5, held)
    strong = [p for p in shifted if p.expected > 15 and 0 < abs(p.frequency[0]) < 0.1]
    assert any(p.support is Support.CONTRADICTED for p in strong)


def fine_texture(size=256):
    """Brightness as fine as pixels, drawn out along rows: in one frame it looks like afterglow."""
    drawn = np.random.default_rng(8).gamma(2.0, 0.5, (size, size))
    drawn = np.exp(0.3 * lfilter([0.7], [1.0, -0.3], drawn, axis=1))
    return drawn / drawn.mean()


def test_fine_texture_is_told_from_noise_by_a_second_frame():
    rate = 400.0 * fine_texture()
    one, other = counts_of(rate, 1), counts_of(rate, 2)
    assert not check(one, COUNTING).counted
    gate = check(one, COUNTING, [other])
    assert gate.way is Way.NEIGHBOUR
    assert gate.counted
    # the same texture with afterglow: the difference of the frames has it too
    glow = [np.rint(lfilter([0.7], [1.0, -0.3], x.astype(float), axis=1)) for x in (one, other)]
    assert not check(glow[0], COUNTING, [glow[1]]).counted


def test_a_still_picture_is_no_second_measurement_but_fine_structure_is_no_still_picture():
    rate = 400.0 * fine_texture()
    one, other = counts_of(rate, 1), counts_of(rate, 2)
    assert not check_neighbour(one, other, counted=False).reason
    assert "repeats" in check_neighbour(one, one).reason
    assert "repeats" in check_neighbour(one, 1.1 * one + 0.5).reason


def test_another_gain_and_line_noise_do_not_hide_behind_fine_texture():
    rate = 50.0 * fine_texture() ** 3
    pairs = [counts_of(rate, seed).astype(float) for seed in (1, 2)]
    assert check(pairs[0], COUNTING, [pairs[1]]).counted
    gained = [np.rint(3.3 * pair + 0.2 * pair**0.5) for pair in pairs]
    assert not check(gained[0], COUNTING, [gained[1]]).counted
    lines = [
        pair + np.rint(np.random.default_rng(seed).normal(8.0, 2.5, (256, 1)))
        for seed, pair in enumerate(pairs)
    ]
    gate = check(lines[0], COUNTING, [lines[1]])
    assert not gate.counted
    assert "rows share noise" in gate.sentence()
