"""Physical values that carry where they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a physical value comes from. Unknown stays unknown."""

    MEASURED = "measured"
    """Read back from the instrument or measured on the data by a stated procedure."""
    SET = "set"
    """The value that was asked for and acknowledged, or typed by the operator."""
    ESTIMATED = "estimated"
    """Derived from running frames; good for display, not for claims."""
    ASSUMED = "assumed"
    """Nobody measured or set it; it is stated with every number that rests on it."""
    UNKNOWN = "unknown"


_STRENGTH = (Source.MEASURED, Source.SET, Source.ESTIMATED, Source.ASSUMED, Source.UNKNOWN)


def weakest(*sources: Source) -> Source:
    """Return the least trustworthy of several sources: a product is as good as its worst factor."""
    return max(sources, key=_STRENGTH.index, default=Source.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in SI or stated units together with its source.

    Parameters
    ----------
    value : float or None
        The number, in the unit that the owning field states; ``None`` exactly when unknown.
    source : Source
        Where the number comes from.

    Raises
    ------
    ValueError
        If the value is not finite, or is given for an unknown source, or is missing for a
        known one.
    """

    value: float | None
    source: Source

    def __post_init__(self) -> None:
        if (self.value is None) != (self.source is Source.UNKNOWN):
            raise ValueError(f"value {self.value!r} does not go with source {self.source.value!r}")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"not a finite number: {self.value!r}")

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.value is not None

    def scaled(self, factor: float) -> Quantity:
        """Return this quantity times a number known exactly; unknown stays unknown."""
        return self if self.value is None else Quantity(self.value * factor, self.source)


UNKNOWN = Quantity(None, Source.UNKNOWN)


def measured(value: float) -> Quantity:
    """Return a measured quantity."""
    return Quantity(float(value), Source.MEASURED)


def set_to(value: float) -> Quantity:
    """Return a quantity that was set."""
    return Quantity(float(value), Source.SET)


def estimated(value: float) -> Quantity:
    """Return a quantity estimated from running frames."""
    return Quantity(float(value), Source.ESTIMATED)


def assumed(value: float) -> Quantity:
    """Return an assumed quantity."""
    return Quantity(float(value), Source.ASSUMED)


def product(*factors: Quantity, scale: float = 1.0) -> Quantity:
    """Multiply quantities; the result has the weakest source, and is unknown if any factor is."""
    value = scale
    for factor in factors:
        if factor.value is None:
            return UNKNOWN
        value *= factor.value
    return Quantity(value, weakest(*(f.source for f in factors)))
