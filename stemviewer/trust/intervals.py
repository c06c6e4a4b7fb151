"""Per-pixel 90 % intervals of a network's picture, calibrated on kept-out images."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.trust.spread import FEATURES, REACH, FittedSpread, Plane, Spread

COVERAGE = 0.9

_MARGIN = 1.25
"""Beyond the calibrated doses by this factor, the nearest one still serves."""


class IntervalFile(BaseModel):
    """The content of ``NAME.intervals.json`` beside the weights of a network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1, le=1)
    network: str
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    coverage: float = Field(gt=0, lt=1)
    spread: str = Field(pattern=r"^(fitted|network)$")
    coefficients: dict[str, float]
    doses: tuple[float, ...]
    quantiles: tuple[float, ...]
    images: int
    seed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns a spread into intervals.

    Parameters
    ----------
    doses : tuple of float
        Mean electrons per pixel, ascending.
    quantiles : tuple of float
        For each, the factor on the spread that covers the truth in 90 % of the pixels.
    spread : Spread
        What is scaled.
    """

    doses: tuple[float, ...]
    quantiles: tuple[float, ...]
    spread: Spread

    def factor(self, dose: float) -> float:
        """Return the factor at a dose, interpolated in its logarithm."""
        where = np.log(max(dose, 1e-6))
        return float(np.interp(where, np.log(self.doses), self.quantiles))

    def covers(self, dose: float) -> bool:
        """Whether the dose lies within what was calibrated."""
        return self.doses[0] / _MARGIN <= dose <= self.doses[-1] * _MARGIN

    def interval(self, rate: npt.NDArray[Any], counts: npt.NDArray[Any]) -> tuple[Plane, Plane]:
        """Return lower and upper end for every pixel [electrons per pixel].

        Parameters
        ----------
        rate, counts : ndarray, shape (rows, columns)
            The picture and what it was made from [electrons per pixel].

        Raises
        ------
        ValueError
            If the dose is outside the calibrated range.
        """
        dose = float(np.mean(rate))
        if not self.covers(dose):
            low, high = self.doses[0], self.doses[-1]
            raise ValueError(f"intervals hold from {low:g} to {high:g} e/px, not at {dose:.3g}")
        half = self.factor(dose) * self.spread(rate, counts)
        centre = np.asarray(rate, dtype=np.float64)
        return np.maximum(centre - half, 0.0), centre + half

    def at(
        self, rate: npt.NDArray[Any], counts: npt.NDArray[Any], row: int, column: int, mean: float
    ) -> tuple[float, float]:
        """Return the interval of one pixel [electrons per pixel], the same as of the whole.

        Parameters
        ----------
        rate, counts : ndarray, shape (rows, columns)
            As for ``interval``; only what lies near the pixel is looked at.
        row, column : int
            Of the pixel.
        mean : float
            Of the whole ``rate`` [electrons per pixel].

        Raises
        ------
        ValueError
            If that is outside the calibrated range.
        """
        if not self.covers(mean):
            low, high = self.doses[0], self.doses[-1]
            raise ValueError(f"intervals hold from {low:g} to {high:g} e/px, not at {mean:.3g}")
        near = (
            slice(max(row - REACH, 0), row + REACH + 1),
            slice(max(column - REACH, 0), column + REACH + 1),
        )
        spread = self.spread(rate[near], counts[near], mean)
        half = self.factor(mean) * float(spread[min(row, REACH), min(column, REACH)])
        centre = float(rate[row, column])
        return max(centre - half, 0.0), centre + half


def conformal_quantile(scores: npt.NDArray[Any], coverage: float = COVERAGE) -> float:
    """Return the split-conformal quantile of scores |truth - f| / s.

    The ceil((n + 1) coverage)-th smallest of n scores covers a further exchangeable one with at
    least that probability (V. Vovk et al., Algorithmic Learning in a Random World, 2005; J. Lei
    et al., J. Am. Stat. Assoc. 113 (2018) 1094). It holds on average over images like those it was
    made of, not for each image.
    """
    values = np.sort(np.asarray(scores, dtype=np.float64), axis=None)
    place = int(np.ceil((values.size + 1) * coverage)) - 1
    return float(values[min(place, values.size - 1)])


def calibrate(
    spread: Spread,
    samples: Sequence[tuple[float, npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]],
) -> Calibration:
    """Return the calibration of a spread.

    Parameters
    ----------
    spread : Spread
        What is scaled.
    samples : sequence of (dose, rate, counts, truth)
        Pictures of kept-out images [electrons per pixel].
    """
    doses = tuple(sorted({dose for dose, *_ in samples}))
    quantiles = []
    for dose in doses:
        scores = [
            (np.abs(truth - rate) / spread(rate, counts)).ravel()
            for at, rate, counts, truth in samples
            if at == dose
        ]
        quantiles.append(conformal_quantile(np.concatenate(scores)))
    return Calibration(doses, tuple(quantiles), spread)


def interval_path(entry: ModelEntry) -> Path:
    """Return where the intervals of a shipped network are kept: beside its weights."""
    return entry.path.with_suffix(".intervals.json")


@functools.lru_cache(maxsize=16)
def intervals_of(model: str, weights_sha256: str) -> Calibration | None:
    """Return the calibration for pictures of a network; ``None`` if none holds for them.

    Parameters
    ----------
    model : str
        Name of the network.
    weights_sha256 : str
        Of the weights that made the picture: the shipped ones, or the same in 8 bit, which
        differ by far less than the intervals are wide.

    Raises
    ------
    ModelError
        If the shipped file cannot be used.
    """
    entry = next((e for e in read_catalogue().networks if e.name == model), None)
    if entry is None:
        return None
    known = {entry.sha256, entry.int8.sha256 if entry.int8 is not None else ""}
    return load_intervals(entry) if weights_sha256 in known else None


def load_intervals(entry: ModelEntry) -> Calibration | None:
    """Return the calibration of a shipped network; ``None`` when it has none of a fitted spread.

    Raises
    ------
    ModelError
        If the file is not the pinned one, or of other weights.
    """
    if not entry.intervals_sha256:
        return None
    try:
        content = interval_path(entry).read_bytes()
        found = IntervalFile.model_validate_json(content)
    except (OSError, ValidationError) as error:
        raise _unusable(entry.name, "the file cannot be read") from error
    # checkouts on Windows may have other line ends
    if hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest() != entry.intervals_sha256:
        raise _unusable(entry.name, "they are not the ones this program was built with")
    if found.weights_sha256 != entry.sha256:
        raise _unusable(entry.name, "they belong to other weights")
    if found.spread != "fitted" or set(found.coefficients) != set(FEATURES):
        return None
    return Calibration(found.doses, found.quantiles, FittedSpread(found.coefficients))


def _unusable(name: str, reason: str) -> ModelError:
    return ModelError(
        f"The intervals of network {name} cannot be used: {reason}.",
        "Pictures are not affected; no interval is shown.",
        "Install stemviewer again.",
    )
