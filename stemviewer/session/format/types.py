"""What comes out of a session, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import Place
from stemviewer.core.provenance import Flag, Parameter, Provenance
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.session.format.entries import NO_EVIDENCE, NOT_STATED, EvidenceEntry


class Fate(IntEnum):
    """What became of a received frame after it was recorded."""

    UNSTATED = 0
    """The session is open, or was killed, and nothing is said of this frame yet."""
    NOT_PROCESSED = 1
    """Stated: no processed picture was made of this frame."""
    PROCESSED = 2
    """A processed picture was made; the row of it says how."""


@dataclass(frozen=True, slots=True)
class Dose:
    """Dose of a frame, and of the area up to and with it [e/Å^2]."""

    frame: FrameDose
    cumulative: Quantity = UNKNOWN


@dataclass(frozen=True, slots=True)
class ProcessedRow:
    """What the log says of one processed picture, without its pixels.

    Parameters
    ----------
    index : int
        Position in the log of processed pictures.
    parent : int
        Position of the frame it came from (``SessionReader.row``).
    numbers : tuple of int
        Sequence numbers of all frames it came from.
    flags : Flag
        Union of the flags of its steps and its input.
    provenance : Provenance
        How it was made.
    stored : bool
        Whether its pixels are in the session.
    sha256 : str
        Of its pixels (float32, little-endian, C order).
    seconds : float
        Time the processing took [s].
    written_utc_ns : int
        When it was written [ns since 1970].
    evidence : EvidenceEntry
        How far it can be trusted, as far as that is known.
    """

    index: int
    parent: int
    numbers: tuple[int, ...]
    channel: str
    flags: Flag
    provenance: Provenance
    stored: bool
    sha256: str
    valid_rows: int
    seconds: float
    written_utc_ns: int
    evidence: EvidenceEntry = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class FrameRow:
    """What the log says of one received frame, without its pixels.

    Parameters
    ----------
    index : int
        Position in the session, from 0.
    number : int
        Sequence number given by the feed.
    flags : Flag
        Of the raw frame (SIMULATED, REPLAYED, PARTIAL); those of the processed picture are in
        ``processed_row.flags``.
    processed : int or None
        Position of its processed picture, ``None`` when there is none.
    processed_row : ProcessedRow or None
        What is known of that picture; also given when its pixels were not stored.
    fate : Fate
        Whether it was processed, stated rather than inferred.
    sha256 : str
        Of the stored pixels (feed's dtype, little-endian, C order).
    chain : str
        Link of the hash chain at this row.
    place : Place
        Where on the specimen it was scanned, and what for.
    """

    index: int
    number: int
    channel: str
    complete: bool
    valid_rows: int
    dtype: str
    acquired_utc_ns: int
    received_utc_ns: int
    received_monotonic_ns: int
    written_utc_ns: int
    settings: ScanSettings
    calibration: DetectorCalibration
    dose: Dose
    flags: Flag
    sha256: str
    chain: str
    fate: Fate = Fate.UNSTATED
    processed: int | None = None
    processed_row: ProcessedRow | None = None
    has_raw: bool = True
    lost: bool = False
    place: Place = NOT_STATED

    @property
    def provenance(self) -> Provenance | None:
        """How its processed picture was made, if there is one."""
        return self.processed_row.provenance if self.processed_row else None


@dataclass(frozen=True, slots=True)
class Loss:
    """Frames that never came (``gap`` False) or could not be recorded (``gap`` True).

    ``first`` and ``last`` are sequence numbers of the feed; ``before`` is the position of the
    received frame that follows.
    """

    first: int
    last: int
    gap: bool
    reason: str
    before: int
    utc_ns: int


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """Something that happened: connection, change of dose or filter, note, error, ..."""

    kind: str
    text: str
    data: Mapping[str, Parameter]
    utc_ns: int
    monotonic_ns: int
    before: int
    """Position of the received frame that follows."""
