"""The materials page of the dose desk: critical doses with their references; own ones edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.feeds.base import Range
from stemviewer.live.dose.budget import LIMITS
from stemviewer.live.dose.materials import Material
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import UnitFamily, number
from stemviewer.ui.live.value_edit import ValueEdit
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

DOSE = UnitFamily(E_PER_A2, 1.0, {"e/Å²": 1.0, "e/Å^2": 1.0, "e/A2": 1.0})
"""Dose [e/Å^2]."""

LEAST_REFERENCE = 3


class MaterialsPage(QWidget):
    """Lists all materials; a chosen one fills the form, and is saved as the operator's own.

    Signals
    -------
    saved(object)
        A ``Material`` with checked values; one of the same name is replaced.
    removed(str)
        Name of an own material.
    """

    saved = Signal(object)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._materials: dict[str, Material] = {}
        self._own: frozenset[str] = frozenset()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Materials"))
        self.name = _line(tr("Name"), 80)
        self.dose = ValueEdit(tr("Critical dose"), DOSE)
        self.dose.set_allowed(Range(*LIMITS), "")
        self.conditions = _line(tr("Conditions: voltage, temperature, what counts as damage"), 300)
        self.reference = _line(tr("Reference"), 400)
        self.save, self.remove = QPushButton(tr("Save as own")), QPushButton(tr("Remove own"))
        self._message = label(colour=c.STOP_TEXT)
        self._about = label(colour=c.SECONDARY)
        for wrapped in (self._message, self._about):
            wrapped.setWordWrap(True)
            wrapped.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.list.currentRowChanged.connect(self._chosen)
        for line in (self.name, self.conditions, self.reference):
            line.textChanged.connect(self._changed)
            line.returnPressed.connect(self._save)
        self.dose.changed.connect(self._changed)
        self.dose.confirmed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        self._changed()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(GRID)
        for title, editor in (
            (tr("Name"), self.name),
            (tr("Critical dose"), self.dose),
            (tr("Conditions"), self.conditions),
            (tr("Reference"), self.reference),
        ):
            form.addRow(QLabel(title), editor)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.remove)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self.list, 1)
        column.addWidget(self._about)
        column.addLayout(form)
        column.addWidget(self._message)
        column.addLayout(buttons)

    def show_materials(self, own: Sequence[Material], shipped: Sequence[Material]) -> None:
        """List the operator's own, then those that come with the program."""
        chosen = self._selected()
        self._own = frozenset(item.name for item in own)
        self._materials = {item.name: item for item in (*shipped, *own)}
        with QSignalBlocker(self.list):
            self.list.clear()
            listed = [*own, *(item for item in shipped if item.name not in self._own)]
            for item in listed:
                mark = tr("own · ") if item.name in self._own else ""
                text = f"{mark}{item.name}: {number(item.critical_dose)} {E_PER_A2}"
                entry = QListWidgetItem(text)
                entry.setData(Qt.ItemDataRole.UserRole, item.name)
                self.list.addItem(entry)
            names = [item.name for item in listed]
            self.list.setCurrentRow(names.index(chosen) if chosen in names else -1)
        self._changed()

    @property
    def message(self) -> str:
        """Why it cannot be saved; empty when it can, or when nothing was typed."""
        return self._message.text()

    def _selected(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _chosen(self) -> None:
        found = self._materials.get(self._selected())
        if found is None:
            return
        self.name.setText(found.name)
        self.conditions.setText(found.conditions)
        self.reference.setText(found.reference)
        self.dose.propose(found.critical_dose)
        for line in (self.name, self.conditions, self.reference):
            line.setCursorPosition(0)

    def _changed(self) -> None:
        begun = any(line.text().strip() for line in (self.name, self.reference))
        self._message.setText(self._wrong() if begun or self.dose.error else "")
        self.save.setEnabled(not self._wrong())
        self.remove.setEnabled(self._selected() in self._own)
        found = self._materials.get(self._selected())
        checked = tr("Checked: {0}.", found.checked) if found is not None and found.checked else ""
        own = tr("Your own entry.") if self._selected() in self._own else checked
        self._about.setText(own or tr("A published value holds for its own conditions only."))

    def _wrong(self) -> str:
        if not self.name.text().strip():
            return tr("Give the material a name.")
        if self.dose.error:
            return self.dose.error
        if self.dose.wanted() is None:
            return tr("Critical dose must be {0}.", self.dose.allowed_text())
        if len(self.reference.text().strip()) < LEAST_REFERENCE:
            return tr("Say where the value is from: a paper, or your own measurement.")
        return ""

    def _save(self) -> None:
        dose = self.dose.wanted()
        if dose is None or self._wrong():
            return
        self.saved.emit(
            Material(
                name=" ".join(self.name.text().split()),
                critical_dose=dose,
                conditions=self.conditions.text().strip(),
                reference=self.reference.text().strip(),
            )
        )

    def _remove(self) -> None:
        if self._selected() in self._own:
            self.removed.emit(self._selected())


def _line(name: str, most: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(most)
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made
