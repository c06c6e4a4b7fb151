"""One area's account: electrons by purpose, their map, and what is not known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, weakest
from stemviewer.live.dose.dose_map import PURPOSES, DoseMap


@dataclass(slots=True, eq=False)
class AreaBook:
    """What one area of the specimen has had.

    Parameters
    ----------
    number : int
        From 1, in the order the areas were visited.
    electrons : dict of purpose to float
        Sums of what is known.
    frames : int
        Frames booked; also those whose dose is unknown.
    unknown : int
        Of these, frames of which the current, the dwell time or the pixel size is unknown.
    unseen : int
        Frames that never arrived but were scanned; booked with the last known settings.
    source : Source
        The weakest of all that was booked.
    map : DoseMap
        By place [Å].
    """

    number: int
    electrons: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PURPOSES, 0.0))
    frames: int = 0
    unknown: int = 0
    unseen: int = 0
    source: Source = Source.MEASURED
    map: DoseMap = field(default_factory=DoseMap)

    @property
    def here(self) -> Quantity:
        """Dose of the most exposed scanned place, without parked probes [e/Å^2]."""
        return self._peak(parked=False)

    @property
    def maximum(self) -> Quantity:
        """The same with parked probes [e/Å^2]."""
        return self._peak(parked=True)

    def _peak(self, *, parked: bool) -> Quantity:
        nothing = not self.frames and not self.electrons["parked"]
        if self.unknown or nothing:
            return UNKNOWN
        return Quantity(self.map.peak(parked=parked), self.source)

    def trust(self, *sources: Source) -> None:
        """Let the sums be no better than these sources."""
        self.source = weakest(self.source, *sources)


@dataclass(frozen=True, slots=True)
class RowCost:
    """Electrons of some rows of a frame.

    Parameters
    ----------
    pixels, flyback : float
        While on the pixels, and on the way back from row to row; zero when not known.
    known : bool
        Whether current and dwell time are known.
    source : Source
        The weakest of what it rests on.
    """

    pixels: float
    flyback: float
    known: bool
    source: Source


def row_cost(settings: ScanSettings, rows: int) -> RowCost:
    """Return the electrons that ``rows`` rows cost: current x time / e.

    An unknown flyback time counts as none, as in ``core.dose``.
    """
    current, dwell = settings.beam_current, settings.dwell
    if current.value == 0.0:
        return RowCost(0.0, 0.0, True, current.source)
    if current.value is None or dwell.value is None:
        return RowCost(0.0, 0.0, False, Source.UNKNOWN)
    flow = current.value / ELEMENTARY_CHARGE
    back = flow * (settings.flyback.value or 0.0) * rows
    sources = [current.source, dwell.source]
    if settings.flyback.known:
        sources.append(settings.flyback.source)
    pixels = flow * dwell.value * settings.columns * rows
    return RowCost(pixels, back, True, weakest(*sources))
