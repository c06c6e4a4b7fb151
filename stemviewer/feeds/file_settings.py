"""What can be set when files are served: which controls there are, and the dose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import set_to
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import Control, Range
from stemviewer.feeds.sampling import MOST_ELECTRONS

FIRST_DWELL = 2e-6
"""Dwell time that a dose begins with [s]; the current follows from the dose."""

_SWITCH = Range(0.0, 1.0)
_DWELLS = Range(1e-9, 1.0)
_CURRENTS = Range(1e-18, 1e-6)
_LEAST_DOSE = 1e-4


@dataclass(frozen=True, slots=True)
class FileDose:
    """Dose of served files: dwell x current / e electrons for a pixel of mean brightness.

    Parameters
    ----------
    dwell : float
        Dwell time [s].
    current : float
        Beam current [A].
    most : float
        Largest dose whose brightest pixels fit into 16 bits [electrons per pixel].
    """

    dwell: float
    current: float
    most: float

    @property
    def electrons(self) -> float:
        """Mean dose [electrons per pixel]."""
        return self.dwell * self.current / ELEMENTARY_CHARGE

    @property
    def problem(self) -> str:
        """Why this dose can't be served, or an empty string."""
        if self.electrons <= self.most:
            return ""
        return (
            f"{self.electrons:.4g} electrons per pixel would not fit into 16 bits; "
            f"at most {self.most:.4g}."
        )

    def applied_to(self, settings: ScanSettings) -> ScanSettings:
        """Return the settings with this dwell time and current, as set by this server."""
        return replace(settings, dwell=set_to(self.dwell), beam_current=set_to(self.current))


def first_dose(dose: float, brightest: float) -> FileDose:
    """Return the dose that serving begins with.

    Parameters
    ----------
    dose : float
        Mean dose [electrons per pixel].
    brightest : float
        Rate of the brightest pixel relative to the mean.

    Raises
    ------
    SettingsError
        If it is out of range.
    """
    start = FileDose(
        FIRST_DWELL, dose * ELEMENTARY_CHARGE / FIRST_DWELL, MOST_ELECTRONS / brightest
    )
    if dose < _LEAST_DOSE or start.problem:
        raise SettingsError(
            f"A mean dose of {dose:g} electrons per pixel cannot be served.",
            "The brightest pixels would not fit into 16 bits." if start.problem else "",
            f"Choose {_LEAST_DOSE:g} to {start.most:.4g}.",
        )
    return start


def controls(with_dose: bool) -> Mapping[Control, Range]:
    """Return the controls of served files; the dose can be set only where there is one."""
    found = {Control.SCAN: _SWITCH, Control.STOP: _SWITCH}
    if with_dose:
        found |= {
            Control.BLANK: _SWITCH,
            Control.DWELL: _DWELLS,
            Control.BEAM_CURRENT: _CURRENTS,
        }
    return found


def check(stacks: Sequence[ImageStack], fps: float, with_dose: bool, seed: int) -> None:
    """Raise ``SettingsError`` if this can't be served."""
    if not stacks:
        raise SettingsError("There is nothing to serve.", "", "Name at least one image file.")
    if not 0.01 <= fps <= 1000:
        raise SettingsError(f"{fps:g} frames per second are not possible.", "", "0.01 to 1000.")
    if seed < 0:
        raise SettingsError("The seed must not be negative.", "", "Choose 0 or more.")
    dtypes = {stack.data.dtype.name for stack in stacks}
    if not with_dose and len(dtypes) > 1:
        raise SettingsError(
            f"The files have different number types ({', '.join(sorted(dtypes))}).",
            "One detector cannot send them unchanged.",
            "Serve them one at a time, or with --dose.",
        )
