"""What a change of scan settings would cost the specimen, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import MAX_SIDE, ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
from stemviewer.feeds.base import Control
from stemviewer.ui.live.format import number, quantity
from stemviewer.ui.text import E_PER_A2, UNKNOWN_TEXT

EDITABLE = (Control.BEAM_CURRENT, Control.DWELL, Control.SIZE, Control.FIELD_OF_VIEW)
"""The controls that decide the dose, in the order they are shown and sent."""

SAME_DOSE = 0.005
"""Relative change below which the dose counts as unchanged."""


def field_of_view(settings: ScanSettings) -> Quantity:
    """Return the width of the frame at the specimen [m]."""
    return settings.pixel_size.scaled(settings.columns)


def current_value(settings: ScanSettings, control: Control) -> Quantity:
    """Return the value in force of one of the ``EDITABLE`` controls, in its SI unit."""
    if control is Control.BEAM_CURRENT:
        return settings.beam_current
    if control is Control.DWELL:
        return settings.dwell
    if control is Control.FIELD_OF_VIEW:
        return field_of_view(settings)
    return set_to(settings.columns) if settings.rows == settings.columns else UNKNOWN


def planned(settings: ScanSettings, changes: Mapping[Control, float]) -> ScanSettings:
    """Return the settings as they would be after some changes.

    Parameters
    ----------
    settings : ScanSettings
        In force now.
    changes : mapping of Control to float
        New values in SI units. A new size keeps the field of view.

    Raises
    ------
    ValueError
        If a value cannot be a setting.
    """
    field = changes.get(Control.FIELD_OF_VIEW)
    width = field_of_view(settings) if field is None else set_to(field)
    side = changes.get(Control.SIZE)
    if side is not None and not 1 <= side <= MAX_SIDE:
        raise ValueError(f"frame side {side:g} is outside 1 to {MAX_SIDE}")
    rows, columns = settings.shape if side is None else (int(side), int(side))
    return replace(
        settings,
        rows=rows,
        columns=columns,
        dwell=_new(settings.dwell, changes.get(Control.DWELL)),
        beam_current=_new(settings.beam_current, changes.get(Control.BEAM_CURRENT)),
        pixel_size=width.scaled(1.0 / columns),
    )


def _new(now: Quantity, value: float | None) -> Quantity:
    return now if value is None else set_to(value)


@dataclass(frozen=True, slots=True)
class DosePreview:
    """Dose per frame now and after a change [e/Å^2]; unknown where it cannot be told."""

    now: Quantity
    then: Quantity

    @property
    def raises(self) -> bool:
        """Whether the dose would rise, or might: what is not known is not called harmless."""
        if self.now.value is None or self.then.value is None:
            return True
        return self.then.value > self.now.value * (1 + SAME_DOSE)

    def text(self) -> str:
        """Return e.g. ``"220 → 440 e⁻/Å²"``."""
        now, then = quantity(self.now), quantity(self.then)
        return f"{now} → {then}" if then == UNKNOWN_TEXT else f"{now} → {then} {E_PER_A2}"

    def factor_text(self) -> str:
        """Return e.g. ``"× 2.00"``, or nothing when it cannot be told."""
        if not self.now.value or self.then.value is None:
            return ""
        return f"× {number(self.then.value / self.now.value)}"


def preview(settings: ScanSettings, changes: Mapping[Control, float]) -> DosePreview:
    """Return the dose per frame before and after some changes.

    Raises
    ------
    ValueError
        If a value cannot be a setting.
    """
    after = planned(settings, changes)
    return DosePreview(frame_dose(settings).total, frame_dose(after).total)
