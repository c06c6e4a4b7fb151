"""Electrons that the picture on trial has not seen, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.trust.thinning import Split, thin
from stemviewer.trust.weighted import moved

Plane = npt.NDArray[np.float64]


class HeldOutSource(StrEnum):
    """Where the held-out electrons come from."""

    THINNING = "thinning"
    """A random share of the frame's own electrons; the picture is made of the others."""
    NEIGHBOUR = "neighbouring frame"
    """Other frames of the same place; the picture is the very one on screen."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """What a picture was made from, and the unseen electrons that judge it.

    Parameters
    ----------
    seen : ndarray of float32, shape (rows, columns)
        Electrons that the picture is made from [electrons per pixel].
    unseen : ndarray of float32, same shape
        Electrons it has not seen, zero outside ``inside`` [electrons per pixel].
    source : HeldOutSource
        Thinning or neighbouring frames.
    ratio : float
        Unseen electrons expected for each one of the picture: q / (1 - q) for thinning, the
        exposure of the neighbours over the frame's own.
    shifts : tuple of (float, float)
        For neighbours, how far each lies from the frame (rows, columns) [px].
    weights : tuple of float
        For neighbours, the exposure of each over the frame's own; they sum to ``ratio``.
    inside : ndarray of bool or None
        Where all neighbours overlap the frame; ``None`` is everywhere.
    poisson : bool
        Whether the unseen numbers are counts. Else the size of their noise is measured.
    q, seed : float, int
        Of the thinning; 0 for neighbours.
    """

    seen: npt.NDArray[np.float32]
    unseen: npt.NDArray[np.float32]
    source: HeldOutSource
    ratio: float
    shifts: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    weights: tuple[float, ...] = ()
    inside: npt.NDArray[np.bool_] | None = None
    poisson: bool = True
    q: float = 0.0
    seed: int = 0

    def expected(self, picture: npt.NDArray[Any]) -> Plane:
        """Return the unseen electrons that a picture predicts [electrons per pixel].

        Parameters
        ----------
        picture : ndarray, shape (rows, columns)
            Rate at the exposure of ``seen`` [electrons per pixel].
        """
        rate = np.asarray(picture, dtype=np.float64)
        if self.source is HeldOutSource.THINNING:
            return rate * self.ratio
        result = np.zeros_like(rate)
        for shift, weight in zip(self.shifts, self.weights, strict=True):
            result += weight * _moved(rate, shift)
        if self.inside is not None:
            result[~self.inside] = 0.0
        return result


def _moved(rate: Plane, shift: tuple[float, float]) -> Plane:
    """Return the picture as the neighbour sees it, once moved back by whole pixels."""
    rest = tuple(s - round(s) for s in shift)
    if max(abs(r) for r in rest) < 0.02:
        return rate
    return np.maximum(moved(rate, (rest[0], rest[1])), 0.0)


def by_thinning(counts: npt.NDArray[Any], q: float, seed: int) -> HeldOut:
    """Hold out a random share of a frame's own electrons; see ``thinning.thin``.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        Whole electrons per pixel.
    q : float
        Share held out.
    seed : int
        Of the random choice.
    """
    return from_split(thin(counts, q, seed))


def from_split(split: Split) -> HeldOut:
    """Return the two parts of a split as seen and unseen."""
    return HeldOut(
        seen=split.seen.astype(np.float32),
        unseen=split.unseen.astype(np.float32),
        source=HeldOutSource.THINNING,
        ratio=split.q / (1.0 - split.q),
        q=split.q,
        seed=split.seed,
    )


def swapped(held: HeldOut) -> HeldOut:
    """Return the other fold of a thinned frame: the picture is made of what was held out before."""
    return replace(
        held,
        seen=held.unseen,
        unseen=held.seen,
        ratio=1.0 / held.ratio,
        q=1.0 - held.q,
    )
