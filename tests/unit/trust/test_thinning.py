from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from stemviewer.trust.thinning import thin


@pytest.mark.parametrize("q", [0.5, 0.3, 1 / 256, 255 / 256])
@pytest.mark.parametrize("count", [1, 3, 63, 64])
def test_each_electron_is_held_out_with_probability_q(q, count):
    split = thin(np.full((300, 300), count), q, seed=7)
    seen = np.bincount(split.unseen.ravel(), minlength=count + 1)
    wanted = binom.pmf(np.arange(count + 1), count, split.q) * split.unseen.size
    enough = wanted > 5
    observed = np.append(seen[enough], seen[~enough].sum())
    expected = np.append(wanted[enough], wanted[~enough].sum())
    keep = expected > 0.5
    scale = observed[keep].sum() / expected[keep].sum()
    assert chisquare(observed[keep], expected[keep] * scale).pvalue > 1e-4


def test_many_electrons_in_a_pixel_follow_the_binomial_too():
    split = thin(np.full((200, 200), 500), 0.3, seed=1)
    assert split.unseen.mean() == pytest.approx(500 * split.q, rel=2e-3)
    assert split.unseen.var() == pytest.approx(500 * split.q * (1 - split.q), rel=0.03)


def test_parts_sum_to_the_frame_and_are_independent_for_poisson_counts():
    counts = np.random.default_rng(3).poisson(4.0, (400, 400))
    split = thin(counts, 0.4, seed=2)
    np.testing.assert_array_equal(split.seen + split.unseen, counts)
    correlation = np.corrcoef(split.seen.ravel(), split.unseen.ravel())[0, 1]
    assert abs(correlation) < 4 / 400
    assert split.unseen.var() == pytest.approx(split.unseen.mean(), rel=0.03)


def test_counts_that_are_not_poisson_do_not_give_independent_parts():
    counts = 4 * np.random.default_rng(3).poisson(1.0, (400, 400))
    split = thin(counts, 0.5, seed=2)
    assert np.corrcoef(split.seen.ravel(), split.unseen.ravel())[0, 1] > 0.5


def test_seed_repeats_the_split():
    counts = np.random.default_rng(1).poisson(2.0, (64, 64)).astype(np.uint16)
    one, same, other = (thin(counts, 0.5, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.unseen, same.unseen)
    assert (one.unseen != other.unseen).any()


@pytest.mark.parametrize(
    ("counts", "q"),
    [
        (np.full((4, 4), 1.5), 0.5),
        (np.full((4, 4), -1), 0.5),
        (np.ones((4, 4), int), 0.0),
        (np.ones((4, 4), int), 1.0),
    ],
)
def test_what_cannot_be_split_is_refused(counts, q):
    with pytest.raises(ValueError, match=r"electrons|holds out"):
        thin(counts, q, 0)
