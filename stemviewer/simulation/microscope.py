"""A simulated microscope: physics only; no threads, no sockets, no clock of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.frame import ScanSettings
from stemviewer.simulation.account import Account
from stemviewer.simulation.detector import DetectorKind
from stemviewer.simulation.dose_map import FLYBACK, PARKED
from stemviewer.simulation.geometry import row_path, view_box
from stemviewer.simulation.probe import Probe
from stemviewer.simulation.readout import MicroscopeChannel, Readout, Rows, random_stream
from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.scan import Drift, ScanErrors, row_errors
from stemviewer.simulation.setup import ScanSetup
from stemviewer.simulation.specimens import SPECIMENS, make_specimen
from stemviewer.simulation.stage import Stage
from stemviewer.simulation.view import SpecimenView

__all__ = ["SPECIMENS", "Microscope", "MicroscopeChannel", "use_one_core"]

_JITTER_STREAM, _DRIFT_STREAM = 1000, 2000


def use_one_core() -> None:
    """Keep this process's arithmetic on one core, for a process that only simulates."""
    torch.set_num_threads(1)


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
        made = make_specimen(specimen, seed)
        self.traits = made.traits
        """What is known of the specimen."""
        self.readout = Readout(channels, detector)
        """The detectors."""
        self._seed = seed
        self._setup = setup or ScanSetup(rows, columns, beam_current=made.traits.beam_current)
        self._running = self._setup
        self._frame_settings = self._setup.settings()
        self._errors = ScanErrors() if errors is None else errors
        self._probe = probe or Probe()
        self._view = SpecimenView(made, channels, critical_dose or made.traits.critical_dose)
        self._stage = Stage(made, Drift(self._errors, random_stream(seed, 0, _DRIFT_STREAM)))
        self._jitter = random_stream(seed, 0, _JITTER_STREAM)
        self._time = 0.0
        self._number = -1
        self._next_row: int | None = None
        self.blanked = False
        """Whether the beam is kept off the specimen, from the next rows on."""

    @property
    def setup(self) -> ScanSetup:
        """Set values, in force from the next frame on."""
        return self._setup

    @setup.setter
    def setup(self, value: ScanSetup) -> None:
        self._setup = value

    def change(self, control: str, value: float) -> None:
        """Set ``"dwell"``, ``"beam_current"``, ``"size"`` or ``"field_of_view"``.

        Raises
        ------
        SettingsError
            If the value is out of range; the value in force is kept.
        """
        self._setup = self._setup.changed(control, value)

    @property
    def settings(self) -> ScanSettings:
        """Set values with their sources, in force from the next frame on."""
        return self._setup.settings()

    @property
    def frame_settings(self) -> ScanSettings:
        """Settings of the running frame; its current is zero if it began blanked."""
        return self._frame_settings

    @property
    def defocus(self) -> float:
        """[Å], in force from the next rows on."""
        return self._probe.defocus

    @defocus.setter
    def defocus(self, value: float) -> None:
        self._probe = replace(self._probe, defocus=value)

    @property
    def channels(self) -> tuple[MicroscopeChannel, ...]:
        """Detector channels."""
        return self.readout.channels

    @property
    def time(self) -> float:
        """Simulated time since the start [s]."""
        return self._time

    def account(self) -> Account:
        """Return all electrons sent so far, by purpose and by place."""
        return self._stage.account()

    @property
    def running(self) -> ScanSetup:
        """What the running frame is scanned with."""
        return self._running

    @property
    def area(self) -> int:
        """Number of the present area, from 0."""
        return self._stage.area.number

    def new_area(self) -> int:
        """Move to a fresh place; a running frame is over. Returns the number of the area."""
        self._next_row = None
        return self._stage.move_on()

    def begin_frame(self) -> int:
        """Start a frame with the values set, and return its number, from 0.

        The first frame of an area or field of view takes up to a second to prepare.
        """
        self._number += 1
        self._next_row = 0
        self._running = self._setup
        self._frame_settings = self._setup.settings(blanked=self.blanked)
        # streams of their own for each frame: one that was stopped early changes no other
        self._jitter = random_stream(self._seed, self._number, _JITTER_STREAM)
        self.readout.begin(self._seed, self._number)
        self._prepare(self._setup)
        return self._number

    def change_current(self, current: float) -> None:
        """Let the running frame go on with another beam current [A], from the next rows on."""
        self._running = replace(self._running, beam_current=current)
        self._frame_settings = self._running.settings(blanked=self.blanked)

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
        setup, count = self._running, last - first
        if first != self._next_row or not first < last <= setup.rows:
            raise ValueError(f"rows {first} to {last} do not follow row {self._next_row}")
        errors = row_errors(self._errors, self._jitter, self._time, setup.row_time, count)
        shift = self._stage.advance(setup.row_time, count) + errors
        self._next_row, self._time = last, self._time + setup.row_time * count
        if self.blanked:
            dark = np.zeros((len(self.readout.names), count, setup.columns), np.float32)
            return self.readout.read(dark)
        path = row_path(setup, self._stage.area.centre, first, shift)
        rates = self._rates(setup, path)
        self._stage.area.dose.add_path(
            path,
            {
                setup.purpose.word: _electrons(setup.beam_current, setup.dwell),
                FLYBACK: _electrons(setup.beam_current, setup.flyback) / setup.columns,
            },
        )
        return self.readout.read(rates)

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
        shift = self._stage.advance(seconds / steps, steps)
        self._time += seconds
        if beam_on and not self.blanked:
            spot = row_path(self._setup, self._stage.area.centre, 0, shift[:1])
            electrons = _electrons(self._setup.beam_current, seconds)
            self._stage.area.dose.add_point(spot.y[0], spot.x[0], PARKED, electrons)

    def expected_rows(self, first: int, last: int) -> dict[str, npt.NDArray[np.float32]]:
        """Return expected electrons per pixel: no noise, no drift within the frame, no dose.

        Parameters
        ----------
        first, last : int
            Rows ``first`` to ``last - 1`` of a frame with the values set now.
        """
        shift = np.tile(self._stage.present_shift, (last - first, 1))
        path = row_path(self._setup, self._stage.area.centre, first, shift)
        return dict(zip(self.readout.names, self._rates(self._setup, path), strict=True))

    def _rates(self, setup: ScanSetup, path: RowPath) -> npt.NDArray[np.float32]:
        """Return expected electrons per pixel along a path, (channels, rows, columns)."""
        self._prepare(setup, path)
        rates = self._view.fractions(path, self._stage.area.dose)
        rates *= np.float32(_electrons(setup.beam_current, setup.dwell))
        return rates

    def _prepare(self, setup: ScanSetup, path: RowPath | None = None) -> None:
        """Make sure that the present view, and a path that may stick out of it, are rendered."""
        view = view_box(setup, self._stage.area.centre, self._stage.present_shift)
        self._view.prepare(view if path is None else view.union(path.box), self._probe)


def _electrons(current: float, seconds: float) -> float:
    return current * seconds / ELEMENTARY_CHARGE
