"""What a recording is told at its start, and what it reports of itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from stemviewer.core.provenance import Flag

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
