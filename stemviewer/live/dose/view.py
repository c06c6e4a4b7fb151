"""The ledger as others see it: frozen, and cheap to make for every frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.live.dose.book import AreaBook
from stemviewer.live.dose.dose_map import PURPOSES
from stemviewer.live.dose.rectangle import Rectangle


class Tracking(StrEnum):
    """What the places in the map rest on."""

    NONE = "stage and scan shift"
    DRIFT = "stage and scan shift, drift tracked"
    LOST = "stage and scan shift, drift not tracked"


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The ledger as shown.

    Parameters
    ----------
    here : Quantity
        Dose of the most exposed scanned place of the present area, with flyback [e/Å^2].
    maximum : Quantity
        The same with parked probes [e/Å^2].
    frames_here : int
        Frames booked in the present area.
    unknown_frames : int
        Of these, frames whose dose is unknown; while there are any, ``here`` is unknown too.
    area : int
        Number of the present area, from 1.
    electrons, session : mapping of purpose to float
        Electrons on the present area, and on all areas.
    unseen : int
        Frames that were scanned but never arrived; booked as estimated.
    tracking : Tracking
        What the places rest on.
    view : Rectangle or None
        Where the last frame was, in specimen coordinates [Å].
    """

    here: Quantity = UNKNOWN
    maximum: Quantity = UNKNOWN
    frames_here: int = 0
    unknown_frames: int = 0
    area: int = 1
    electrons: Mapping[str, float] = field(default_factory=dict)
    session: Mapping[str, float] = field(default_factory=dict)
    unseen: int = 0
    tracking: Tracking = Tracking.NONE
    view: Rectangle | None = None

    @property
    def total(self) -> float:
        """All electrons of the session."""
        return sum(self.session.values())

    def summary(self) -> str:
        """Return the books of the present area in a line for the log."""
        parts = [f"{name} {count:.6g}" for name, count in self.electrons.items() if count]
        here = "unknown" if self.here.value is None else f"{self.here.value:.6g} e/Å²"
        spent = ", ".join(parts) or "none"
        return f"area {self.area}: {here} ({self.here.source.value}); electrons: {spent}"


def view_of(areas: Sequence[AreaBook], last: Rectangle | None, tracking: Tracking) -> LedgerView:
    """Return the books as a view; the last area is the present one."""
    here = areas[-1]
    return LedgerView(
        here=here.here,
        maximum=here.maximum,
        frames_here=here.frames,
        unknown_frames=here.unknown,
        area=here.number,
        electrons=dict(here.electrons),
        session={p: sum(area.electrons[p] for area in areas) for p in PURPOSES},
        unseen=sum(area.unseen for area in areas),
        tracking=tracking,
        view=last,
    )
