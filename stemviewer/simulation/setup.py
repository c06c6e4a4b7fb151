"""What an operator can set on the simulated microscope, and the allowed ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import Place, Purpose
from stemviewer.core.quantity import set_to

LIMITS = MappingProxyType(
    {
        "dwell": (5e-8, 1e-3),
        "beam_current": (5e-14, 1e-9),
        "size": (64.0, 4096.0),
        "field_of_view": (2e-9, 8e-8),
        "shift_y": (-4e-8, 4e-8),
        "shift_x": (-4e-8, 4e-8),
        "subscan": (0.05, 1.0),
        "purpose": (1.0, 2.0),
    }
)
"""Lowest and highest value of each control, in the units of :class:`ScanSetup`."""

_UNITS = {
    "dwell": "s",
    "beam_current": "A",
    "size": "pixels",
    "field_of_view": "m",
    "shift_y": "m",
    "shift_x": "m",
}
_FEWEST = 16


@dataclass(frozen=True, slots=True)
class ScanSetup:
    """The set values of a scan.

    Parameters
    ----------
    rows, columns : int
        Shape of the frame.
    field_of_view : float
        Width of the frame at the specimen [m]; pixels are square.
    dwell : float
        [s].
    beam_current : float
        [A].
    flyback : float
        From the end of a row to the start of the next [s].
    rotation : float
        Of the scan, from x towards y [rad].
    voltage : float
        [V]; stated in the settings, without effect on the image.
    shift_y, shift_x : float
        Of the view from the centre of the area, in specimen coordinates (down, right) [m].
    subscan : float
        Share of the view's width that is scanned, in its middle.
    purpose : Purpose
        What the frames are for; a part of the view is a subscan whatever is set.
    """

    rows: int = 512
    columns: int = 512
    field_of_view: float = 10.24e-9
    dwell: float = 3e-7
    beam_current: float = 1e-11
    flyback: float = 4e-5
    rotation: float = 0.0
    voltage: float = 2e5
    shift_y: float = 0.0
    shift_x: float = 0.0
    subscan: float = 1.0
    purpose: Purpose = Purpose.IMAGING

    @property
    def pixel(self) -> float:
        """Sampling [Å]."""
        return self.field_of_view / self.columns / ANGSTROM

    @property
    def row_time(self) -> float:
        """From row to row [s]."""
        return self.dwell * self.columns + self.flyback

    @property
    def frame_time(self) -> float:
        """For one frame [s]."""
        return self.row_time * self.rows

    def scanned(self) -> ScanSetup:
        """Return what is really scanned: for a subscan only the middle of the view."""
        if self.subscan >= 1.0:
            return self
        rows = max(_FEWEST, round(self.rows * self.subscan))
        columns = max(_FEWEST, round(self.columns * self.subscan))
        width = self.field_of_view * columns / self.columns
        return replace(
            self,
            rows=rows,
            columns=columns,
            field_of_view=width,
            subscan=1.0,
            purpose=Purpose.SUBSCAN,
        )

    def changed(self, control: str, value: float) -> ScanSetup:
        """Return the setup with one control changed.

        Parameters
        ----------
        control : str
            A key of ``LIMITS``. ``size`` sets rows and columns and keeps the field of view.
        value : float
            In the control's unit; sizes are rounded to whole pixels.

        Raises
        ------
        SettingsError
            If the value is not a number or out of range.
        """
        low, high = LIMITS[control]
        # a value typed in another unit may miss the limit by a rounding
        slack = 1e-9
        least, most = low - slack * abs(low), high + slack * high
        if not math.isfinite(value) or not least <= value <= most:
            unit, name = _UNITS.get(control, ""), control.replace("_", " ")
            raise SettingsError(
                f"The simulator cannot set {name} to {value:g} {unit}.",
                "The value in force was kept.",
                f"Choose {low:g} to {high:g} {unit}.",
            )
        value = min(max(value, low), high)
        if control == "size":
            return replace(self, rows=round(value), columns=round(value))
        if control == "purpose":
            return replace(self, purpose=Purpose(round(value)))
        changes: dict[str, Any] = {control: value}
        return replace(self, **changes)

    def place(self, area: int) -> Place:
        """Return what the instrument states of the place, in the ``area``-th area from 1."""
        return Place(area, self.purpose, set_to(self.shift_y), set_to(self.shift_x))

    def settings(self, *, blanked: bool = False) -> ScanSettings:
        """Return these values as scan settings; a blanked beam brings a current of zero."""
        return ScanSettings(
            rows=self.rows,
            columns=self.columns,
            dwell=set_to(self.dwell),
            beam_current=set_to(0.0 if blanked else self.beam_current),
            pixel_size=set_to(self.field_of_view / self.columns),
            flyback=set_to(self.flyback),
            rotation=set_to(self.rotation),
            voltage=set_to(self.voltage),
        )
