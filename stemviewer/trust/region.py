"""A region that the operator marks: whether what the picture shows there is present."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.held_out import HeldOut
from stemviewer.trust.limits import exposure_needed
from stemviewer.trust.repeating import vacancy
from stemviewer.trust.templates import Plane

DECIDED = 2.58
"""Score from which a region is decided: 99 of 100, two-sided."""


class Finding(StrEnum):
    """What the unseen electrons say of a marked feature."""

    PRESENT = "present"
    ABSENT = "absent"
    PARTIAL = "present, but of another height"
    UNDECIDABLE = "undecidable at this dose"


@dataclass(frozen=True, slots=True)
class RegionResult:
    """Answer for one region.

    Parameters
    ----------
    finding : Finding
        In words.
    share : float
        Height of the feature in the unseen electrons over its height in the picture.
    error : float
        Its standard error.
    z_absent, z_present : float
        Scores against "nothing is there" and against "it is as shown".
    electrons : float
        Of the feature, as the picture shows it.
    frames : float
        How many such exposures as the unseen one are needed to decide it; infinite when the
        picture shows nothing there.
    feature : str
        What was asked about, where it is not simply what the picture shows.
    """

    finding: Finding
    share: float
    error: float
    z_absent: float
    z_present: float
    electrons: float
    frames: float
    feature: str = ""

    def sentence(self, exposures: float = 1.0) -> str:
        """Return it for the operator; ``exposures`` is how many frames judged so far."""
        number = f"{self.share:.0%} ± {self.error:.0%} of what the picture shows"
        finding = f"{self.feature} {self.finding.value}".strip()
        if self.finding is not Finding.UNDECIDABLE:
            return f"{finding}: {number}"
        if not math.isfinite(self.frames):
            return f"{finding}: the picture shows nothing there"
        more = max(1, math.ceil(self.frames * exposures - exposures))
        return f"{finding}: {number}; {more} more frame{'s' if more > 1 else ''}"


def check_region(
    picture: npt.NDArray[Any],
    held: HeldOut,
    region: npt.NDArray[np.bool_],
    alternative: npt.NDArray[Any] | None = None,
) -> RegionResult:
    """Weigh the picture in a region against the picture without the feature.

    With the picture f, the alternative f0 and weights w = ln(f / f0) (Neyman and Pearson's), the
    sum S = sum w (b - f0) is compared with 0 and with sum w (f - f0), each over the deviation
    that it has if that is true.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Rate at the exposure of ``held.seen`` [electrons per pixel].
    held : HeldOut
        The unseen electrons.
    region : ndarray of bool, same shape
        What was marked.
    alternative : ndarray, optional
        The picture if the feature were not there; by default the region is filled in from its
        surroundings. For a vacancy, the picture with the column in place.

    Raises
    ------
    ValueError
        If the region is empty or covers everything.
    """
    if not region.any() or region.all():
        raise ValueError("mark a part of the picture")
    shown = np.asarray(picture, dtype=np.float64)
    without = filled_in(shown, region) if alternative is None else np.asarray(alternative)
    floor = 1e-3 * max(float(shown.mean()), 1e-9) * held.ratio
    with_it = np.maximum(held.expected(shown), floor)[region]
    bare = np.maximum(held.expected(without), floor)[region]
    weight = np.log(with_it / bare)
    claim = float(weight @ (with_it - bare))
    electrons = float(np.sum(shown[region] - without[region]))
    if claim <= 0.0:
        return RegionResult(Finding.UNDECIDABLE, 0.0, math.inf, 0.0, 0.0, electrons, math.inf)
    found = float(weight @ (held.unseen[region] - bare))
    if_absent = math.sqrt(float(np.square(weight) @ bare))
    if_present = math.sqrt(float(np.square(weight) @ with_it))
    z_absent, z_present = found / if_absent, (found - claim) / if_present
    frames = exposure_needed(claim / max(if_absent, if_present), DECIDED)
    finding = _finding(z_absent, z_present)
    return RegionResult(
        finding, found / claim, if_present / claim, z_absent, z_present, electrons, frames
    )


def ask(picture: npt.NDArray[Any], held: HeldOut, region: npt.NDArray[np.bool_]) -> RegionResult:
    """Weigh what the picture shows in a region, a vacancy of a lattice included.

    Where the region is darker than the places of the picture with like surroundings, the
    question is whether the vacancy is there, against a picture in which it is filled; else
    whether the structure is there, against a picture without it.

    Parameters
    ----------
    picture, held, region
        As for ``check_region``.
    """
    filled = vacancy(np.asarray(picture, dtype=np.float64), region) if region.any() else None
    result = check_region(picture, held, region, filled)
    return result if filled is None else replace(result, feature="vacancy")


def _finding(z_absent: float, z_present: float) -> Finding:
    there, as_shown = z_absent >= DECIDED, abs(z_present) < DECIDED
    if there:
        return Finding.PRESENT if as_shown else Finding.PARTIAL
    return Finding.UNDECIDABLE if as_shown else Finding.ABSENT


def filled_in(picture: Plane, region: npt.NDArray[np.bool_]) -> Plane:
    """Return the picture with a region filled smoothly from a ring of 3 px around it."""
    ring = scipy.ndimage.binary_dilation(region, iterations=3) & ~region
    base = float(np.median(picture[ring]))
    result = picture.copy()
    result[region] = np.minimum(picture[region], base) if _bright(picture, region, base) else base
    return result


def with_column(picture: Plane, row: float, column: float, sigma: float, height: float) -> Plane:
    """Return the picture with a Gaussian column added [electrons per pixel at its peak]."""
    rows, columns = np.ogrid[: picture.shape[0], : picture.shape[1]]
    away = np.square(rows - row) + np.square(columns - column)
    result: Plane = picture + height * np.exp(-0.5 * away / sigma**2)
    return result


def _bright(picture: Plane, region: npt.NDArray[np.bool_], base: float) -> bool:
    return float(picture[region].mean()) >= base
