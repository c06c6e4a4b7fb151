"""The dose ledger: what the specimen has had, here and in all."""

from __future__ import annotations

from stemviewer.core.dose import FrameDose, frame_dose
from stemviewer.core.frame import Frame
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, weakest
from stemviewer.live.state import DoseState


class _Sum:
    """A running sum that stays unknown as soon as one part is."""

    def __init__(self) -> None:
        self.frames = 0
        self.unknown = 0
        self._value = 0.0
        self._source = Source.MEASURED

    def add(self, quantity: Quantity) -> None:
        self.frames += 1
        if quantity.value is None:
            self.unknown += 1
            return
        self._value += quantity.value
        self._source = weakest(self._source, quantity.source)

    @property
    def quantity(self) -> Quantity:
        if self.frames == 0 or self.unknown:
            return UNKNOWN
        return Quantity(self._value, self._source)


class DoseLedger:
    """Books every frame once, whatever the number of its channels. Used by one thread.

    The state it returns is immutable and may be read by any thread.
    """

    def __init__(self) -> None:
        self._here = _Sum()
        self._session = _Sum()
        self._last: int | None = None
        self.state = DoseState()

    def book(self, frame: Frame, *, beam_on: bool = True) -> FrameDose:
        """Book the rows of ``frame`` that were scanned, and return what the frame cost.

        Parameters
        ----------
        frame : Frame
            Complete or cut short; further channels of the same frame cost nothing more.
        beam_on : bool
            False when the beam was blanked: the frame is counted, with no dose.
        """
        dose = self.dose_of(frame)
        if frame.number == self._last:
            return dose
        self._last = frame.number
        share = frame.valid_rows / frame.settings.rows
        booked = dose.total.scaled(share) if beam_on else Quantity(0.0, Source.SET)
        self._here.add(booked)
        self._session.add(booked)
        self._publish()
        return dose

    @staticmethod
    def dose_of(frame: Frame) -> FrameDose:
        """Return what the frame costs, without booking it."""
        return frame_dose(frame.settings, frame.valid_rows)

    def new_area(self) -> None:
        """Start counting anew for a place that has had no dose."""
        self._here = _Sum()
        self._publish()

    def new_feed(self) -> None:
        """Frame numbers start anew; the doses stay."""
        self._last = None

    def _publish(self) -> None:
        self.state = DoseState(
            here=self._here.quantity,
            session=self._session.quantity,
            frames_here=self._here.frames,
            unknown_frames=self._here.unknown,
        )
