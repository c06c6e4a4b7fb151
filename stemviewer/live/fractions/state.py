"""What a fractionated recording tells the window: immutable, polled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stemviewer.live.advice.state import FadingPoint
from stemviewer.live.fractions.plan import FractionPlan


class FractionPhase(StrEnum):
    """Where it is."""

    IDLE = "idle"
    WAITING = "waiting for the first fast frame"
    RUNNING = "recording"
    SUMMING = "summing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FractionState:
    """State of a fractionated recording.

    Parameters
    ----------
    phase : FractionPhase
        Where it is.
    plan : FractionPlan or None
        What was asked for.
    done : int
        Frames taken so far.
    message : str
        How it ended, or why it failed.
    dose : float or None
        Of the frames taken [e/Å^2].
    fading : tuple of FadingPoint
        Lattice contrast of each frame over that of the first ones, at the dose after it; empty
        without a lattice.
    included : int
        Frames in the sum that was stored, from the first on.
    suggested : int
        Frames before the contrast has fallen noticeably.
    """

    phase: FractionPhase = FractionPhase.IDLE
    plan: FractionPlan | None = None
    done: int = 0
    message: str = ""
    dose: float | None = None
    fading: tuple[FadingPoint, ...] = ()
    included: int = 0
    suggested: int = 0

    @property
    def busy(self) -> bool:
        """Whether frames are being taken or summed."""
        return self.phase in (FractionPhase.WAITING, FractionPhase.RUNNING, FractionPhase.SUMMING)
