"""What can be chosen when a simulator is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemviewer.core.errors import SettingsError
from stemviewer.simulation.detector import DetectorKind
from stemviewer.simulation.microscope import Microscope
from stemviewer.simulation.scan import ScanErrors

if TYPE_CHECKING:
    from stemviewer.feeds.server_options import SimulateOptions

DEFAULT_SPECIMEN = "perovskite"
FPS_LIMITS = (0.1, 1000.0)


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """Start values of a simulator.

    Parameters
    ----------
    specimen : str
        A key of ``simulation.specimens.SPECIMENS``.
    seed : int
        Not negative: same seed, same frames.
    size : int
        Rows and columns.
    channels : tuple of str
        ``"HAADF"``, ``"ADF"``, ``"BF"``.
    dwell, beam_current, field_of_view : float, optional
        [s], [A], [m]; by default 0.3 µs, what suits the specimen, and 10.24 nm.
    max_fps : float
        Most frames per second. A scan that would be faster waits between frames, with the
        beam blanked, so that no more is asked of the machine than it can do.
    detector : str
        ``"counting"``, ``"analogue"`` or ``"uncalibrated"``.
    errors : ScanErrors, optional
        Drift, jitter and hum.
    critical_dose : float, optional
        [e/Å^2]; by default the specimen's own.
    current_at_once : bool
        Whether a new beam current acts within the running frame, as a condenser lens does,
        rather than from the next frame on.
    """

    specimen: str = DEFAULT_SPECIMEN
    seed: int = 0
    size: int = 512
    channels: tuple[str, ...] = ("HAADF", "BF")
    dwell: float | None = None
    beam_current: float | None = None
    field_of_view: float | None = None
    max_fps: float = 20.0
    detector: str = "counting"
    errors: ScanErrors | None = None
    critical_dose: float | None = None
    current_at_once: bool = False


def make_microscope(options: SimulatorOptions) -> Microscope:
    """Return the microscope that options describe.

    Raises
    ------
    SettingsError
        If one of them is not possible.
    """
    if options.seed < 0:
        raise SettingsError("The seed must not be negative.", "", "Choose 0 or more.")
    low, high = FPS_LIMITS
    if not low <= options.max_fps <= high:
        raise SettingsError(f"The simulator gives {low:g} to {high:g} frames per second.")
    microscope = Microscope(
        options.specimen,
        options.seed,
        channels=options.channels,
        detector=_detector(options.detector),
        errors=options.errors,
        critical_dose=options.critical_dose,
    )
    microscope.change("size", options.size)
    for control in ("dwell", "beam_current", "field_of_view"):
        value = getattr(options, control)
        if value is not None:
            microscope.change(control, value)
    return microscope


def options_of_command(given: SimulateOptions) -> SimulatorOptions:
    """Return the options of the command ``stemviewer simulate``, with what it left open."""
    start = SimulatorOptions()
    return SimulatorOptions(
        specimen=given.specimen or start.specimen,
        seed=given.seed,
        size=given.size,
        channels=given.channels,
        dwell=given.dwell,
        beam_current=given.beam_current,
        field_of_view=given.field_of_view,
        max_fps=start.max_fps if given.max_fps is None else given.max_fps,
        detector=given.detector or start.detector,
        critical_dose=given.critical_dose,
        current_at_once=given.current_at_once,
    )


def _detector(name: str) -> DetectorKind:
    try:
        return DetectorKind(name)
    except ValueError:
        raise SettingsError(
            f"There is no detector of the kind {name!r}.",
            "Nothing was simulated.",
            f"Choose one of: {', '.join(kind.value for kind in DetectorKind)}.",
        ) from None
