"""What a region would show if it went on as its surroundings do: for vacancies in a lattice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.templates import Plane

REACH = 72
"""Like places are looked for within so many pixels."""

_MOST = 6
_EXPLAINED = 0.4
"""A like place leaves at most this share of the variance of the surroundings."""

_MISSING = 0.25
"""Of the contrast of the surroundings: so much darker than its like, a region lacks something."""


def repeated(picture: Plane, region: npt.NDArray[np.bool_]) -> Plane | None:
    """Return the picture with a region as it is at places whose surroundings are alike.

    The ring around the region, as wide as the region itself, is laid over the picture at all
    shifts; the region is filled with the median of the places that differ least from it.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        [electrons per pixel].
    region : ndarray of bool, same shape
        What was marked.

    Returns
    -------
    ndarray or None
        ``None`` where nothing is alike: no lattice.
    """
    rows, columns = np.nonzero(region)
    side = int(max(np.ptp(rows), np.ptp(columns))) + 1
    ring = scipy.ndimage.binary_dilation(region, iterations=max(8, side)) & ~region
    box = scipy.ndimage.find_objects((ring | region).astype(np.int8))[0]
    search = tuple(
        slice(max(part.start - REACH, 0), min(part.stop + REACH, size))
        for part, size in zip(box, picture.shape, strict=True)
    )
    inside, around = picture[box], ring[box].astype(np.float64)
    level = float(inside[ring[box]].mean())
    seen, wanted = picture[search] - level, (inside - level) * around
    error = (
        scipy.signal.correlate(np.square(seen), around, "valid", "fft")
        - 2.0 * scipy.signal.correlate(seen, wanted, "valid", "fft")
        + float(np.sum(np.square(wanted)))
    )
    start = [part.start - whole.start for part, whole in zip(box, search, strict=True)]
    found = [
        picture[rows + r - start[0], columns + c - start[1]]
        for r, c in _like(error, float(np.sum(np.square(wanted))), start, side)
    ]
    if not found:
        return None
    result = picture.copy()
    result[rows, columns] = np.median(found, axis=0)
    return result


def vacancy(picture: Plane, region: npt.NDArray[np.bool_]) -> Plane | None:
    """Return the picture with what a region lacks in place; ``None`` where it lacks nothing."""
    like = repeated(picture, region)
    if like is None:
        return None
    ring = scipy.ndimage.binary_dilation(region, iterations=8) & ~region
    low, high = np.percentile(picture[ring], (5.0, 95.0))
    lack = float(np.max(like[region] - picture[region]))
    return like if lack > _MISSING * float(high - low) else None


def _like(error: Plane, total: float, start: list[int], side: int) -> list[tuple[int, int]]:
    """Return where the surroundings are alike, best first, none over the region itself."""
    lowest = scipy.ndimage.minimum_filter(error, size=5)
    found = []
    for r, c in zip(*np.nonzero((error <= lowest) & (error < _EXPLAINED * total)), strict=True):
        if max(abs(r - start[0]), abs(c - start[1])) >= side:
            found.append((float(error[r, c]), int(r), int(c)))
    return [(r, c) for _, r, c in sorted(found)[:_MOST]]
