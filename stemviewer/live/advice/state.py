"""What the adviser and the damage watch tell the window: immutable, polled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemviewer.trust.advice.points import DosePoint


@dataclass(frozen=True, slots=True)
class AdviceState:
    """What other doses would give.

    Parameters
    ----------
    on : bool
        Whether the adviser was asked to work.
    points : tuple of DosePoint
        By ascending dose; empty until something is known.
    sentence : str
        The advice.
    reason : str
        Why there is none; empty when there is.
    frames, wanted : int
        Aligned frames collected for the next look.
    looks : int
        So far, at this view with these settings.
    """

    on: bool = False
    points: tuple[DosePoint, ...] = ()
    sentence: str = ""
    reason: str = ""
    frames: int = 0
    wanted: int = 0
    looks: int = 0


@dataclass(frozen=True, slots=True)
class FadingPoint:
    """Lattice contrast over that of the first frames and its standard error, at a dose [e/Å^2].

    The dose is ``None`` where it is unknown.
    """

    dose: float | None
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class DamageState:
    """Whether the specimen still is what it was.

    Parameters
    ----------
    watching : bool
        Whether there is a reference.
    reason : str
        Why it is not watched; empty when it is, or when the reference is being made.
    lattice : tuple of FadingPoint
        The last frames looked at; empty without a lattice.
    change : float or None
        Root mean square of the relative change of places in the last frame, counting taken off.
    share : float
        Of the way to an alarm, 0 to 1.
    alarm : str
        What was seen and at which dose; empty while nothing was.
    """

    watching: bool = False
    reason: str = ""
    lattice: tuple[FadingPoint, ...] = ()
    change: float | None = None
    share: float = 0.0
    alarm: str = ""
