"""Whether a denoiser leaves columns where and as bright as they are.

PSNR rewards a network that puts columns where most columns are. These measures do not: the slope
of fitted against true displacement (1 is honest, 0 means put back on to the lattice), what is
seen where a column is missing or half full, and how well columns are found by someone who does
not know where to look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage
from scipy.spatial import cKDTree

from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.simulation.generator.probe import Probe, render_points

Points = npt.NDArray[np.float64]
Estimator = Callable[[Image], Image]

CELL = 12.0
"""Side of the square lattice [px]."""

PICOMETRES = 400.0 / CELL
"""Size of a pixel if the cell is one of 400 pm [pm/px]."""

SHIFT = 30.0 / PICOMETRES
"""Displacement of the displaced columns along a row: 30 pm [px]."""

DISPLACED, EMPTY, HALF = 0.15, 0.06, 0.06
"""Shares of columns that are displaced, missing, and half full."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnSpecimen:
    """A square lattice whose columns are known one by one.

    Parameters
    ----------
    sites : ndarray, shape (columns, 2)
        Of the ideal lattice: row, column [px].
    shift : ndarray, shape (columns,)
        Displacement along a row [px].
    height : ndarray, shape (columns,)
        1, 0.5 or 0 of a full column.
    rate : ndarray of float32
        The noise-free picture [electrons per pixel].
    """

    sites: Points
    shift: Points
    height: Points
    rate: Image


@dataclass(frozen=True, slots=True)
class ColumnMeasures:
    """What is found in one picture of a specimen.

    ``slope`` of fitted on true displacement; ``vacancy`` and ``half``: mean height at empty and
    half-full sites as a share of a full column; ``precision`` of columns found blindly, root mean
    square of both directions [pm]; ``found``: share of the columns that are found (the vacancies
    do not count); ``invented``: columns found where there is none, as a share of the columns.
    """

    slope: float
    vacancy: float
    half: float
    precision: float
    found: float
    invented: float


def column_specimen(seed: int, size: int, dose: float) -> ColumnSpecimen:
    """Return a specimen of ``size`` x ``size`` px with a mean of ``dose`` electrons per pixel."""
    rng = np.random.default_rng(mixed_seed(seed, 0xA70))
    axis = np.arange(CELL, size - CELL / 2, CELL) + rng.uniform(0.0, 1.0)
    sites = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    direction = rng.choice([-1.0, 1.0], len(sites)) * SHIFT
    shift = np.where(rng.random(len(sites)) < DISPLACED, direction, 0.0)
    lot = np.where(shift == 0.0, rng.random(len(sites)), 1.0)
    height = np.where(lot < EMPTY, 0.0, np.where(lot < EMPTY + HALF, 0.5, 1.0))
    rows, columns, heights = (
        torch.from_numpy(values.astype(np.float32))
        for values in (sites[:, 0], sites[:, 1] + shift, height)
    )
    image = render_points(rows, columns, heights, size, Probe(0.45 * CELL, 0.3, 2.2)).numpy() + 0.1
    rate = (image * (dose / image.mean())).astype(np.float32)
    return ColumnSpecimen(sites, shift, height, rate)


def column_measures(image: Image, specimen: ColumnSpecimen) -> ColumnMeasures:
    """Measure one picture of the specimen: the noise-free one, or what a denoiser made.

    What a small specimen has none of (empty or half-full columns) is NaN.
    """
    level = float(specimen.rate.min())
    heights = _heights(image, specimen.sites) - level
    full = max(float(heights[(specimen.height == 1.0) & (specimen.shift == 0.0)].mean()), 1e-12)
    return ColumnMeasures(
        _slope(image, specimen),
        _mean(heights[specimen.height == 0.0]) / full,
        _mean(heights[specimen.height == 0.5]) / full,
        *_blind(image, specimen),
    )


def _mean(values: npt.NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")


def _slope(image: Image, specimen: ColumnSpecimen) -> float:
    """Return the regression of fitted on true displacement along the rows, full columns only."""
    used = specimen.height == 1.0
    found = np.array([_centroid_shift(image, row, col) for row, col in specimen.sites[used]])
    true = specimen.shift[used] - specimen.shift[used].mean()
    return float(np.sum(true * found) / np.sum(true * true))


def _centroid_shift(image: Image, row: float, column: float) -> float:
    return _centroid(image, row, column, row, column)[1] - column


def _centroid(
    image: Image, row: float, column: float, centre_row: float, centre_column: float
) -> tuple[float, float]:
    # intensity above the lowest of the window, weighted by a Gaussian: no neighbour reaches in
    reach = int(0.4 * CELL)
    top, left = round(row) - reach, round(column) - reach
    window = image[max(top, 0) : top + 2 * reach + 1, max(left, 0) : left + 2 * reach + 1]
    if window.shape != (2 * reach + 1, 2 * reach + 1):
        return row, column
    rows, columns = np.ogrid[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    away = (rows - centre_row) ** 2 + (columns - centre_column) ** 2
    near = np.exp(-away / (2 * (0.25 * CELL) ** 2))
    weight = (window.astype(np.float64) - float(window.min())) * near
    total = max(float(weight.sum()), 1e-12)
    return float(np.sum(weight * rows)) / total, float(np.sum(weight * columns)) / total


def _blind(image: Image, specimen: ColumnSpecimen) -> tuple[float, float, float]:
    """Return precision [pm], share found, and share invented, of columns found blindly.

    A column is a largest value within 0.3 cells that rises a quarter of the way from the
    background to the full columns; its place is the centroid of a window that moves along.
    """
    low, high = np.percentile(image, (5.0, 99.0))
    size = 2 * int(0.3 * CELL) + 1
    top = ndimage.maximum_filter(image, size) == image
    starts = np.argwhere(top & (image > low + 0.25 * (high - low)))
    present = specimen.height > 0.0
    true = specimen.sites + np.stack([np.zeros_like(specimen.shift), specimen.shift], axis=1)
    if not len(starts):
        return float("nan"), 0.0, 0.0
    places = np.array([_climbed(image, float(row), float(column)) for row, column in starts])
    distance, nearest = nearest_of(places, true[present])
    near = distance < 0.3 * CELL
    errors = (places[nearest[near]] - true[present][near]) * PICOMETRES
    strange, _ = nearest_of(true[present], places)
    rms = float(np.sqrt(np.mean(errors**2))) if near.any() else float("nan")
    invented = float(np.sum(strange >= 0.3 * CELL)) / float(present.sum())
    return rms, float(near.mean()), invented


def nearest_of(among: Points, points: Points) -> tuple[Points, npt.NDArray[np.intp]]:
    """Return for each point the distance of the nearest one among others, and its index."""
    distance, index = cKDTree(among).query(points)
    return np.asarray(distance, dtype=np.float64), np.asarray(index, dtype=np.intp)


def _climbed(image: Image, row: float, column: float) -> tuple[float, float]:
    for _ in range(4):
        row, column = _centroid(image, row, column, row, column)
    return row, column


def _heights(image: Image, points: Points) -> Points:
    smooth = ndimage.uniform_filter(image.astype(np.float64), 3)
    inside = np.clip(points, 0, np.array(image.shape) - 1).T
    heights: Points = ndimage.map_coordinates(smooth, inside, order=1)
    return heights
