"""A one-sided cumulative sum with a false-alarm rate that is chosen beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass

BETWEEN = 1e6
"""Frames between two false alarms, on average, by design."""

LEAST_K = 0.5
"""Allowance of the cumulative sum: half of the shift that it finds soonest [sigma]."""

_OVERSHOOT = 1.166


def threshold(allowance: float, between: float = BETWEEN) -> float:
    """Return the height at which a cumulative sum of unit normals alarms.

    The mean run length with the allowance k is, with b = h + 1.166,
    (exp(2 k b) - 2 k b - 1) / (2 k^2) (D. Siegmund, Sequential Analysis, 1985, chapter II;
    D. C. Montgomery, Introduction to Statistical Quality Control, section 9.1.5).

    Parameters
    ----------
    allowance : float
        k [sigma], positive.
    between : float
        Mean number of observations between false alarms.

    Returns
    -------
    float
        h [sigma], at least 1.
    """
    wanted = 2.0 * allowance**2 * between
    y = math.log(wanted + 1.0)
    for _ in range(50):
        y = math.log(wanted + y + 1.0)
    return max(1.0, y / (2.0 * allowance) - _OVERSHOOT)


@dataclass(slots=True)
class CumulativeSum:
    """Adds up what goes beyond an allowance (E. S. Page, Biometrika 41 (1954) 100).

    Parameters
    ----------
    allowed : float
        Shift that is no alarm, however long it lasts; in the unit of the observations.
    between : float
        Mean number of observations between false alarms.
    """

    allowed: float
    between: float = BETWEEN
    level: float = 0.0
    share: float = 0.0
    """Of the way to an alarm, 0 to 1."""

    def add(self, shift: float, error: float) -> bool:
        """Take in an observation; return whether it is an alarm.

        Parameters
        ----------
        shift, error : float
            How far an observation is from what it was, and its standard error, in one unit. The
            allowed shift is taken off, and at least ``LEAST_K`` errors.
        """
        if not error > 0.0:
            return self.share >= 1.0
        allowance = max(self.allowed / error, LEAST_K)
        # no single observation weighs more than it could by chance
        step = min(shift / error - allowance, _MOST)
        self.level = max(0.0, self.level + step)
        self.share = min(1.0, self.level / max(threshold(allowance, self.between), _LEAST_H))
        return self.share >= 1.0


_MOST = 4.0
_LEAST_H = 5.0
"""Errors are known to a tenth at best: at large allowances the theory would be too sure."""
