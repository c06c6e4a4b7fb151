from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from stemviewer.denoise.vst import anscombe, inverse_anscombe


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 200.0])
def test_inverse_of_the_mean_transform_is_the_rate(rate: float) -> None:
    counts = np.arange(0, 2000)
    mean = float(poisson.pmf(counts, rate) @ anscombe(counts.astype(np.float32)))
    found = float(inverse_anscombe(np.array([mean], dtype=np.float32))[0])
    assert found == pytest.approx(rate, abs=0.03)


def test_unbiased_on_samples_where_the_algebraic_inverse_is_not() -> None:
    counts = np.random.default_rng(1).poisson(3.0, 400_000).astype(np.float32)
    mean = anscombe(counts).mean(dtype=np.float64)
    found = float(inverse_anscombe(np.array([mean], dtype=np.float32))[0])
    assert found == pytest.approx(counts.mean(), abs=0.02)
    assert (mean / 2) ** 2 - 3 / 8 < counts.mean() - 0.2


@pytest.mark.parametrize("rate", [4.0, 20.0, 100.0])
def test_noise_is_stabilised_to_one(rate: float) -> None:
    counts = np.random.default_rng(2).poisson(rate, 200_000).astype(np.float32)
    assert anscombe(counts).std() == pytest.approx(1.0, abs=0.03)


def test_negative_values_are_continued_without_a_jump_and_come_back_as_zero() -> None:
    values = np.array([-2.0, -0.5, -1e-4, 0.0, 1e-4], dtype=np.float32)
    transformed = anscombe(values)
    assert np.isfinite(transformed).all()
    assert (np.diff(transformed) > 0).all()
    assert transformed[4] - transformed[2] < 1e-3
    np.testing.assert_allclose(inverse_anscombe(transformed)[:3], 0.0, atol=1e-6)


def test_readout_noise_around_empty_pixels_does_not_raise_their_mean() -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.3, 100_000).astype(np.float32)
    mean = anscombe(noise).mean(keepdims=True)
    assert abs(float(inverse_anscombe(mean)[0])) < 0.03


def test_inputs_are_left_alone() -> None:
    values = np.array([-1.0, 2.0], dtype=np.float32)
    inverse_anscombe(anscombe(values))
    np.testing.assert_array_equal(values, [-1.0, 2.0])
