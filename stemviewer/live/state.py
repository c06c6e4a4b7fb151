"""What the live path tells the window: immutable snapshots, polled, never pushed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.denoise.base import RangeVerdict
from stemviewer.feeds.base import Instrument, ScanState
from stemviewer.live.advice.state import AdviceState, DamageState
from stemviewer.live.dose.budget import BudgetState
from stemviewer.live.dose.calibration_state import CalibrationState
from stemviewer.live.dose.following import DriftNow
from stemviewer.live.dose.view import LedgerView
from stemviewer.live.fractions.state import FractionState
from stemviewer.live.measure.correction import CorrectionState


class LinkState(StrEnum):
    """State of the link to the feed."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    RETRYING = "retrying"
    ENDED = "ended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """What is done to the newest frame: a method of the registry and its parameters.

    ``method`` is ``"none"`` when none is applied. ``average`` is the number of frames that are
    summed, drift-aligned, before it is; below 2 there is no averaging. With neither, only raw
    is shown.
    """

    method: str = "none"
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    average: int = 0

    @property
    def raw_only(self) -> bool:
        """Whether nothing is computed."""
        return self.method == "none" and self.average < 2


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What the views show: a raw frame and, if any, the picture made of that very frame.

    Parameters
    ----------
    frame : Frame
        Raw; partial while it is being scanned.
    processed : Processed or None
        Made from ``frame`` (``processed.parent == frame.number``); ``None`` when nothing was.
    range : RangeVerdict or None
        Whether the frame suits the network; ``None`` when no network was used.
    dose : FrameDose
        What this frame cost the specimen.
    electrons_per_pixel : Quantity
        Counted, from the frame's own counts and calibration [electrons per pixel].
    generation : int
        Of the chain settings that made it.
    """

    frame: Frame
    processed: Processed | None
    range: RangeVerdict | None
    dose: FrameDose
    electrons_per_pixel: Quantity = UNKNOWN
    generation: int = 0


DoseState = LedgerView
"""The ledger as shown."""


@dataclass(frozen=True, slots=True)
class RecordingState:
    """State of the session log.

    ``busy`` while a recording is being started or closed; ``failed`` holds the sentence for
    the operator when it stopped by itself.
    """

    active: bool = False
    busy: bool = False
    path: str = ""
    submitted: int = 0
    written: int = 0
    processed_written: int = 0
    bytes_written: int = 0
    disk_free: int = 0
    minutes_left: float | None = None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Frames by fate since the link came up."""

    received: int = 0
    incomplete: int = 0
    lost: int = 0
    shown: int = 0
    processed: int = 0
    replaced_display: int = 0
    replaced_denoise: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates and lags over the last seconds.

    ``receive_fps`` and ``process_fps`` [1/s]; ``process_seconds`` is the median time of one
    pass [s]; ``latency`` is from the last row's arrival to the paint [s], ``None`` until known.
    """

    receive_fps: float = 0.0
    process_fps: float = 0.0
    process_seconds: float = 0.0
    latency: float | None = None


class Severity(StrEnum):
    """How a notice is shown."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the operator is told and the log keeps: what, what it means, what to do."""

    utc_ns: int
    severity: Severity
    what: str
    meaning: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """Everything but the pictures, taken at one instant.

    ``network`` is the one at work where the choice is automatic; empty otherwise. ``own_chains``
    holds those of all channels where each detector has its own.
    """

    link: LinkState
    address: str
    instrument: Instrument | None = None
    settings: ScanSettings | None = None
    scan: ScanState = field(default_factory=ScanState)
    channel: str = ""
    own_chains: Mapping[str, ChainSettings] = field(default_factory=dict)
    chain: ChainSettings = ChainSettings()
    chain_ready: bool = True
    network: str = ""
    held: bool = False
    dose: DoseState = field(default_factory=DoseState)
    budget: BudgetState = field(default_factory=BudgetState)
    calibration: CalibrationState = field(default_factory=CalibrationState)
    recording: RecordingState = RecordingState()
    counts: Counts = Counts()
    rates: Rates = Rates()
    advice: AdviceState = field(default_factory=AdviceState)
    damage: DamageState = field(default_factory=DamageState)
    fractions: FractionState = field(default_factory=FractionState)
    drift: DriftNow = field(default_factory=DriftNow)
    correction: CorrectionState = field(default_factory=CorrectionState)
