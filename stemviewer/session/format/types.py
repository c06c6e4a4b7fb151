"""What goes into a session and what comes out of it, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import Place as Place
from stemviewer.core.place import Purpose as Purpose
from stemviewer.core.provenance import Flag, Parameter, Provenance
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.session.format.entries import NO_EVIDENCE as NO_EVIDENCE
from stemviewer.session.format.entries import NOT_STATED as NOT_STATED
from stemviewer.session.format.entries import EvidenceEntry as EvidenceEntry
from stemviewer.session.format.entries import EvidenceSource as EvidenceSource
from stemviewer.session.format.entries import EvidenceState as EvidenceState
from stemviewer.session.format.entries import RangeState as RangeState

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class InstrumentInfo:
    """What the frames came from, and the names of its channels.

    ``origin`` is ``"detector"``, ``"simulator"``, ``"file"`` or ``"replay"``.
    """

    name: str = ""
    origin: str = "detector"
    channels: tuple[str, ...] = ()

    @property
    def flag(self) -> Flag:
        """The flag that every raw frame of this origin carries."""
        return {
            "simulator": Flag.SIMULATED,
            "file": Flag.REPLAYED,
            "replay": Flag.REPLAYED,
        }.get(self.origin, Flag.NONE)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Who recorded what on which instrument.

    Parameters
    ----------
    name : str
        Of the session; also of its file, with unsafe characters replaced.
    sample, operator, notes : str
        As the operator typed them.
    instrument : InstrumentInfo
        Source of the frames.
    """

    name: str
    sample: str = ""
    operator: str = ""
    instrument: InstrumentInfo = field(default_factory=InstrumentInfo)
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """How to record. Raw is always stored.

    Parameters
    ----------
    record_processed : bool
        Whether the pixels of processed pictures are stored too. If not, each still gets its
        row with flags, model and the hash of its pixels: ``denoised`` is ``"recompute"`` then.
    denoised : str
        How processed pictures are stored: ``"float32"``; ``"float16"``, half the size, three
        digits; ``"recompute"``: parameters, seed and the hash of the pixels only.
    ring_bytes : int
        Size of the shared-memory ring to the recorder [bytes].
    stall_s : float
        How long a full ring holds up its producer before the recording stops [s].
    compression : str
        ``"gzip"``: raw with shuffle, deflate and Fletcher-32, readable everywhere;
        ``"fast"``: raw with bitshuffle-LZ4, needs hdf5plugin to read.
    expected_bytes_per_s : float
        Used to refuse a start that has not two minutes of disk left; 0 if not known [bytes/s].
    segment_bytes : int
        Size at which the next file of the session is opened [bytes].
    segment_seconds : float
        Age at which the next file of the session is opened [s].
    reserve_bytes : int
        Room that the disk must have at the start; when less than a quarter of it is left, the
        recording goes on in a spare folder, or stops in good order [bytes].
    ballast_bytes : int
        Size of a file that keeps room on the disk, and is freed when the disk is full, so that
        the session can be ended; at most a quarter of the free space is taken [bytes].
    spare_folders : tuple of str or None
        Where to go on when the session's folder can not be written to, in this order; ``None``
        for the user's own data folder and the system's folder for temporary files.
    """

    record_processed: bool = True
    ring_bytes: int = 256 * MIB
    stall_s: float = 10.0
    compression: str = "gzip"
    expected_bytes_per_s: float = 0.0
    segment_bytes: int = 32 << 30
    segment_seconds: float = 3600.0
    reserve_bytes: int = 200 * 10**6
    ballast_bytes: int = 64 * MIB
    spare_folders: tuple[str, ...] | None = None
    denoised: str = "float32"

    def __post_init__(self) -> None:
        if self.denoised not in ("float32", "float16", "recompute"):
            raise ValueError(f"{self.denoised!r} is no way to store processed pictures")
        # two names of one thing: the older one stays valid
        stored = self.record_processed and self.denoised != "recompute"
        object.__setattr__(self, "record_processed", stored)
        object.__setattr__(self, "denoised", self.denoised if stored else "recompute")
        if self.compression not in ("gzip", "fast"):
            raise ValueError(f"compression is 'gzip' or 'fast', not {self.compression!r}")
        if self.ring_bytes < MIB or self.stall_s <= 0 or self.segment_bytes <= 0:
            raise ValueError("ring, stall time and segment size must be positive")
        if self.segment_seconds <= 0 or self.ballast_bytes < 0 or self.reserve_bytes < 0:
            raise ValueError("a segment's time must be positive, ballast and reserve not negative")


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """Counts of frames and bytes since the start; ``error`` is empty while all is well.

    Acknowledged frames are flushed to the file: they survive the death of any process. A power
    cut can cost what was acknowledged in the last ``power_cut_s`` seconds. ``notice`` says what
    the operator should know though the recording goes on, such as that it went to another disk.
    """

    submitted: int = 0
    acknowledged: int = 0
    processed_acknowledged: int = 0
    bytes_written: int = 0
    disk_free: int = 0
    error: str = ""
    notice: str = ""
    power_cut_s: float = 1.0
    segments: int = 0


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
