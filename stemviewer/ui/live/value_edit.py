"""A field for one physical value: typed with its unit, refused outside the allowed range."""

from __future__ import annotations

import re
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
from stemviewer.feeds.base import Range
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import PIXELS, UnitFamily
from stemviewer.ui.text import UNKNOWN_TEXT

SAME = 1e-9
"""Relative difference below which two settings are the same number."""


class EditState(StrEnum):
    """What a field is showing; style sheets refer to it as the property ``state``."""

    SHOWN = "shown"
    EDITED = "edited"
    RAISING = "raising"
    BAD = "bad"
    READ_ONLY = "read-only"


class ValueEdit(QLineEdit):
    """Editor of one value in SI units.

    It shows the value in force until the operator types; then it keeps what was typed until
    :meth:`revert` or until the value in force becomes the same.

    Signals
    -------
    changed()
        What was typed changed: ask :attr:`error` and :meth:`wanted`.
    confirmed()
        Enter was pressed on a good value.
    """

    changed = Signal()
    confirmed = Signal()

    def __init__(self, label: str, family: UnitFamily, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.error = ""
        self._family = family
        self._range: Range | None = None
        self._current: Quantity = UNKNOWN
        self._wanted: float | None = None
        self._hint = ""
        self.setAccessibleName(f"{label} [{family.symbol}]")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self._confirm)
        self._mark(EditState.READ_ONLY)
        self.revert()

    @property
    def is_edited(self) -> bool:
        """Whether the field holds something other than the value in force."""
        return self._wanted is not None or bool(self.error)

    def wanted(self) -> float | None:
        """Return the good new value [SI] that was typed, or ``None``."""
        return self._wanted

    def set_allowed(self, allowed: Range | None, hint: str) -> None:
        """Set the allowed range; ``None`` makes the field read-only, for the reason in ``hint``."""
        if (allowed, hint) == (self._range, self._hint):
            return
        self._range, self._hint = allowed, hint
        self.setReadOnly(allowed is None)
        self.setFocusPolicy(
            Qt.FocusPolicy.NoFocus if allowed is None else Qt.FocusPolicy.StrongFocus
        )
        self.setToolTip(hint if allowed is None else f"{self.label}: {self.allowed_text()}")
        if allowed is None:
            self.revert()
        elif self.is_edited:
            self._edited(self.text())
        else:
            self._mark(EditState.SHOWN)

    def allowed_text(self) -> str:
        """Return the allowed range in words."""
        if self._range is None:
            return ""
        return self._family.show_range(self._range.low, self._range.high)

    def set_current(self, value: Quantity) -> None:
        """Show the value in force, unless the operator is editing."""
        if value == self._current:
            return
        self._current = value
        if self._wanted is not None and self._is_current(self._wanted):
            self.revert()
        elif not self.is_edited and not (self.hasFocus() and self.isModified()):
            self._show_current()

    def revert(self) -> None:
        """Forget what was typed and show the value in force."""
        was_edited = self.is_edited
        self._wanted, self.error = None, ""
        self._show_current()
        self._mark(EditState.READ_ONLY if self._range is None else EditState.SHOWN)
        if was_edited:
            self.changed.emit()

    def propose(self, value: float) -> None:
        """Fill in a new value [SI] as if it had been typed."""
        self.setText(self._family.show(value, 4))
        self._take(value)

    def mark_raising(self, raising: bool) -> None:
        """Show that what was typed raises the dose, or does not."""
        if self.is_edited and not self.error:
            self._mark(EditState.RAISING if raising else EditState.EDITED)

    def _edited(self, text: str) -> None:
        try:
            value = self.parse(text)
        except ValueError as error:
            self._fail(tr("{0} must be {1}: {2}.", self.label, self.allowed_text(), error))
            return
        self._take(value)

    def parse(self, text: str) -> float:
        """Return the SI value of typed text; raise ``ValueError`` in words for the operator."""
        return self._family.parse(text)

    def _take(self, value: float) -> None:
        if self._range is not None and not self._within(value, self._range):
            self._fail(tr("{0} must be {1}.", self.label, self.allowed_text()))
            return
        self.error = ""
        self._wanted = None if self._is_current(value) else value
        self._mark(EditState.SHOWN if self._wanted is None else EditState.EDITED)
        self.changed.emit()

    @staticmethod
    def _within(value: float, allowed: Range) -> bool:
        # 0.1 µs typed is 1.0000000000000001e-07 s: the ends of the range are meant inclusive
        slack = SAME * max(abs(allowed.low), abs(allowed.high))
        return allowed.low * (1 - SAME) <= value <= allowed.high + slack

    def _is_current(self, value: float) -> bool:
        now = self._current.value
        return now is not None and abs(value - now) <= SAME * max(abs(value), abs(now))

    def _fail(self, reason: str) -> None:
        self._wanted, self.error = None, reason
        self._mark(EditState.BAD)
        self.changed.emit()

    def _confirm(self) -> None:
        if not self.error:
            self.confirmed.emit()

    def _show_current(self) -> None:
        text = self.current_text(self._current)
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(0)

    def current_text(self, value: Quantity) -> str:
        """Return how the value in force is shown."""
        if value.value is None:
            return UNKNOWN_TEXT
        return self._family.show(value.value)

    def _mark(self, state: EditState) -> None:
        if self.property("state") != state.value:
            self.setProperty("state", state.value)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for undoing an edit; without an edit it stops the scan."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.is_edited
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo an edit on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.is_edited:
            self.revert()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces the old value."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.is_edited:
            self.selectAll()


class SizeEdit(ValueEdit):
    """Editor of the side of a square frame; shows ``512 × 512``, takes one number."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        self._shape: tuple[int, int] | None = None
        super().__init__(label, PIXELS, parent)

    def set_shape(self, shape: tuple[int, int]) -> None:
        """Show rows and columns in force; a frame that is not square has no current side."""
        if shape == self._shape:
            return
        self._shape = shape
        rows, columns = shape
        side = set_to(columns) if rows == columns else UNKNOWN
        self.set_current(side)
        if not self.is_edited:
            self._show_current()

    def parse(self, text: str) -> float:
        """Return the side in whole pixels."""
        match = re.fullmatch(
            r"\s*(\d[\d\s\u202f]*?)\s*(?:[x×*]\s*(\d[\d\s\u202f]*?)\s*)?(?:px)?\s*", text
        )
        if match is None:
            raise ValueError(f"{text.strip() or 'nothing'} is not a whole number of pixels")
        sides = [int(re.sub(r"\s", "", part)) for part in match.groups() if part]
        if len(set(sides)) != 1:
            raise ValueError("only square frames can be set")
        return float(sides[0])

    def current_text(self, value: Quantity) -> str:
        """Return rows and columns."""
        if self._shape is None:
            return UNKNOWN_TEXT
        rows, columns = self._shape
        return f"{columns} × {rows}"
