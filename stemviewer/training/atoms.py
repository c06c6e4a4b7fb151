"""Whether a denoiser leaves displaced columns displaced and empty places empty.

PSNR rewards a network that puts columns where most columns are. These two numbers do not: the
slope of fitted against true displacement (1 is honest, 0 means put back on to the lattice), and
what is seen where a column is missing, as a share of a full column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage

from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.simulation.generator.probe import Probe, render_points
from stemviewer.training.metrics import SIGMAS, Image, psnr

Points = npt.NDArray[np.float64]
Estimator = Callable[[Image], Image]

CELL = 12.0
"""Side of the square lattice [px]."""

SHIFT = 0.075 * CELL
"""Displacement of the displaced columns: 30 pm in a cell of 400 pm [px]."""

DISPLACED, EMPTY = 0.15, 0.06
"""Shares of columns that are displaced, and missing."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Specimen:
    sites: Points
    shift: Points
    empty: npt.NDArray[np.bool_]
    rate: Image


def _specimen(seed: int, size: int, dose: float) -> _Specimen:
    rng = np.random.default_rng(mixed_seed(seed, 0xA70))
    axis = np.arange(CELL, size - CELL / 2, CELL) + rng.uniform(0.0, 1.0)
    sites = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    direction = rng.choice([-1.0, 1.0], len(sites)) * SHIFT
    shift = np.where(rng.random(len(sites)) < DISPLACED, direction, 0.0)
    empty = (rng.random(len(sites)) < EMPTY) & (shift == 0.0)
    rows, columns, heights = (
        torch.from_numpy(values.astype(np.float32))
        for values in (sites[:, 0], sites[:, 1] + shift, (~empty).astype(np.float64))
    )
    image = render_points(rows, columns, heights, size, Probe(0.45 * CELL, 0.3, 2.2)).numpy() + 0.1
    rate = (image * (dose / image.mean())).astype(np.float32)
    return _Specimen(sites, shift, empty, rate)


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
        specimen = _specimen(mixed_seed(seed, number), size, dose)
        noise = np.random.default_rng(mixed_seed(seed, number, 1))
        counts = noise.poisson(specimen.rate).astype(np.float32)
        pictures = (specimen.rate, _gaussian(counts, specimen.rate), estimate(counts))
        clean, *slopes = (_slope(picture, specimen) for picture in pictures)
        results.append(
            [slope / clean for slope in slopes] + [_vacancy(p, specimen) for p in pictures]
        )
    means = [float(value) for value in np.mean(results, axis=0)]
    return AtomScore(dose, count, *means)


def _gaussian(counts: Image, truth: Image) -> Image:
    tried: list[Image] = [ndimage.gaussian_filter(counts, sigma) for sigma in SIGMAS]
    return max(tried, key=lambda image: psnr(image, truth))


def _slope(image: Image, specimen: _Specimen) -> float:
    """Return the regression of fitted on true displacement along the rows."""
    found = np.array([_centroid_shift(image, row, column) for row, column in specimen.sites])
    used = ~specimen.empty
    true = specimen.shift[used] - specimen.shift[used].mean()
    return float(np.sum(true * found[used]) / np.sum(true * true))


def _centroid_shift(image: Image, row: float, column: float) -> float:
    # intensity above the lowest of the window, weighted by a Gaussian: no neighbour reaches in
    reach = int(0.4 * CELL)
    top, left = round(row) - reach, round(column) - reach
    window = image[top : top + 2 * reach + 1, left : left + 2 * reach + 1].astype(np.float64)
    if window.shape != (2 * reach + 1, 2 * reach + 1):
        return 0.0
    rows, columns = np.mgrid[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    near = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * (0.25 * CELL) ** 2))
    weight = (window - window.min()) * near
    return float(np.sum(weight * (columns - column)) / max(float(weight.sum()), 1e-12))


def _vacancy(image: Image, specimen: _Specimen) -> float:
    """Return the mean height at empty sites over that at full ones, above the background."""
    level = float(specimen.rate.min())
    full = ~specimen.empty & (specimen.shift == 0.0)
    column = _heights(image, specimen.sites[full]).mean() - level
    return float((_heights(image, specimen.sites[specimen.empty]).mean() - level) / column)


def _heights(image: Image, points: Points) -> Points:
    smooth = ndimage.uniform_filter(image.astype(np.float64), 3)
    inside = np.clip(points, 0, np.array(image.shape) - 1).T
    heights: Points = ndimage.map_coordinates(smooth, inside, order=1)
    return heights
