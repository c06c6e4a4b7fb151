"""What an instrument says of itself, what it can be told, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import ScanSettings
from stemviewer.core.provenance import Flag


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
