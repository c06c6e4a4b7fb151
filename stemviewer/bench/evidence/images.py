"""Kept-out simulated pictures with a known rate, and their electrons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch

from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.simulation.generator.images import FAMILIES, HELD_OUT, clean_image

Plane = npt.NDArray[np.float64]

_CPU = torch.device("cpu")


def kept_out(families: tuple[str, ...], count: int, size: int, seed: int) -> Iterator[
    tuple[str, int, Plane]
]:  # fmt: skip
    """Yield family, number and picture of mean 1, shape (size, size), none seen in training.

    Parameters
    ----------
    families : tuple of str
        Names; empty for all.
    count : int
        Pictures of each.
    size : int
        Side [px].
    seed : int
        Of the series.
    """
    for family in families or tuple(FAMILIES):
        for number in range(count):
            image = clean_image(family, mixed_seed(seed, HELD_OUT, number), size, _CPU)
            yield family, number, image.numpy().astype(np.float64)


def electrons(rate: Plane, *seed: int) -> npt.NDArray[np.int32]:
    """Return Poisson counts of a rate [electrons per pixel], repeatable by the seed."""
    drawn = np.random.default_rng(seed).poisson(rate)
    counts: npt.NDArray[np.int32] = drawn.astype(np.int32)
    return counts
