"""What is said of a dose, and what the operator wishes; light, for whoever only shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ASKED = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Doses that are reported."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Signal to error at one dose.

    Parameters
    ----------
    dose : float
        Over the present one.
    value, error : float
        10 log10(mean square of the rate / mean squared error) and its standard error [dB].
    extrapolated : bool
        Whether the dose is beyond what was measured.
    """

    dose: float
    value: float
    error: float
    extrapolated: bool = False


@dataclass(frozen=True, slots=True)
class DosePoint:
    """What one dose gives.

    Parameters
    ----------
    dose : float
        Over the present one.
    quality : Quality or None
        ``None`` where it cannot be told yet.
    score : float or None
        Expected score of the evidence against a plain filter; beyond 2.33 it is decided.
    column : float
        Smallest column that can be decided, as a share of the brightest; infinite without any.
    reason : str
        Why no quality is told; empty where it is.
    """

    dose: float
    quality: Quality | None
    score: float | None
    column: float
    reason: str = ""


class Criterion(StrEnum):
    """What the operator judges a dose by."""

    EVIDENCE = "evidence"
    """Unseen electrons decide that the picture is better than a plain filter."""
    LOSS = "loss"
    """Quality falls by no more than a chosen number of decibels."""
    COLUMN = "column"
    """A column of a chosen share of the brightest can be decided."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A criterion and its number: [dB] for ``LOSS``, a share of 1 for ``COLUMN``."""

    criterion: Criterion = Criterion.EVIDENCE
    value: float = 1.0
