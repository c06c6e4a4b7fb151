"""What an operator can set on the simulated microscope, and the allowed ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import set_to

LIMITS = MappingProxyType(
    {
        "dwell": (5e-8, 1e-3),
        "beam_current": (5e-14, 1e-9),
        "size": (64.0, 4096.0),
        "field_of_view": (2e-9, 8e-8),
    }
)
"""Lowest and highest value of each control, in the units of :class:`ScanSetup`."""

_UNITS = {"dwell": "s", "beam_current": "A", "size": "pixels", "field_of_view": "m"}


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
    """

    rows: int = 512
    columns: int = 512
    field_of_view: float = 10.24e-9
    dwell: float = 3e-7
    beam_current: float = 1e-11
    flyback: float = 4e-5
    rotation: float = 0.0
    voltage: float = 2e5

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
        slack = 1e-9 * high
        if not math.isfinite(value) or not low * (1 - 1e-9) <= value <= high + slack:
            unit, name = _UNITS[control], control.replace("_", " ")
            raise SettingsError(
                f"The simulator cannot set {name} to {value:g} {unit}.",
                "The value in force was kept.",
                f"Choose {low:g} to {high:g} {unit}.",
            )
        value = min(max(value, low), high)
        if control == "size":
            return replace(self, rows=round(value), columns=round(value))
        if control == "dwell":
            return replace(self, dwell=value)
        if control == "beam_current":
            return replace(self, beam_current=value)
        return replace(self, field_of_view=value)

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
