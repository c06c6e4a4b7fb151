"""Where on the specimen a frame was scanned, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from stemviewer.core.quantity import UNKNOWN, Quantity


class Purpose(IntEnum):
    """What a scan is for. The numbers are part of the session format."""

    NOT_STATED = 0
    IMAGING = 1
    FOCUS = 2
    SUBSCAN = 3

    @property
    def word(self) -> str:
        """Return the word of the protocol and of the ledger, e.g. ``"imaging"``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the beam is, as far as the instrument knows: stage and scan shift, never drift.

    Parameters
    ----------
    area : int
        Areas are counted from 1 in the order they were visited; 0 when nobody stated it.
    purpose : Purpose
        What the scan is for.
    shift_y, shift_x : Quantity
        Stage plus scan shift of the frame's centre from the centre of the first view of the
        area, in specimen coordinates: y down, x to the right of an unrotated image [m].
    """

    area: int = 0
    purpose: Purpose = Purpose.NOT_STATED
    shift_y: Quantity = UNKNOWN
    shift_x: Quantity = UNKNOWN

    def __post_init__(self) -> None:
        if not 0 <= self.area < 2**32:
            raise ValueError(f"area {self.area} is outside 0 to 2^32 - 1")


NOWHERE = Place()
"""Nothing was stated."""
