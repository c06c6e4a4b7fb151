"""Cumulative dose of what one recording saw."""

from __future__ import annotations

from stemviewer.core.dose import FrameDose, frame_dose
from stemviewer.core.frame import Frame
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, weakest


class DoseCount:
    """Sums the dose of frames [e/Å^2]; the channels of one scan count once."""

    def __init__(self) -> None:
        # an empty sum rests on nothing, so the first frame's source decides
        self._total = Quantity(0.0, Source.MEASURED)
        self._last_number: int | None = None
        self._last = UNKNOWN

    @property
    def total(self) -> Quantity:
        """Sum so far [e/Å^2]; unknown for good once one frame's dose is unknown."""
        return self._total

    def add(self, frame: Frame) -> FrameDose:
        """Book a frame and return its dose."""
        dose = frame_dose(frame.settings, frame.valid_rows)
        if frame.number != self._last_number:
            self._last_number = frame.number
            self._last = dose.total
            self._book(dose.total)
        return dose

    def lost(self, count: int) -> None:
        """Book frames that never came: their electrons did, assumed as many as before."""
        if self._last.value is None:
            self._book(UNKNOWN)
        else:
            self._book(Quantity(self._last.value * count, Source.ASSUMED))

    def _book(self, dose: Quantity) -> None:
        if dose.value is None or self._total.value is None:
            self._total = UNKNOWN
            return
        source = weakest(self._total.source, dose.source)
        self._total = Quantity(self._total.value + dose.value, source)
