from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, poisson

from stemviewer.trust.fields import believed, false_peaks, threshold
from stemviewer.trust.tails import equivalent_score, saddlepoint_score
from stemviewer.trust.templates import Template, scales_for, structure_sigma


@pytest.mark.parametrize("mean", [0.5, 3.0, 40.0])
@pytest.mark.parametrize("count", [1, 5, 20, 90])
def test_equal_weights_give_the_poisson_tail(mean, count):
    if not 1e-30 < poisson.sf(count - 1, mean) < 0.2:
        pytest.skip("not in the upper tail")
    rates = np.full((1, 10), mean / 10)
    score = saddlepoint_score(np.array([float(count)]), rates, np.ones(10))
    # the saddlepoint is continuous: it lies between the tails with and without the count itself
    assert norm.isf(poisson.sf(count - 1, mean)) - 0.05 < score[0]
    assert score[0] < norm.isf(poisson.sf(count, mean)) + 0.05


@pytest.mark.parametrize("rate", [0.05, 0.3, 2.0])
def test_score_of_weighted_sums_has_the_tail_that_sampling_finds(rate):
    weights = Template(2.0).square().ravel()
    generator = np.random.default_rng(4)
    counts = generator.poisson(rate, (200_000, weights.size)).astype(np.float32)
    found = (counts @ weights.astype(np.float32)).astype(float)
    for level in (2.5, 3.2):
        order = np.sort(found)[int(found.size * norm.cdf(level))]
        score = saddlepoint_score(np.array([order]), np.full((1, weights.size), rate), weights)
        assert score[0] == pytest.approx(level, abs=0.12)


def test_nothing_where_much_was_expected_is_as_rare_as_no_electron_at_all():
    weights = Template(2.0).square().ravel()
    rates = np.full((1, weights.size), 12.0 / weights.size)
    assert saddlepoint_score(np.zeros(1), rates, weights)[0] == pytest.approx(
        norm.ppf(np.exp(-12.0)), abs=1e-6
    )


def test_both_scores_agree_where_counts_are_many():
    found, mean, variance = np.array([1100.0]), np.array([1000.0]), np.array([1000.0])
    assert equivalent_score(found, mean, variance)[0] == pytest.approx(3.11, abs=0.02)


@pytest.mark.parametrize("sigma", [1.5, 3.0])
def test_noise_maps_have_as_many_peaks_as_the_theory_says(sigma):
    generator = np.random.default_rng(9)
    template, level, above = Template(sigma), 3.6, 0
    for _ in range(40):
        noise = generator.standard_normal((256, 256))
        z = np.abs(template.sums(noise) / np.sqrt(template.total(2)))
        inner = z[1:-1, 1:-1]
        around = [z[1 + r : 255 + r, 1 + c : 255 + c] for r in (-1, 0, 1) for c in (-1, 0, 1)]
        above += int(((inner >= np.max(around, axis=0)) & (inner > level)).sum())
    expected = 40 * false_peaks(level, (256, 256), sigma)
    assert 0.6 * expected < above < 1.25 * expected


def test_threshold_is_the_level_of_so_many_false_peaks():
    level = threshold(0.01, (512, 512), 3.0, 3)
    assert 3 * false_peaks(level, (512, 512), 3.0) == pytest.approx(0.01, rel=1e-6)
    assert 4.8 < level < 5.8


def test_one_peak_is_believed_at_alpha_and_company_helps():
    assert believed([0.02], 0.01) == 0
    assert believed([0.009], 0.01) == 1
    assert believed([0.001, 0.002, 0.025, 0.9], 0.01) == 3


def test_width_of_blobs_is_found_beside_a_wedge():
    rows, columns = np.mgrid[:200, :200].astype(float)
    image = 0.02 * rows
    for row, column in np.random.default_rng(2).uniform(0, 200, (150, 2)):
        image += np.exp(-0.5 * ((rows - row) ** 2 + (columns - column) ** 2) / 2.5**2)
    assert structure_sigma(image) == pytest.approx(2.5, rel=0.2)
    assert scales_for(np.ones((64, 64))) == (1.5, 3.0, 6.0)
