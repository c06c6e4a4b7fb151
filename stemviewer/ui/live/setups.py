"""Search, Focus and Record: three saved sets of scan settings."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import Control, Range
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dose_plan import EDITABLE, current_value, planned
from stemviewer.ui.live.format import CURRENT, DWELL, LENGTH, grouped, quantity
from stemviewer.ui.text import E_PER_A2, E_PER_PX, UNKNOWN_TEXT

_SAME = 1e-6


class Purpose(StrEnum):
    """What a set-up is for."""

    SEARCH = "search"
    FOCUS = "focus"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class ScanSetup:
    """Values to set; a control that is missing is left as it is.

    Parameters
    ----------
    values : mapping of Control to float
        In SI units; only the ``EDITABLE`` controls.
    """

    values: Mapping[Control, float]

    @classmethod
    def of(cls, settings: ScanSettings) -> ScanSetup:
        """Return what is in force now, as far as it is known."""
        values = {}
        for control in EDITABLE:
            value = current_value(settings, control).value
            if value is not None:
                values[control] = value
        return cls(values)

    def changes(
        self, settings: ScanSettings, controls: Mapping[Control, Range]
    ) -> dict[Control, float]:
        """Return what has to be sent: known to the instrument and not in force already."""
        return {
            control: value
            for control, value in self.values.items()
            if control in controls and not _is(current_value(settings, control).value, value)
        }

    def refused(self, controls: Mapping[Control, Range]) -> list[Control]:
        """Return the controls whose value lies outside what the instrument allows."""
        return [c for c, value in self.values.items() if c in controls and value not in controls[c]]

    def describe(self, settings: ScanSettings | None) -> str:
        """Return its values and, with the settings in force, its dose; one value a line."""
        lines = [_LINES[c](value) for c, value in self.values.items()]
        if not lines:
            lines = [tr("as set now")]
        if settings is not None:
            dose = frame_dose(planned(settings, self.values))
            lines.append(_dose_text(quantity(dose.per_pixel), E_PER_PX))
            lines.append(_dose_text(quantity(dose.total), tr("{0} per frame", E_PER_A2)))
        return "\n".join(lines)

    def to_json(self) -> str:
        """Return it as JSON text."""
        return json.dumps({control.value: value for control, value in self.values.items()})

    @classmethod
    def from_json(cls, text: str) -> ScanSetup:
        """Read it back.

        Raises
        ------
        ValueError
            If the text is not such JSON or a value is not a positive finite number.
        """
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError("a set-up is an object")
        values = {Control(name): float(value) for name, value in content.items()}
        if not all(c in EDITABLE and math.isfinite(v) and v > 0 for c, v in values.items()):
            raise ValueError(f"not a set-up: {text}")
        return cls(values)


DEFAULTS: Mapping[Purpose, ScanSetup] = {
    Purpose.SEARCH: ScanSetup(
        {Control.DWELL: 0.5e-6, Control.SIZE: 512.0, Control.FIELD_OF_VIEW: 40e-9}
    ),
    Purpose.FOCUS: ScanSetup(
        {Control.DWELL: 1e-6, Control.SIZE: 256.0, Control.FIELD_OF_VIEW: 6.4e-9}
    ),
    Purpose.RECORD: ScanSetup({}),
}
"""To start from; Record leaves everything as the operator has set it until one is saved."""

_LINES = {
    Control.BEAM_CURRENT: lambda v: tr("beam current {0}", CURRENT.show(v)),
    Control.DWELL: lambda v: tr("dwell {0}", DWELL.show(v)),
    Control.SIZE: lambda v: tr("size {0} × {1}", grouped(v), grouped(v)),
    Control.FIELD_OF_VIEW: lambda v: tr("field of view {0}", LENGTH.show(v)),
}


def _dose_text(text: str, unit: str) -> str:
    return tr("dose {0} unknown", unit) if text == UNKNOWN_TEXT else f"{text} {unit}"


def _is(now: float | None, value: float) -> bool:
    return now is not None and math.isclose(now, value, rel_tol=_SAME)
