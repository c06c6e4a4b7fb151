"""Random numbers that belong to a place: the same site gives the same number, in any order.

A specimen is far larger than any view and is made only where it is looked at; what is drawn
for a site must not depend on what was drawn before it. So numbers come from a hash of the
seed, a salt (what the number is for) and the integer site, not from a running generator.

The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Sites = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_MASK = (1 << 64) - 1

_TURNS = tuple((float(np.cos(angle)), float(np.sin(angle))) for angle in (0.35, 1.13))
# the blend lowers the mean square of one layer to (181 / 231)^2, the sum doubles it
_UNIT_DEVIATION = 231.0 / 181.0 / float(np.sqrt(2.0))


def site_uniform(seed: int, salt: int, i: Sites, j: Sites) -> Floats:
    """Return one number of [0, 1) for each site.

    Parameters
    ----------
    seed : int
        Of the specimen.
    salt : int
        Tells the uses of one site apart; each use has its own.
    i, j : ndarray of int64
        Integer coordinates of the sites, of shapes that broadcast.

    Returns
    -------
    ndarray of float64
        Of the broadcast shape.
    """
    start = np.full(1, (seed * 0x2545F4914F6CDD1D + salt * 0x9E3779B97F4A7C15) & _MASK, np.uint64)
    word = _mix(start)
    word = _mix(word ^ np.asarray(i, dtype=np.int64).astype(np.uint64))
    word = _mix(word ^ np.asarray(j, dtype=np.int64).astype(np.uint64))
    return np.asarray((word >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def site_normal(seed: int, salt: int, i: Sites, j: Sites) -> Floats:
    """Return one standard normal number for each site (Box and Muller); uses ``salt`` and its twin.

    Parameters
    ----------
    seed, salt, i, j
        As of :func:`site_uniform`.
    """
    radius = np.sqrt(-2.0 * np.log1p(-site_uniform(seed, salt, i, j)))
    angle = 2.0 * np.pi * site_uniform(seed, salt + 100_003, i, j)
    return np.asarray(radius * np.cos(angle), dtype=np.float64)


def site_shift(seed: int, salt: int, i: Sites, j: Sites) -> tuple[Floats, Floats]:
    """Return two standard normal numbers for each site, as :func:`site_normal` draws one."""
    radius = np.sqrt(-2.0 * np.log1p(-site_uniform(seed, salt, i, j)))
    angle = 2.0 * np.pi * site_uniform(seed, salt + 100_003, i, j)
    return np.asarray(radius * np.cos(angle)), np.asarray(radius * np.sin(angle))


def one_uniform(seed: int, salt: int, index: int) -> float:
    """Return one number of [0, 1) for one index."""
    site = np.array([index], dtype=np.int64)
    return float(site_uniform(seed, salt, site, np.zeros_like(site))[0])


def smooth_noise(seed: int, salt: int, y: Floats, x: Floats, scale: float) -> Floats:
    """Return a smooth random field of about unit deviation.

    The sum of two layers of value noise with a quintic blend, on grids turned against each
    other, so that no direction is preferred.

    Parameters
    ----------
    y, x : ndarray
        Positions [Å].
    scale : float
        Distance between independent values [Å], positive.
    """
    total = np.zeros(np.shape(y))
    for layer, (cos, sin) in enumerate(_TURNS):
        v = (np.asarray(y) * cos + np.asarray(x) * sin) / scale
        u = (np.asarray(x) * cos - np.asarray(y) * sin) / scale
        total += _value_noise(seed, salt + 50_021 * layer, v, u)
    return np.asarray(total * _UNIT_DEVIATION, dtype=np.float64)


def _value_noise(seed: int, salt: int, v: Floats, u: Floats) -> Floats:
    """Interpolate random numbers that sit at the integers."""
    if not v.size:
        return np.zeros(v.shape)
    i, j = np.floor(v).astype(np.int64), np.floor(u).astype(np.int64)
    top, left = int(i.min()), int(j.min())
    # points are many, nodes are few: hash each node once
    rows = np.arange(top, int(i.max()) + 2, dtype=np.int64)[:, None]
    columns = np.arange(left, int(j.max()) + 2, dtype=np.int64)[None, :]
    nodes = site_normal(seed, salt, rows, columns).ravel()
    wide = columns.size
    place = (i - top) * wide + (j - left)
    fy, fx = _ease(v - i), _ease(u - j)
    upper = _lerp(nodes[place], nodes[place + 1], fx)
    lower = _lerp(nodes[place + wide], nodes[place + wide + 1], fx)
    return _lerp(upper, lower, fy)


def _mix(word: _Words) -> _Words:
    word = word + _GOLDEN
    word = (word ^ (word >> np.uint64(30))) * _MIX_1
    word = (word ^ (word >> np.uint64(27))) * _MIX_2
    return np.asarray(word ^ (word >> np.uint64(31)), dtype=np.uint64)


def _ease(t: Floats) -> Floats:
    return np.asarray(t * t * t * (t * (6.0 * t - 15.0) + 10.0), dtype=np.float64)


def _lerp(a: Floats, b: Floats, t: Floats) -> Floats:
    return np.asarray(a + (b - a) * t, dtype=np.float64)
