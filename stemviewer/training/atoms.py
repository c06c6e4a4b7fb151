"""Whether a network leaves columns where and as bright as they are, against the best Gaussian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemviewer.simulation.evaluation.columns import (
    Estimator,
    column_measures,
    column_specimen,
)
from stemviewer.simulation.evaluation.metrics import best_gaussian_image
from stemviewer.simulation.generator.draw import mixed_seed


@dataclass(frozen=True, slots=True)
class AtomScore:
    """Slope of displacement and brightness of vacancies at one dose [electrons per pixel].

    Slopes are over that of the same fit on the noise-free picture; vacancies are shares of a
    full column, in the noise-free picture too (their neighbours' tails reach in).
    """

    dose: float
    images: int
    slope_gaussian: float
    slope_network: float
    vacancy_truth: float
    vacancy_gaussian: float
    vacancy_network: float


def atom_score(dose: float, count: int, size: int, estimate: Estimator, seed: int) -> AtomScore:
    """Return how honest an estimator and the best Gaussian are at one dose.

    Parameters
    ----------
    dose : float
        Mean electrons per pixel.
    count, size : int
        Pictures and their side [px].
    estimate : callable
        Counts to rate.
    seed : int
        Of specimens and noise.
    """
    results = []
    for number in range(count):
        specimen = column_specimen(mixed_seed(seed, number), size, dose)
        noise = np.random.default_rng(mixed_seed(seed, number, 1))
        counts = noise.poisson(specimen.rate).astype(np.float32)
        pictures = (specimen.rate, best_gaussian_image(counts, specimen.rate), estimate(counts))
        clean, gaussian, network = (column_measures(picture, specimen) for picture in pictures)
        results.append(
            [gaussian.slope / clean.slope, network.slope / clean.slope]
            + [measured.vacancy for measured in (clean, gaussian, network)]
        )
    means = [float(value) for value in np.mean(results, axis=0)]
    return AtomScore(dose, count, *means)
