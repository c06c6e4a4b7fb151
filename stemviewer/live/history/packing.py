"""Frames and pictures in a third of their room or less, and back again without any loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.place import Place
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import Quantity
from stemviewer.denoise.base import RangeState, RangeVerdict
from stemviewer.live.history.pages import Block, kept_apart
from stemviewer.live.state import Shown
from stemviewer.session.format.entries import EvidenceEntry
from stemviewer.session.format.entries import RangeState as LoggedRange
from stemviewer.session.structure.encode import DEFLATE_LEVEL, shuffle

FACTS_BYTES = 2048
"""Counted for everything about a frame or a picture that is not pixels [bytes]."""

_VERDICTS = {
    LoggedRange.IN: RangeState.IN,
    LoggedRange.EDGE: RangeState.EDGE,
    LoggedRange.OUT: RangeState.OUT,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """An array without its pixels' repetitions: bytes shuffled, then deflated (RFC 1950)."""

    data: Block
    dtype: str
    shape: tuple[int, ...]


def pack(array: npt.NDArray[Any]) -> Packed:
    """Compress an array losslessly.

    Parameters
    ----------
    array : ndarray
        Of any shape and byte order.
    """
    data: bytes = isal_zlib.compress(shuffle(array), DEFLATE_LEVEL)
    return Packed(kept_apart(data), array.dtype.str, array.shape)


def unpack(packed: Packed) -> npt.NDArray[Any]:
    """Return the array as it was, bit by bit; read-only."""
    dtype = np.dtype(packed.dtype)
    planes = np.frombuffer(isal_zlib.decompress(packed.data), np.uint8)
    if dtype.itemsize > 1:
        planes = np.ascontiguousarray(planes.reshape(dtype.itemsize, -1).T)
    flat = np.frombuffer(planes.tobytes(), dtype)
    return flat.reshape(packed.shape)


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A frame that has ended, with all that was booked for it.

    Parameters
    ----------
    frame : Frame
        Complete or not.
    dose : FrameDose
        What it cost the specimen.
    electrons_per_pixel : Quantity
        Counted, from its own counts [electrons per pixel].
    cumulative : Quantity
        Dose of its area with it [e/Å^2].
    place : Place
        Where it was scanned, and what for.
    shown : bool
        Whether its channel is the one on the screen.
    recorded : bool
        Whether it was also handed to a session log.
    """

    frame: Frame
    dose: FrameDose
    electrons_per_pixel: Quantity
    cumulative: Quantity
    place: Place
    shown: bool = True
    recorded: bool = False

    @property
    def weight(self) -> int:
        """Room it takes before it is packed [bytes]."""
        return self.frame.data.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A processed picture and what is known of how far it can be trusted."""

    processed: Processed
    evidence: EvidenceEntry

    @property
    def weight(self) -> int:
        """Room it takes before it is packed [bytes]."""
        return self.processed.image.nbytes


class PackedArrival:
    """An :class:`Arrival` whose pixels are packed; rows that never came are not kept."""

    __slots__ = ("_facts", "_pixels", "_rest", "size")

    def __init__(self, arrival: Arrival) -> None:
        frame = arrival.frame
        self._facts = _facts(frame, "data")
        self._rest = {f.name: getattr(arrival, f.name) for f in fields(Arrival)}
        del self._rest["frame"]
        self._pixels = pack(frame.valid)
        self.size = len(self._pixels.data) + FACTS_BYTES

    def unpack(self) -> Arrival:
        """Return it as it came; rows that never came are zero."""
        pixels, settings = unpack(self._pixels), self._facts["settings"]
        missing = settings.rows - pixels.shape[0]
        if missing:
            pixels = np.pad(pixels, ((0, missing), (0, 0)))
        return Arrival(Frame(data=read_only(pixels), **self._facts), **self._rest)


class PackedPicture:
    """A :class:`Picture` whose pixels are packed."""

    __slots__ = ("_evidence", "_facts", "_pixels", "size")

    def __init__(self, picture: Picture) -> None:
        self._facts = _facts(picture.processed, "image")
        self._evidence = picture.evidence
        self._pixels = pack(picture.processed.image)
        self.size = len(self._pixels.data) + FACTS_BYTES

    def unpack(self) -> Picture:
        """Return it as it came."""
        image = read_only(unpack(self._pixels))
        return Picture(Processed(image=image, **self._facts), self._evidence)


def shown_again(arrival: Arrival, picture: Picture | None) -> Shown:
    """Return what the views show of a frame of the past, and of the picture made of it."""
    # its arrival is long ago: nothing may take it for the age of the picture on the screen
    frame = replace(arrival.frame, received_monotonic_ns=0)
    shown = Shown(frame, None, None, arrival.dose, arrival.electrons_per_pixel)
    if picture is None:
        return shown
    logged = picture.evidence
    state = _VERDICTS.get(logged.range_state)
    verdict = None if state is None else RangeVerdict(state, logged.range_reason)
    return replace(shown, processed=picture.processed, range=verdict)


def _facts(item: Frame | Processed, pixels: str) -> Mapping[str, Any]:
    return {f.name: getattr(item, f.name) for f in fields(item) if f.name != pixels}
