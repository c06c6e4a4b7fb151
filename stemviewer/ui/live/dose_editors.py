"""Fields for beam current, dwell, size and field of view, with the new dose before it acts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import Control, Instrument, Range
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.dose_plan import EDITABLE, DosePreview, current_value, preview
from stemviewer.ui.live.format import CURRENT, DWELL, LENGTH
from stemviewer.ui.live.value_edit import SizeEdit, ValueEdit
from stemviewer.ui.theme import GRID, repolish
from stemviewer.ui.widgets import label, tint

NAMES: Mapping[Control, str] = {
    Control.BEAM_CURRENT: mark("Beam current"),
    Control.DWELL: mark("Dwell"),
    Control.SIZE: mark("Size"),
    Control.FIELD_OF_VIEW: mark("Field of view"),
}

NO_LINK = mark("No instrument is connected.")


class DoseEditors(QWidget):
    """The four editors, the preview line and its buttons.

    Signals
    -------
    apply_requested(object)
        Mapping of Control to float [SI]: what the operator wants, all within range.
    new_area_requested()
        Count the dose from zero at a fresh place.
    """

    apply_requested = Signal(object)
    new_area_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: ScanSettings | None = None
        self._read_only = ""
        self.edits: dict[Control, ValueEdit] = {
            Control.BEAM_CURRENT: ValueEdit(tr(NAMES[Control.BEAM_CURRENT]), CURRENT),
            Control.DWELL: ValueEdit(tr(NAMES[Control.DWELL]), DWELL),
            Control.SIZE: SizeEdit(tr(NAMES[Control.SIZE])),
            Control.FIELD_OF_VIEW: ValueEdit(tr(NAMES[Control.FIELD_OF_VIEW]), LENGTH),
        }
        self._sources = {control: _small() for control in EDITABLE}
        self._preview = label()
        self._preview.setTextFormat(Qt.TextFormat.PlainText)
        self._message = label(colour=c.CAUTION)
        self._message.setWordWrap(True)
        self._message.setVisible(False)
        self.apply = QPushButton(tr("Apply"))
        self.revert = QPushButton(tr("Revert"))
        self.new_area = QPushButton(tr("New area"))
        self._lay_out()
        for edit in self.edits.values():
            edit.changed.connect(self._changed)
            edit.confirmed.connect(self._apply)
        self.apply.clicked.connect(self._apply)
        self.revert.clicked.connect(self.revert_all)
        self.new_area.clicked.connect(self.new_area_requested)
        self.set_instrument(None)
        self._changed()

    def _lay_out(self) -> None:
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        for row, control in enumerate(EDITABLE):
            name = QLabel(tr(NAMES[control]))
            name.setBuddy(self.edits[control])
            self.edits[control].setFixedWidth(128)
            grid.addWidget(name, row, 0)
            grid.addWidget(self._sources[control], row, 1)
            grid.addWidget(self.edits[control], row, 2)
        grid.setColumnStretch(1, 1)
        self._new_dose = QWidget()
        new_dose = QHBoxLayout(self._new_dose)
        new_dose.setContentsMargins(0, 0, 0, 0)
        self._title = label(tr("New dose"), c.SECONDARY)
        new_dose.addWidget(self._title)
        new_dose.addStretch(1)
        new_dose.addWidget(self._preview)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        self._buttons = buttons
        buttons.addWidget(self.new_area)
        buttons.addStretch(1)
        buttons.addWidget(self.revert)
        buttons.addWidget(self.apply)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GRID)
        outer.addLayout(grid)
        outer.addWidget(self._message)
        outer.addWidget(self._new_dose)
        outer.addLayout(buttons)

    def add_row(self, title: str, editor: QWidget) -> None:
        """Put another editor below the four; it acts by itself, not with Apply."""
        name = QLabel(title)
        name.setBuddy(editor)
        editor.setFixedWidth(128)
        row = self._grid.rowCount()
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(editor, row, 2)

    def add_button(self, button: QPushButton) -> None:
        """Put another button beside New area."""
        self._buttons.insertWidget(1, button)

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Offer what the instrument lets its operator change."""
        controls: Mapping[Control, Range] = instrument.controls if instrument else {}
        for control, edit in self.edits.items():
            edit.set_allowed(controls.get(control), _why(instrument, control))
        settable = [control for control in EDITABLE if control in controls]
        reason = "" if settable else _read_only(instrument)
        if reason != self._read_only:
            self._read_only = reason
            self._changed()
        fresh = Control.NEW_AREA in controls
        self.new_area.setEnabled(instrument is not None)
        self.new_area.setToolTip(
            tr("Move to a fresh place and count its dose from zero [Shift+N]")
            if fresh
            else tr("Count the dose from zero: this instrument cannot move by itself [Shift+N]")
        )

    def set_settings(self, settings: ScanSettings | None) -> None:
        """Show the settings in force."""
        if settings is None or settings == self._settings:
            return
        self._settings = settings
        for control in (Control.BEAM_CURRENT, Control.DWELL, Control.FIELD_OF_VIEW):
            value = current_value(settings, control)
            self.edits[control].set_current(value)
            self._sources[control].setText(tr(value.source.value) if value.known else "")
        size = self.edits[Control.SIZE]
        assert isinstance(size, SizeEdit)
        size.set_shape(settings.shape)
        self._changed()

    def changes(self) -> dict[Control, float]:
        """Return what was typed and is good [SI]."""
        wanted = ((control, edit.wanted()) for control, edit in self.edits.items())
        return {control: value for control, value in wanted if value is not None}

    def propose(self, values: Mapping[Control, float]) -> None:
        """Fill in values [SI] for the operator to look at and apply."""
        for control, value in values.items():
            self.edits[control].propose(value)

    def revert_all(self) -> None:
        """Forget everything typed."""
        for edit in self.edits.values():
            edit.revert()

    @property
    def preview_text(self) -> str:
        """The preview as shown; empty when nothing was changed."""
        return self._preview.text() if self._preview.isEnabled() else ""

    @property
    def message(self) -> str:
        """Why something was refused; empty when all is good."""
        return self._message.text()

    def _changed(self) -> None:
        errors = [edit.error for edit in self.edits.values() if edit.error]
        shown = self._look_ahead() if not errors else None
        told = errors or [self._read_only]
        self._message.setText("\n".join(told))
        tint(self._message, c.STOP_TEXT if errors else c.SECONDARY)
        self._message.setVisible(any(told))
        self._new_dose.setVisible(not any(told))
        self.revert.setEnabled(bool(errors) or shown is not None)
        self.apply.setEnabled(shown is not None)
        self._preview.setEnabled(shown is not None)
        raising = shown is not None and shown.raises
        self._preview.setText(f"{_sign(shown)}{shown.text()}" if shown else tr("unchanged"))
        self._preview.setFont(fonts.strong() if shown else fonts.sans())
        tint(self._preview, c.CAUTION if raising else c.TEXT if shown else c.SECONDARY)
        self._preview.setToolTip(shown.factor_text() if shown else "")
        self.apply.setProperty("raising", raising)
        repolish(self.apply)
        for edit in self.edits.values():
            edit.mark_raising(raising)

    def _look_ahead(self) -> DosePreview | None:
        changes = self.changes()
        if self._settings is None or not changes:
            return None
        return preview(self._settings, changes)

    def _apply(self) -> None:
        changes = self.changes()
        if not changes or any(edit.error for edit in self.edits.values()):
            return
        self.revert_all()
        self.apply_requested.emit(changes)


def _small() -> QLabel:
    made = QLabel()
    made.setFont(fonts.sans(fonts.SMALL_PX))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    tint(made, c.SECONDARY)
    return made


def _sign(shown: DosePreview) -> str:
    """Say by a sign, not by colour alone, that the dose rises."""
    return "▲ " if shown.raises else ""


def _read_only(instrument: Instrument | None) -> str:
    if instrument is None:
        return tr(NO_LINK)
    return tr("Read-only: this feed has no such controls.")


def _why(instrument: Instrument | None, control: Control) -> str:
    if instrument is None:
        return tr(NO_LINK)
    return tr(
        "{0} does not let its {1} be set from here.", instrument.name, tr(NAMES[control].lower())
    )
