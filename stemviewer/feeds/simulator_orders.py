"""What commands change at the simulator; the scan takes it over between frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from stemviewer.core.errors import SettingsError
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.simulation.setup import LIMITS, ScanSetup

_SWITCH = Range(0.0, 1.0)
MAX_NUMBER = 2**53 - 1

CONTROLS: Mapping[Control, Range] = MappingProxyType(
    {
        **{Control(name): Range(*limits) for name, limits in LIMITS.items()},
        Control.SCAN: _SWITCH,
        Control.STOP: _SWITCH,
        Control.BLANK: _SWITCH,
        Control.NEW_AREA: _SWITCH,
        Control.LAST_FRAME: Range(-1.0, float(MAX_NUMBER)),
    }
)
"""Everything can be controlled."""


class SimulatorOrders:
    """What is wanted of the microscope. Its owner sees that one thread at a time uses it.

    Parameters
    ----------
    setup : ScanSetup
        In force at the start.

    Attributes
    ----------
    wanted, state : ScanSetup, ScanState
        From the next frame on.
    areas_wanted, interrupted : int, bool
        Moves still to be made; whether the running frame is to end at once.
    begun, last : int, int or None
        Number of the frame begun last, and of the last one allowed with the beam on.
    """

    def __init__(self, setup: ScanSetup) -> None:
        self.wanted = setup
        self.state = ScanState()
        self.areas_wanted = 0
        self.interrupted = False
        self.begun = -1
        self.last: int | None = None

    def change(self, control: Control, value: float) -> float:
        """Note what is wanted and return the value applied."""
        match control:
            case Control.SCAN:
                self.state = replace(self.state, scanning=_switched_on(control, value))
                return float(self.state.scanning)
            case Control.BLANK:
                blanked = _switched_on(control, value)
                self.interrupted |= blanked != self.state.blanked
                self.state = replace(self.state, blanked=blanked)
                return float(blanked)
            case Control.STOP:
                self.state = replace(self.state, scanning=False)
                self.interrupted = True
                return 1.0
            case Control.NEW_AREA:
                self.areas_wanted += 1
                self.interrupted = True
                return 1.0
            case Control.LAST_FRAME:
                return self._end_at(value)
        self.wanted = self.wanted.changed(control.value, value)
        applied = {
            Control.DWELL: self.wanted.dwell,
            Control.BEAM_CURRENT: self.wanted.beam_current,
            Control.SIZE: float(self.wanted.rows),
            Control.FIELD_OF_VIEW: self.wanted.field_of_view,
            Control.SHIFT_Y: self.wanted.shift_y,
            Control.SHIFT_X: self.wanted.shift_x,
            Control.SUBSCAN: self.wanted.subscan,
            Control.PURPOSE: float(self.wanted.purpose),
        }
        return applied[control]

    def _end_at(self, value: float) -> float:
        """Scan no frame beyond one of this number; return it, or that of the one begun."""
        if value not in CONTROLS[Control.LAST_FRAME] or value != int(value):
            raise SettingsError(
                f"{value:g} is no number of a frame.",
                "The last frame in force was kept.",
                "Choose a whole one, or -1.",
            )
        self.last = None if value < 0 else int(value)
        return -1.0 if self.last is None else float(max(self.last, self.begun))

    def waits(self) -> bool:
        """Whether the next frame would be beyond the last one allowed with the beam on."""
        beyond = self.last is not None and self.begun >= self.last
        return beyond and not self.state.blanked


def _switched_on(control: Control, value: float) -> bool:
    if value not in _SWITCH:
        raise SettingsError(
            f"The simulator cannot set {control.value} to {value:g}.",
            "The state in force was kept.",
            "Choose 1 for on or 0 for off.",
        )
    return value >= 0.5
