"""From surprising peaks to contradicted places: significant, and large enough to matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.fields import believed, false_peaks
from stemviewer.trust.score_map import Peak
from stemviewer.trust.templates import Plane, Template

_SHARED = 1.7


@dataclass(frozen=True, slots=True)
class Size:
    """When a misfit is large.

    Parameters
    ----------
    share : float
        Of a column: a misfit counts from this share of the local contrast on.
    least_contrast : float
        The local contrast is taken for at least this share of that of the whole picture.
    least_rate : float
        And for at least this share of the local brightness.
    """

    share: float = 0.2
    least_contrast: float = 0.25
    least_rate: float = 0.1


@dataclass(frozen=True, slots=True)
class Place:
    """A place where unseen electrons and picture disagree.

    Parameters
    ----------
    row, column : int
        Its centre [px].
    sigma : float
        Its size, as the sigma of a blob [px].
    z : float
        Normal score; positive where electrons are there that the picture does not show.
    electrons : float
        The misfit in electrons at the exposure of the picture; its sign as that of ``z``.
    share : float
        Its electrons over those of a column as high as the contrast of the picture there, and
        as wide as its structure (or as the misfit, if that is wider); without sign.
    large : bool
        Whether it counts as a contradiction; else it is a bias.
    """

    row: int
    column: int
    sigma: float
    z: float
    electrons: float
    share: float
    large: bool

    @property
    def words(self) -> str:
        """Return what is wrong there, in words."""
        which = "missing from the picture" if self.z > 0 else "too bright or invented"
        return f"{which}: {abs(self.electrons):.0f} electrons, {self.share:.0%} of the contrast"


def column_contrast(picture: Plane) -> float:
    """Return the contrast of a whole picture, dark to bright, without its few extremes."""
    dark, bright = np.percentile(picture, (1.0, 99.7))
    return float(bright - dark)


def contrast_at(picture: Plane, sigma: float, size: Size) -> Plane:
    """Return the contrast that misfits of one scale are measured by, for every pixel.

    It is the span of the picture within two sigmas, but no less than stated by ``size``.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Rate [electrons per pixel].
    sigma : float
        [px].
    size : Size
        Limits.
    """
    side = 2 * _reach(sigma) + 1
    high = scipy.ndimage.maximum_filter(picture, side, mode="nearest")
    low = scipy.ndimage.minimum_filter(picture, side, mode="nearest")
    return _at_least(high - low, picture, column_contrast(picture), size)


def span_on_grid(
    picture: Plane, sigma: float, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> Plane:
    """Return the span of a picture within two sigmas of some rows and columns, where they cross.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Rate [electrons per pixel].
    sigma : float
        [px].
    rows, columns : ndarray of int
        Places.
    """
    reach = _reach(sigma)

    def within(line: Plane, places: npt.NDArray[np.intp], extreme: np.ufunc) -> Plane:
        near = [extreme.reduce(line[max(0, p - reach) : p + reach + 1], axis=0) for p in places]
        return np.stack(near)

    high, low = (
        within(within(picture, rows, extreme).T, columns, extreme).T
        for extreme in (np.maximum, np.minimum)
    )
    result: Plane = high - low
    return result


def _contrasts(
    picture: Plane, peaks: Sequence[Peak], widths: Sequence[float], size: Size
) -> list[float]:
    """Return ``contrast_at`` of each peak's width, at the peak alone."""
    if not peaks:
        return []
    spans, whole = [], column_contrast(picture)
    for peak, width in zip(peaks, widths, strict=True):
        reach = _reach(width)
        near = picture[
            max(0, peak.row - reach) : peak.row + reach + 1,
            max(0, peak.column - reach) : peak.column + reach + 1,
        ]
        spans.append(float(near.max() - near.min()))
    rates = np.array([picture[peak.row, peak.column] for peak in peaks])
    return [float(c) for c in _at_least(np.array(spans), rates, whole, size)]


def _reach(sigma: float) -> int:
    return max(1, round(2.0 * sigma))


def _at_least(span: Plane, rate: Plane, whole: float, size: Size) -> Plane:
    least = np.maximum(span, size.least_contrast * whole)
    result: Plane = np.maximum(least, size.least_rate * rate)
    return np.maximum(result, 1e-12)


def contradicted_places(
    peaks: Sequence[Peak],
    shape: tuple[int, int],
    scales: Sequence[float],
    picture: Plane,
    ratio: float,
    size: Size,
    alpha: float,
) -> tuple[Place, ...]:
    """Return the places to be believed, the most surprising first.

    A misfit has peaks at several scales. The most surprising one may be the widest, where a small
    column is blurred into what is around it: so it is measured at that scale at which it is
    largest, among those at which it would be believed alone.

    Parameters
    ----------
    peaks : sequence of Peak
        Of all scales.
    shape : tuple of int
        Of the maps [px].
    scales : sequence of float
        Sigmas of all maps looked at [px].
    picture : ndarray
        Rate at the exposure of the picture [electrons per pixel].
    ratio : float
        Unseen electrons for each of the picture.
    size : Size
        When a misfit is large.
    alpha : float
        Share of right frames in which any place may be listed, and false discovery rate.
    """
    ranked = sorted(
        ((len(scales) * false_peaks(p.score, shape, p.sigma), p) for p in peaks),
        key=lambda item: (item[0], -abs(item[1].score)),
    )
    single: list[tuple[float, list[Peak]]] = []
    taken = np.empty((len(ranked), 3))
    for expected, peak in ranked:
        if expected > alpha * (len(single) + 1) + alpha * len(ranked):
            break
        here = np.array((peak.row, peak.column, peak.sigma))
        known = _same(here, taken[: len(single)])
        if known is None:
            taken[len(single)] = here
            single.append((expected, [peak]))
        elif expected <= alpha:
            single[known][1].append(peak)
    count = believed([expected for expected, _ in single], alpha)
    groups = [group for _, group in single[:count]]
    found = [peak for group in groups for peak in group]
    # a column is as wide as the structure of the picture: the middle scale
    widths = [max(peak.sigma, scales[len(scales) // 2]) for peak in found]
    contrasts = _contrasts(picture, found, widths, size)
    places = iter(
        _place(peak, ratio, contrast, width, size)
        for peak, contrast, width in zip(found, contrasts, widths, strict=True)
    )
    return tuple(max(islice(places, len(g)), key=lambda place: place.share) for g in groups)


def _same(one: Plane, others: Plane) -> int | None:
    """Return which place (row, column, sigma) is the same as one, if any is."""
    # closer than this, the weights of the two share so much that one misfit makes both
    reach2 = _SHARED**2 * (one[2] ** 2 + np.square(others[:, 2]))
    near = np.flatnonzero(np.square(others[:, :2] - one[:2]).sum(axis=1) < reach2)
    return int(near[0]) if near.size else None


def _place(peak: Peak, ratio: float, contrast: float, width: float, size: Size) -> Place:
    electrons = peak.amplitude / ratio * Template(peak.sigma).total()
    column = contrast * Template(width).total()
    share = abs(electrons) / column
    return Place(
        peak.row, peak.column, peak.sigma, peak.score, electrons, share, share >= size.share
    )
