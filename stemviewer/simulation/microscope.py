"""A simulated microscope: physics only; no threads, no sockets, no clock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.simulation.account import Account, area_account
from stemviewer.simulation.detector import DTYPE, Detector, DetectorKind, make_detector
from stemviewer.simulation.dose_map import FLYBACK, IMAGING, PARKED, PURPOSES, DoseMap
from stemviewer.simulation.geometry import row_path, view_box
from stemviewer.simulation.probe import Probe
from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.scan import Drift, ScanErrors, row_errors
from stemviewer.simulation.scattering import COLLECTIONS
from stemviewer.simulation.setup import ScanSetup
from stemviewer.simulation.specimens import SPECIMENS, make_specimen
from stemviewer.simulation.view import SpecimenView

__all__ = ["SPECIMENS", "Microscope", "MicroscopeChannel", "use_one_core"]

Rows = Mapping[str, npt.NDArray[np.uint16]]
_SCAN_STREAM, _DRIFT_STREAM = 1000, 2000


def use_one_core() -> None:
    """Keep this process's arithmetic on one core, for a process that only simulates."""
    torch.set_num_threads(1)


@dataclass(frozen=True, slots=True)
class MicroscopeChannel:
    """A detector channel: name, dtype of its rows, and what is known of its response."""

    name: str
    dtype: str
    calibration: DetectorCalibration


@dataclass(slots=True, eq=False)
class _Area:
    number: int
    centre: tuple[float, float]
    drift_on_arrival: npt.NDArray[np.float64]
    dose: DoseMap


class Microscope:
    """Scan a specimen and pay for every electron.

    The beam electrons at a pixel are Poisson of mean current x dwell / e, and each goes to a
    detector with the probability the specimen gives it there, so the counts of each detector
    are Poisson of mean current x dwell / e x fraction, independently of one another.

    Time passes only in :meth:`scan_rows` and :meth:`idle`. During flyback the beam is on and
    is taken to spread evenly over the row it retraces. Idle time with the beam on goes to the
    first pixel of the view, where the probe is parked. The same seed and the same calls give
    the same frames, bit for bit.

    Parameters
    ----------
    specimen : str
        A key of ``SPECIMENS``.
    seed : int
        Not negative.
    rows, columns : int
        Shape of the frame; ignored when ``setup`` is given.
    channels : tuple of str
        ``"HAADF"``, ``"ADF"``, ``"BF"``; at least one.
    setup : ScanSetup, optional
        Scan values; by default the current is the specimen's own suggestion.
    detector : DetectorKind
        Response of all detectors.
    errors : ScanErrors
        Drift, jitter and hum.
    probe : Probe
        Probe in focus.
    critical_dose : float, optional
        [e/Å^2]; by default the specimen's own.

    Raises
    ------
    SettingsError
        If there is no such specimen or channel.
    """

    def __init__(
        self,
        specimen: str = "perovskite",
        seed: int = 0,
        *,
        rows: int = 512,
        columns: int = 512,
        channels: tuple[str, ...] = ("HAADF", "BF"),
        setup: ScanSetup | None = None,
        detector: DetectorKind = DetectorKind.COUNTING,
        errors: ScanErrors | None = None,
        probe: Probe | None = None,
        critical_dose: float | None = None,
    ) -> None:
        _check_channels(channels)
        self._specimen = make_specimen(specimen, seed)
        traits = self._specimen.traits
        self._seed, self._names = seed, channels
        self._setup = setup or ScanSetup(rows, columns, beam_current=traits.beam_current)
        self._running = self._setup
        self._frame_settings = self._setup.settings()
        self._detectors = {name: make_detector(detector) for name in channels}
        self._errors = ScanErrors() if errors is None else errors
        self._probe = probe or Probe()
        self._view = SpecimenView(self._specimen, channels, critical_dose or traits.critical_dose)
        self._drift = Drift(self._errors, self._generator(0, _DRIFT_STREAM))
        self._areas = [self._arrive(0)]
        self._streams: dict[str, np.random.Generator] = {}
        self._jitter = self._generator(0, _SCAN_STREAM)
        self._time = 0.0
        self._number = -1
        self._next_row: int | None = None
        self.blanked = False
        """Whether the beam is kept off the specimen, from the next rows on."""

    # --- what can be set -------------------------------------------------------------------

    @property
    def setup(self) -> ScanSetup:
        """Set values, in force from the next frame on."""
        return self._setup

    @setup.setter
    def setup(self, value: ScanSetup) -> None:
        self._setup = value

    @property
    def settings(self) -> ScanSettings:
        """Set values with their sources, in force from the next frame on."""
        return self._setup.settings()

    @property
    def frame_settings(self) -> ScanSettings:
        """Settings of the running frame; its current is zero if it began blanked."""
        return self._frame_settings

    def change(self, control: str, value: float) -> None:
        """Set ``"dwell"``, ``"beam_current"``, ``"size"`` or ``"field_of_view"``.

        Raises
        ------
        SettingsError
            If the value is out of range; the value in force is kept.
        """
        self._setup = self._setup.changed(control, value)

    @property
    def defocus(self) -> float:
        """[Å], in force from the next frame on."""
        return self._probe.defocus

    @defocus.setter
    def defocus(self, value: float) -> None:
        self._probe = replace(self._probe, defocus=value)

    def new_area(self) -> int:
        """Move to a fresh place; a running frame is over. Returns the number of the area."""
        self._next_row = None
        self._areas.append(self._arrive(len(self._areas)))
        return self._areas[-1].number

    # --- what it says ----------------------------------------------------------------------

    @property
    def channels(self) -> tuple[MicroscopeChannel, ...]:
        """Detector channels."""
        return tuple(
            MicroscopeChannel(name, DTYPE, detector.calibration)
            for name, detector in self._detectors.items()
        )

    @property
    def specimen(self) -> str:
        """One line on what is in the holder."""
        return self._specimen.traits.summary

    @property
    def time(self) -> float:
        """Simulated time since the start [s]."""
        return self._time

    @property
    def detectors(self) -> Mapping[str, Detector]:
        """The true response of each channel, for tests."""
        return dict(self._detectors)

    def account(self) -> Account:
        """Return all electrons sent so far, by purpose and by place."""
        areas = tuple(area_account(a.number, a.centre, a.dose) for a in self._areas)
        totals = {p: sum(a.dose.total(p) for a in self._areas) for p in PURPOSES}
        return Account(totals, areas)

    def expected_rows(self, first: int, last: int) -> dict[str, npt.NDArray[np.float32]]:
        """Return expected electrons per pixel, without noise, drift in the frame or dose.

        Parameters
        ----------
        first, last : int
            Rows ``first`` to ``last - 1`` of a frame with the values set now.
        """
        still = np.tile(self._shift(self._drift.position), (last - first, 1))
        path = self._path(self._setup, first, still)
        fractions = self._fractions(self._setup, path)
        fractions *= np.float32(_electrons(self._setup.beam_current, self._setup.dwell))
        return dict(zip(self._names, fractions, strict=True))

    # --- what it does ----------------------------------------------------------------------

    def begin_frame(self) -> int:
        """Start a frame with the values set, and return its number, from 0."""
        self._number += 1
        self._next_row = 0
        self._running = self._setup
        self._frame_settings = self._setup.settings(blanked=self.blanked)
        # streams of their own for each frame: one that was stopped early changes no other
        self._jitter = self._generator(self._number, _SCAN_STREAM)
        self._streams = {
            name: self._generator(self._number, index) for index, name in enumerate(self._names)
        }
        return self._number

    def scan_rows(self, first: int, last: int) -> Rows:
        """Scan the next rows of the running frame.

        Parameters
        ----------
        first, last : int
            Rows ``first`` to ``last - 1``; ``first`` is the row after the last one scanned.

        Returns
        -------
        dict of channel to ndarray of uint16, shape (last - first, columns)
            [detector units].

        Raises
        ------
        ValueError
            If these are not the next rows, or no frame is running.
        """
        setup = self._running
        if first != self._next_row or not first < last <= setup.rows:
            raise ValueError(f"rows {first} to {last} do not follow row {self._next_row}")
        self._next_row = last
        count = last - first
        errors = row_errors(self._errors, self._jitter, self._time, setup.row_time, count)
        drift = self._drift.advance(setup.row_time, count)
        self._time += setup.row_time * count
        if self.blanked:
            dark = np.zeros((count, setup.columns), np.float32)
            return {name: self._read(name, dark) for name in self._names}
        path = self._path(setup, first, self._shift(drift) + errors)
        rates = self._fractions(setup, path)
        rates *= np.float32(_electrons(setup.beam_current, setup.dwell))
        flyback = _electrons(setup.beam_current, setup.flyback) / setup.columns
        imaging = _electrons(setup.beam_current, setup.dwell)
        self._areas[-1].dose.add_path(path, {IMAGING: imaging, FLYBACK: flyback})
        return {name: self._read(name, rates[index]) for index, name in enumerate(self._names)}

    def idle(self, seconds: float, *, beam_on: bool = True) -> None:
        """Let time pass without scanning.

        Parameters
        ----------
        seconds : float
            [s], not negative.
        beam_on : bool
            Whether the probe is parked on the specimen meanwhile; never when blanked.
        """
        steps = max(1, min(1000, round(seconds)))
        start = self._drift.advance(seconds / steps, steps)[0]
        self._time += seconds
        if beam_on and not self.blanked:
            spot = self._path(self._setup, 0, self._shift(start[None]))
            electrons = _electrons(self._setup.beam_current, seconds)
            self._areas[-1].dose.add_point(spot.y[0], spot.x[0], PARKED, electrons)

    # --- how -------------------------------------------------------------------------------

    def _arrive(self, number: int) -> _Area:
        centre = self._specimen.area_centre(number)
        return _Area(number, centre, self._drift.position.copy(), DoseMap())

    def _generator(self, number: int, stream: int) -> np.random.Generator:
        return np.random.Generator(
            np.random.SFC64(np.random.SeedSequence([self._seed, number, stream]))
        )

    def _read(self, name: str, rates: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
        return self._detectors[name].read(self._streams[name], rates)

    def _shift(self, drift: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Where the view has moved on the specimen: against the drift since arrival."""
        return self._areas[-1].drift_on_arrival - drift

    def _path(self, setup: ScanSetup, first: int, shift: npt.NDArray[np.float64]) -> RowPath:
        return row_path(setup, self._areas[-1].centre, first, shift)

    def _fractions(self, setup: ScanSetup, path: RowPath) -> npt.NDArray[np.float32]:
        offset = self._shift(self._drift.position)
        view = view_box(setup, self._areas[-1].centre, offset)
        self._view.prepare(view.union(path.box), self._probe)
        return self._view.fractions(path, self._areas[-1].dose)


def _electrons(current: float, seconds: float) -> float:
    return current * seconds / ELEMENTARY_CHARGE


def _check_channels(channels: tuple[str, ...]) -> None:
    unknown = [name for name in channels if name not in COLLECTIONS]
    if unknown or not channels or len(set(channels)) != len(channels):
        raise SettingsError(
            f"The simulator has no detectors {', '.join(channels) or '(none)'}.",
            "Nothing was simulated.",
            f"Choose different ones of: {', '.join(COLLECTIONS)}.",
        )
