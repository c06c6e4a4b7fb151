"""The budget page of the dose desk: limit, material, action, override."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.feeds.base import Range
from stemviewer.live.dose.budget import LIMITS, MOST_REASON, Budget, BudgetAction, BudgetState
from stemviewer.live.dose.materials import Material
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.budget_bar import BudgetBar
from stemviewer.ui.live.desk_materials import DOSE
from stemviewer.ui.live.format import number
from stemviewer.ui.live.value_edit import ValueEdit
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import SegmentedControl, label, tint

TYPED = "typed"


class BudgetPage(QWidget):
    """Sets the budget of the present area.

    Signals
    -------
    budget_requested(object)
        A ``Budget`` within its limits.
    override_requested(str)
        The reason for going on; never empty.
    """

    budget_requested = Signal(object)
    override_requested = Signal(str)

    def __init__(self, materials: Sequence[Material], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._materials: dict[str, Material] = {}
        self._state = BudgetState()
        self.material = QComboBox()
        self.material.setMinimumContentsLength(20)
        self.show_materials(materials)
        self.limit = ValueEdit(tr("Limit"), DOSE)
        self.limit.set_allowed(Range(*LIMITS), "")
        self.action = SegmentedControl(
            [(item.value, item.words) for item in BudgetAction],
            tr("Action at the limit"),
            padding=8,
        )
        self.bar = BudgetBar()
        self.apply = QPushButton(tr("Set budget"))
        self.remove = QPushButton(tr("No budget"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(MOST_REASON)
        self.reason.setPlaceholderText(tr("Reason, for the log"))
        self.reason.setAccessibleName(tr("Reason of the override"))
        self.override = QPushButton(tr("Override"))
        self._about = _wrapped(c.SECONDARY)
        self._message = _wrapped(c.STOP_TEXT)
        self._now = _wrapped(c.SECONDARY)
        self._lay_out()
        self.material.currentIndexChanged.connect(self._material_chosen)
        self.limit.changed.connect(self._changed)
        self.limit.confirmed.connect(self._apply)
        self.action.changed.connect(self._changed)
        self.apply.clicked.connect(self._apply)
        self.remove.clicked.connect(self._remove)
        self.reason.textChanged.connect(self._changed)
        self.reason.returnPressed.connect(self._override)
        self.override.clicked.connect(self._override)
        self._material_chosen()
        self._changed()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for row, (name, editor) in enumerate(
            (
                (tr("Material"), self.material),
                (tr("Limit"), self.limit),
                (tr("At the limit"), self.action),
            )
        ):
            title = QLabel(name)
            title.setBuddy(editor)
            grid.addWidget(title, row, 0)
            grid.addWidget(editor, row, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.remove)
        buttons.addWidget(self.apply)
        over = QHBoxLayout()
        over.addWidget(self.reason, 1)
        over.addWidget(self.override)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self.bar)
        column.addLayout(grid)
        for part in (self._about, self._message):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self._now)
        column.addWidget(label(tr("Go on beyond the budget, until the next area"), c.SECONDARY))
        column.addLayout(over)
        column.addStretch(1)

    def show_materials(self, materials: Sequence[Material]) -> None:
        """Offer materials; the first of each name counts. What was chosen stays chosen."""
        chosen = self.material.currentData()
        self._materials = {item.name: item for item in reversed(materials)}
        with QSignalBlocker(self.material):
            self.material.clear()
            self.material.addItem("typed by the operator", "")
            for item in reversed(self._materials.values()):
                self.material.addItem(f"{item.name}: {number(item.critical_dose)}", item.name)
            self.material.setCurrentIndex(max(0, self.material.findData(chosen)))

    def show_state(self, state: BudgetState) -> None:
        """Show the budget in force."""
        budget = state.budget
        if budget != self._state.budget:
            self.limit.set_current(UNKNOWN if budget.limit is None else set_to(budget.limit))
            self.action.set_current(budget.action.value)
        self._state = state
        self._now.setText(_in_force(state))
        self.bar.show_state(state)
        self._changed()

    @property
    def message(self) -> str:
        """Why something was refused, or what it would do at once; empty when all is good."""
        return self._message.text()

    @property
    def about(self) -> str:
        """What is said of the chosen material."""
        return self._about.text()

    def _material_chosen(self) -> None:
        chosen = self._materials.get(str(self.material.currentData() or ""))
        if chosen is None:
            self._about.setText(tr("A typed limit has no reference: note where it is from."))
            return
        text = f"{chosen.conditions}. {chosen.reference}" if chosen.conditions else chosen.reference
        self._about.setText(tr("Published: {0}. It holds for those conditions only.", text))
        self.limit.propose(chosen.critical_dose)

    def _changed(self) -> None:
        told = self.limit.error or self._spent_already()
        tint(self._message, c.STOP_TEXT if self.limit.error else c.CAUTION)
        self._message.setText(told)
        self._message.setVisible(bool(told))
        self.apply.setEnabled(self._wanted() is not None)
        self.remove.setEnabled(self._state.budget.limit is not None)
        limited = self._state.budget.limit is not None and not self._state.override
        self.reason.setEnabled(limited)
        self.override.setEnabled(limited and len(self.reason.text().strip()) >= 3)

    def _spent_already(self) -> str:
        """Return what a typed limit that is spent by now would do; empty where it is not."""
        limit, used = self.limit.wanted(), self._state.used.value
        if limit is None or used is None or used < limit:
            return ""
        at_once = tr(_AT_ONCE[BudgetAction(self.action.current)])
        return tr("▲ {0} {1} are spent here already: {2}.", number(used), E_PER_A2, at_once)

    def _wanted(self) -> float | None:
        typed = self.limit.wanted()
        return typed if typed is not None or self.limit.error else self._state.budget.limit

    def _apply(self) -> None:
        limit = self._wanted()
        if limit is None or self.limit.error:
            return
        chosen = self._materials.get(str(self.material.currentData() or ""))
        from_library = chosen is not None and chosen.critical_dose == limit
        origin = f"{chosen.name}: {chosen.reference}" if chosen and from_library else TYPED
        self.limit.set_current(set_to(limit))
        self.limit.revert()
        self.budget_requested.emit(Budget(limit, BudgetAction(self.action.current), origin))

    def _remove(self) -> None:
        self.budget_requested.emit(Budget())

    def _override(self) -> None:
        reason = self.reason.text().strip()
        if self.override.isEnabled() and reason:
            self.override_requested.emit(reason)
            self.reason.clear()


_AT_ONCE = {
    BudgetAction.WARN: mark("you are warned at once"),
    BudgetAction.STOP: mark("the scan stops with the running frame"),
    BudgetAction.BLANK: mark("the beam is taken off at once"),
}


def _wrapped(colour: str) -> QLabel:
    made = label(colour=colour)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    tint(made, colour)
    return made


def _in_force(state: BudgetState) -> str:
    if state.budget.limit is None:
        return tr("No budget is in force for this area.")
    text = tr(
        "In force: {0} {1}, {2}",
        number(state.budget.limit),
        E_PER_A2,
        tr(state.budget.action.words).lower(),
    )
    text += f" ({state.budget.origin})." if state.budget.origin else "."
    return tr("{0} Overridden: {1}.", text, state.override) if state.override else text
