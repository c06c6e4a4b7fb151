"""Where unseen electrons disagree with a picture: maps of scores at several place widths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.trust.tails import equivalent_score, saddlepoint_score
from stemviewer.trust.templates import Plane, Template

DARK = 1.0
"""Places where fewer unseen electrons are expected have no moment score worth a picture."""

CANDIDATE = 3.0
"""Scores below it are no peaks."""

_LOWER = 0.7
_MOST = 4000
"""So many places of one scale at most are looked at closely: the most surprising ones."""

_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ScoreMap:
    """Scores of one scale.

    Parameters
    ----------
    template : Template
        The weight.
    z : ndarray of float64, shape (rows, columns)
        sum t (b - f) / sqrt(sum t^2 f): mean 0 and deviation 1 where the picture is right;
        NaN where fewer than ``DARK`` electrons are expected.
    surprise : ndarray of float64, same shape
        Normal score from the number of electrons (``tails.equivalent_score``) wherever that can
        reach ``CANDIDATE``, else the same as ``z``; everywhere.
    """

    template: Template
    z: Plane
    surprise: Plane


@dataclass(frozen=True, slots=True)
class Peak:
    """A local extreme of a map: place [px], sigma [px], normal score, amplitude.

    ``amplitude`` is the misfit as the height of a blob of that sigma
    [unseen electrons per pixel]; positive where the picture misses electrons.
    """

    row: int
    column: int
    sigma: float
    score: float
    amplitude: float


def score_map(
    expected: Plane, unseen: npt.NDArray[np.float32], sigma: float, inflation: float = 1.0
) -> ScoreMap:
    """Return the scores of one scale.

    Parameters
    ----------
    expected : ndarray, shape (rows, columns)
        Unseen electrons that the picture predicts [electrons per pixel].
    unseen : ndarray, same shape
        [electrons per pixel].
    sigma : float
        Of the places [px].
    inflation : float
        Variance of the noise over that of counted electrons.
    """
    template = Template(sigma)
    safe = np.maximum(expected, _TINY)
    found = template.sums(unseen)
    mean = template.sums(safe)
    variance = inflation * template.sums(safe, 2)
    z = found - mean
    z /= np.sqrt(variance)
    surprise = z.copy()
    # the score of a Poisson number is below z in the upper tail; in the lower it is -3 at least
    # where z is above -2.12, as for no electron at all where 4.5 are expected
    far = (z > CANDIDATE) | (z < -_LOWER * CANDIDATE)
    surprise[far] = equivalent_score(found[far], mean[far], variance[far])
    z[np.square(mean) < DARK * variance] = np.nan
    return ScoreMap(template, z, surprise)


def peaks_of(
    scores: ScoreMap, expected: Plane, unseen: npt.NDArray[np.float32], inflation: float = 1.0
) -> list[Peak]:
    """Return the surprising local extremes of a map, with scores exact in the tail.

    Parameters
    ----------
    scores, expected, unseen, inflation
        As for ``score_map``, and its result.
    """
    template = scores.template
    strength = np.abs(scores.surprise)
    rows, columns = _tops(strength, max(1, round(template.sigma)))
    if rows.size > _MOST:
        first = np.argsort(-strength[rows, columns])[:_MOST]
        rows, columns = rows[first], columns[first]
    if rows.size == 0:
        return []
    # pixels of equal weight act as one
    order, first, weights = template.rings()
    radius = template.radius
    rates = np.maximum(_patches(expected, rows, columns, radius), _TINY)
    rates = np.add.reduceat(rates[:, order], first, axis=1)
    counts = _patches(unseen, rows, columns, radius)
    counts = np.add.reduceat(counts[:, order], first, axis=1)
    found = counts @ weights
    misfit = (found - rates @ weights) / template.total(2)
    # noise of a larger variance: as fewer, larger electrons
    exact = saddlepoint_score(found / inflation, rates / inflation, weights)
    return [
        Peak(int(r), int(c), template.sigma, float(s), float(m))
        for r, c, s, m in zip(rows, columns, exact, misfit, strict=True)
    ]


def _tops(strength: Plane, reach: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the places beyond ``CANDIDATE`` that nothing within ``reach`` exceeds."""
    padded = np.pad(strength, reach)
    inner = padded[reach:-reach, reach:-reach]
    top = inner > CANDIDATE
    for axis in (0, 1):
        for step in (-1, 1):
            top &= inner >= np.roll(padded, step, axis)[reach:-reach, reach:-reach]
    rows, columns = np.nonzero(top)
    side = 2 * reach + 1
    views = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    highest = views[rows, columns].max(axis=(1, 2), initial=0.0)
    kept = strength[rows, columns] >= highest
    return rows[kept], columns[kept]


def _patches(
    image: npt.NDArray[np.float64] | npt.NDArray[np.float32],
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    radius: int,
) -> Plane:
    """Return the squares around places as rows; beyond the border there is nothing."""
    padded = np.pad(image, radius)
    side = 2 * radius + 1
    views = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    patches: Plane = views[rows, columns].reshape(rows.size, side * side).astype(np.float64)
    return patches
