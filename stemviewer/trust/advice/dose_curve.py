"""Quality against dose: what was measured, what lies between, and what is only extrapolated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stemviewer.trust.advice.points import Quality
from stemviewer.trust.advice.quality import Estimate

SLOPE, SLOPE_SPREAD = 1.6, 0.8
"""Gain of a network for twice the dose, and its spread over kept-out pictures [dB]; measured by
``stemviewer bench dose --parts advice``."""

_PER_DECADE = 10.0 / math.log(10.0)


def in_decibels(dose: float, error: Estimate, square: Estimate) -> Quality | None:
    """Return the quality of a picture, or ``None`` where its error cannot be told from zero.

    Parameters
    ----------
    dose : float
        Over the present one.
    error : Estimate
        Mean squared error.
    square : Estimate
        Mean square of the rate, at the same exposure.
    """
    if error.value <= 2.0 * error.error or square.value <= 2.0 * square.error:
        return None
    value = 10.0 * math.log10(square.value / error.value)
    spread = math.hypot(error.error / error.value, square.error / square.value)
    return Quality(dose, value, _PER_DECADE * spread)


@dataclass(frozen=True, slots=True)
class DoseCurve:
    """Measured qualities, by ascending dose."""

    points: tuple[Quality, ...]

    def at(self, dose: float) -> Quality | None:
        """Return the quality at a dose, or ``None`` when nothing was measured.

        Between two points it is linear in the logarithm of the dose. Beyond the last (or first)
        the line through the two outermost goes on, its slope drawn towards what networks gain on
        other pictures (normal prior; A. Gelman et al., Bayesian Data Analysis, 2013, section
        2.5), and the error grows with the distance.
        """
        points = self.points
        if not points:
            return None
        x = math.log2(dose)
        places = [math.log2(point.dose) for point in points]
        if places[0] - 1e-9 <= x <= places[-1] + 1e-9:
            values = float(np.interp(x, places, [point.value for point in points]))
            errors = float(np.interp(x, places, [point.error for point in points]))
            return Quality(dose, values, errors)
        end, inner = (points[0], points[1:2]) if x < places[0] else (points[-1], points[-2:-1])
        slope, spread = _slope(end, inner)
        far = x - math.log2(end.dose)
        return Quality(
            dose, end.value + slope * far, math.hypot(end.error, spread * far), extrapolated=True
        )


def _slope(end: Quality, inner: tuple[Quality, ...]) -> tuple[float, float]:
    """Return the gain for each doubling beyond the end, and its standard error [dB]."""
    if not inner:
        return SLOPE, SLOPE_SPREAD
    step = math.log2(end.dose / inner[0].dose)
    measured = (end.value - inner[0].value) / step
    error = math.hypot(end.error, inner[0].error) / abs(step)
    # slopes of neighbouring octaves differ by about their spread over pictures
    own = 1.0 / (error**2 + SLOPE_SPREAD**2)
    prior = 1.0 / SLOPE_SPREAD**2
    slope = (own * measured + prior * SLOPE) / (own + prior)
    return slope, math.sqrt(1.0 / (own + prior))


def combined(several: Mapping[float, list[Estimate]]) -> dict[float, Estimate]:
    """Return the means of estimates of the same, weighted by their precision.

    Estimates that differ by more than their counting errors say are not trusted beyond their own
    scatter (R. T. Birge, Phys. Rev. 40 (1932) 207): frames that were aligned badly, or another
    part of the specimen.
    """
    found = {}
    for dose, estimates in several.items():
        weights = np.array([1.0 / max(one.error, 1e-30) ** 2 for one in estimates])
        values = np.array([one.value for one in estimates])
        mean = float(np.sum(weights * values) / weights.sum())
        scatter = float(np.sum(weights * (values - mean) ** 2)) / max(1, len(estimates) - 1)
        found[dose] = Estimate(mean, max(1.0, scatter) ** 0.5 * float(weights.sum()) ** -0.5)
    return found
