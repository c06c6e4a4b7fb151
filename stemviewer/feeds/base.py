"""What every feed is to the rest of the program, and what a served source is to the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame, RawArray, ScanSettings
from stemviewer.core.place import NOWHERE, Place
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import Quantity


class Control(StrEnum):
    """What an instrument may let its operator change. Units are those of ``ScanSettings``."""

    DWELL = "dwell"
    """Dwell time per pixel [s]."""
    BEAM_CURRENT = "beam_current"
    """Probe current [A]."""
    SIZE = "size"
    """Rows and columns of a square frame [pixels]."""
    FIELD_OF_VIEW = "field_of_view"
    """Width of the frame at the specimen [m]."""
    SCAN = "scan"
    """1 starts scanning; 0 stops at the end of the frame."""
    STOP = "stop"
    """Stops at once; the running frame ends incomplete. The value is ignored."""
    BLANK = "blank"
    """1 blanks the beam, 0 unblanks it."""
    NEW_AREA = "new_area"
    """Moves to a fresh place of the specimen. The value is ignored."""
    SHIFT_Y = "shift_y"
    """Shift of the view from the centre of the area, down in an unrotated image [m]."""
    SHIFT_X = "shift_x"
    """The same to the right [m]."""
    SUBSCAN = "subscan"
    """Scans only the middle of the view: share of its width, 1 for all of it."""
    PURPOSE = "purpose"
    """What the next frames are for: 1 imaging, 2 focus."""
    LAST_FRAME = "last_frame"
    """Number of the last frame that may be scanned with the beam on; -1 for no end.

    Before the next one the scan waits, with the beam off the specimen, until a higher number is
    given. Answered with the larger of this and the number of the frame that began last.
    """


class Origin(StrEnum):
    """What stands at the other end of a feed."""

    DETECTOR = "detector"
    SIMULATOR = "simulator"
    FILE = "file"
    """Images served from files by ``stemviewer serve``."""
    REPLAY = "replay"
    FOLDER = "folder"
    """Files that another program writes while it scans."""

    @property
    def flag(self) -> Flag:
        """The provenance flag that every picture of this origin carries."""
        return {
            Origin.SIMULATOR: Flag.SIMULATED,
            Origin.REPLAY: Flag.REPLAYED,
            Origin.FILE: Flag.REPLAYED,
        }.get(self, Flag.NONE)


@dataclass(frozen=True, slots=True)
class Range:
    """Allowed values of a control, both ends included, in the control's unit."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Channel:
    """A detector channel: its name, the dtype it sends and its calibration."""

    name: str
    dtype: str
    calibration: DetectorCalibration = field(default_factory=DetectorCalibration)


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a feed says of itself when it connects.

    Parameters
    ----------
    name : str
        As shown to the operator, e.g. ``"Simulator"``.
    origin : Origin
        Detector, simulator, file or replay.
    channels : tuple of Channel
        At least one.
    controls : mapping of Control to Range
        What can be changed; empty for a feed without control.
    specimen : str
        What is in the holder, where the instrument knows; else empty.
    """

    name: str
    origin: Origin
    channels: tuple[Channel, ...]
    controls: Mapping[Control, Range] = field(default_factory=dict)
    specimen: str = ""


@dataclass(frozen=True, slots=True)
class ScanState:
    """What the scan is doing, as acknowledged by the instrument."""

    scanning: bool = True
    blanked: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A request to the instrument; answered by an :class:`Acknowledgement` of the same id."""

    id: int
    control: Control
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The instrument's answer: what it accepted and what is in force now.

    Parameters
    ----------
    id : int
        Of the command.
    accepted : bool
        Whether it was carried out.
    applied : float or None
        The value really applied, in the control's unit; may differ from what was asked.
    settings : ScanSettings
        In force from the next frame on.
    state : ScanState
        In force now.
    reason : str
        Why it was refused; empty when accepted.
    """

    id: int
    accepted: bool
    applied: float | None
    settings: ScanSettings
    state: ScanState
    reason: str = ""


# What a feed reports to the live path, in order.


@dataclass(frozen=True, slots=True)
class Connected:
    """The link is up; frames follow.

    ``run`` is the same as long as the feed's program runs, empty when it cannot tell;
    ``tells_exposures`` says that every parking of the probe will be told as ``Exposed``.
    """

    instrument: Instrument
    settings: ScanSettings
    state: ScanState
    run: str = ""
    tells_exposures: bool = False


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The link is down; the feed tries again by itself unless it was closed or ended.

    ``ended`` is True when the source said that nothing more will come.
    """

    reason: StemviewerError | None
    retry_in: float = 0.0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RowsArrived:
    """New rows of a frame that is still being scanned (``frame.complete`` is False)."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class FrameEnded:
    """A frame ended; ``frame.complete`` says whether it is whole."""

    frame: Frame
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FramesLost:
    """Frames ``first`` to ``last`` of the sequence will never come."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Exposed:
    """The beam was on the specimen without a frame: the probe was parked.

    Parameters
    ----------
    beam_current : Quantity
        [A].
    seconds : Quantity
        How long [s].
    place : Place
        Where the probe itself stood; its purpose is ignored.
    """

    beam_current: Quantity
    seconds: Quantity
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The instrument answered a command."""

    acknowledgement: Acknowledgement


@dataclass(frozen=True, slots=True)
class FeedFault:
    """Bad input was met and survived; for the operator and the log."""

    error: StemviewerError


@dataclass(frozen=True, slots=True)
class Told:
    """The feed says how it made or found something; for the operator and the log."""

    text: str


FeedEvent = (
    Connected
    | Disconnected
    | RowsArrived
    | FrameEnded
    | FramesLost
    | Exposed
    | Acknowledged
    | FeedFault
    | Told
)


class Feed(Protocol):
    """A source of raw frames. Used by one thread, except ``send`` and ``close``."""

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s]; reconnects by itself.

        Raises
        ------
        FeedError
            If the feed cannot go on and will not try again.
        """

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""

    def close(self) -> None:
        """End the link and release everything; ``receive`` returns at once. Idempotent."""


# What the server serves.


@dataclass(frozen=True, slots=True)
class FrameBegin:
    """A frame starts on all channels."""

    number: int
    settings: ScanSettings
    acquired_utc_ns: int
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """Consecutive rows of one channel of the running frame, C-contiguous, in its dtype."""

    number: int
    channel: str
    first_row: int
    data: RawArray


@dataclass(frozen=True, slots=True)
class FrameChange:
    """From row ``row`` on the running frame is scanned with other settings of one shape."""

    number: int
    row: int
    settings: ScanSettings


@dataclass(frozen=True, slots=True)
class FrameEnd:
    """The running frame ended; not complete when the scan was stopped within it."""

    number: int
    complete: bool


SourceItem = FrameBegin | RowBlock | FrameChange | FrameEnd | Exposed


class FrameSource(Protocol):
    """What a feed server serves: an instrument that yields frames and obeys commands."""

    @property
    def instrument(self) -> Instrument:
        """Description sent in the hello."""

    @property
    def settings(self) -> ScanSettings:
        """Settings in force."""

    @property
    def state(self) -> ScanState:
        """Scan state in force."""

    def apply(self, command: Command) -> Acknowledgement:
        """Carry out a command; thread-safe; never raises on a bad value but refuses it."""

    def items(self) -> Iterator[SourceItem]:
        """Yield the scan as it happens, at the source's own pace, until closed or at its end.

        While stopped it waits without spinning. While blanked it waits as well, or goes on with
        dark frames, whose ``settings.beam_current`` is zero.
        """

    def close(self) -> None:
        """Make ``items`` end soon; thread-safe, idempotent."""
