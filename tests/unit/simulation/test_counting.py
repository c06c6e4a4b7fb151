"""The fast Poisson sampler has the Poisson distribution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare
from scipy.stats import poisson as reference

from stemviewer.simulation.counting import poisson


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(seed))


@pytest.mark.parametrize("rate", [0.01, 0.3, 0.999, 2.5, 13.03, 39.97, 40.0, 77.7, 319.5, 1000.0])
def test_distribution(rate: float) -> None:
    exact = float(np.float32(rate))
    counts = poisson(generator(11), np.full(400_000, rate, np.float32))
    seen = np.bincount(counts)
    expected = reference.pmf(np.arange(seen.size), exact) * counts.size
    enough = expected > 20.0
    rest = counts.size - seen[enough].sum(), counts.size - expected[enough].sum()
    # the rest of both in one class, so that a lost tail is noticed
    total = np.append(seen[enough], rest[0]), np.append(expected[enough], max(rest[1], 1e-9))
    if rest[1] < 5.0:
        total = seen[enough], expected[enough] * seen[enough].sum() / expected[enough].sum()
        assert rest[0] < 40
    else:
        total = total[0], total[1] * total[0].sum() / total[1].sum()
    assert chisquare(*total).pvalue > 1e-4


def test_mixed_rates_keep_mean_and_shape() -> None:
    rates = generator(1).uniform(0.0, 60.0, (300, 400)).astype(np.float32)
    counts = poisson(generator(2), rates)
    assert counts.shape == rates.shape
    total = float(rates.sum())
    assert float(counts.sum()) == pytest.approx(total, abs=5.0 * total**0.5)
    assert float(((counts - rates) ** 2).sum()) == pytest.approx(total, rel=0.03)


def test_no_rate_no_count() -> None:
    assert not poisson(generator(3), np.zeros((50, 60), np.float32)).any()


def test_seeded() -> None:
    rates = np.full((64, 64), 1.7, np.float32)
    same = poisson(generator(4), rates), poisson(generator(4), rates)
    assert np.array_equal(*same)
    assert not np.array_equal(same[0], poisson(generator(5), rates))
