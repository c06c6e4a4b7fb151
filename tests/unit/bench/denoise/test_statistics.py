from __future__ import annotations

import numpy as np
import pytest

from stemviewer.bench.denoise.statistics import interval


def test_the_interval_of_a_known_spread_has_its_width() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(30.0, 1.0, (400, 1))
    mean, low, high = interval(values, seed=1)
    assert mean == pytest.approx(values.mean())
    # 2 x 1.96 / sqrt(400)
    assert high - low == pytest.approx(0.196, rel=0.15)
    assert low < mean < high


def test_images_that_differ_widen_it_and_the_seed_repeats_it() -> None:
    samples = np.random.default_rng(0).normal(0.0, 0.01, (5, 20))
    alike = interval(samples, seed=2)
    unlike = interval(samples + np.arange(5.0)[:, None], seed=2)
    assert unlike[2] - unlike[1] > 20.0 * (alike[2] - alike[1])
    assert unlike == interval(samples + np.arange(5.0)[:, None], seed=2)
