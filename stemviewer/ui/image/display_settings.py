"""How pictures are shown; nothing here ever changes data or runs a network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LevelsMode(StrEnum):
    """When the levels are computed."""

    OFF = "off"
    """Never: the limits given by hand, or where there are none the whole range of the picture."""
    ONCE = "once"
    """At the first picture, and again each time ``DisplaySettings.once`` is raised."""
    FOLLOW = "follow"
    """For every picture, smoothed from one to the next."""
    LOCK = "lock"
    """The levels in force stay, whatever comes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Values shown as the first and the last colour, in the picture's own unit.

    Raises
    ------
    ValueError
        If ``high`` is not above ``low``.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.high > self.low:
            raise ValueError(f"empty limits {self.low} to {self.high}")


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """Levels and colours of the raw and the processed view.

    Parameters
    ----------
    mode : LevelsMode
        When levels are computed.
    low_percentile, high_percentile : float
        [%], 0 to 100, low below high.
    raw_limits, processed_limits : Limits or None
        Set by hand: raw in detector units, processed in electrons per pixel. Used in mode OFF.
    same_levels : bool
        One pair of levels for both, in electrons per pixel, where raw is calibrated.
    gamma : float
        0.1 to 10; above 1 brightens the dark.
    colour_map : str
        A name of ``lut.COLOUR_MAPS``.
    invert : bool
        First and last colour swapped.
    mark_saturation : bool
        Values outside the limits in two signal colours.
    once : int
        Raise it to level once, in any mode but OFF.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    mode: LevelsMode = LevelsMode.FOLLOW
    low_percentile: float = 0.1
    high_percentile: float = 99.9
    raw_limits: Limits | None = None
    processed_limits: Limits | None = None
    same_levels: bool = False
    gamma: float = 1.0
    colour_map: str = "grey"
    invert: bool = False
    mark_saturation: bool = False
    once: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.low_percentile < self.high_percentile <= 100:
            raise ValueError(f"percentiles {self.low_percentile} to {self.high_percentile}")
        if not 0.1 <= self.gamma <= 10:
            raise ValueError(f"gamma {self.gamma} is outside 0.1 to 10")

    @property
    def colours(self) -> tuple[float, str, bool, bool]:
        """What the colour table depends on, and nothing else."""
        return (self.gamma, self.colour_map, self.invert, self.mark_saturation)

    @property
    def levels(self) -> tuple[object, ...]:
        """What the levels depend on, and nothing else."""
        return (
            self.mode,
            self.low_percentile,
            self.high_percentile,
            self.raw_limits,
            self.processed_limits,
            self.same_levels,
            self.once,
        )
