"""How much of the budget is spent, and how far the rest reaches at the present settings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stemviewer.live.dose.budget import BudgetState, Level
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, plural, tr
from stemviewer.ui.live.format import grouped, number
from stemviewer.ui.skin import ink
from stemviewer.ui.text import E_PER_A2
from stemviewer.ui.widgets import label, tint

COLOURS = {Level.GOOD: c.GOOD, Level.AMBER: c.CAUTION, Level.RED: c.STOP}
WORDS = {Level.AMBER: mark("▲ nearly spent"), Level.RED: mark("■ spent")}
"""Never by colour alone."""

HEIGHT = 10


class _Bar(QWidget):
    """Filled from the left; the last tenth is marked."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None
        self.colour = c.GOOD
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a thin strip."""
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, filling and the mark at 90 %."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, 0, self.width(), self.height())
        painter.setBrush(ink(c.TILE))
        painter.drawRoundedRect(whole, 4, 4)
        if self.share is not None:
            filled = max(0.0, min(1.0, self.share)) * self.width()
            painter.setClipRect(QRectF(0, 0, filled, self.height()))
            painter.setBrush(ink(self.colour))
            painter.drawRoundedRect(whole, 4, 4)
            painter.setClipping(False)
            painter.setBrush(ink(c.SECONDARY))
            painter.drawRect(QRectF(0.9 * self.width(), 0, 1, self.height()))
        painter.end()


class BudgetBar(QWidget):
    """The bar, and below it what is spent and what is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar()
        self._spent = label(colour=c.SECONDARY)
        self._left = label(bold=True)
        for part in (self._spent, self._left):
            part.setTextFormat(Qt.TextFormat.PlainText)
        self._spent.setFont(fonts.sans())
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._spent)
        below.addStretch(1)
        below.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addLayout(below)
        self.show_state(BudgetState())

    def show_state(self, state: BudgetState) -> None:
        """Show a budget."""
        colour = COLOURS.get(state.level, c.SECONDARY)
        self._bar.share, self._bar.colour = state.share, colour
        self._bar.update()
        self._spent.setText(_spent(state))
        self._left.setText(_left(state))
        strong = state.level in (Level.AMBER, Level.RED)
        text = c.STOP_TEXT if state.level is Level.RED else c.CAUTION
        tint(self._left, text if strong else c.TEXT)
        self.setAccessibleName(tr("Dose budget: {0}", self.text))
        tip = tr(
            "What is spent of this area's budget, and whole frames that fit at these settings."
        )
        self.setToolTip(f"{tip}\n{state.budget.origin}".strip())

    @property
    def text(self) -> str:
        """Both texts as shown."""
        return f"{self._spent.text()} {self._left.text()}".strip()


def _spent(state: BudgetState) -> str:
    limit = state.budget.limit
    if limit is None:
        return tr("No budget set for this area")
    shown = f"{number(limit)} {E_PER_A2}"
    return (
        tr("unknown of {0}", shown)
        if state.share is None
        else tr("{0:.0%} of {1}", state.share, shown)
    )


def _left(state: BudgetState) -> str:
    if state.override:
        return tr("overridden")
    if state.level is Level.RED:
        return tr(WORDS[Level.RED])
    if state.frames_left is None:
        return ""
    frames = plural(state.frames_left, "{0} frame", "{0} frames", grouped(state.frames_left))
    if state.seconds_left is None:
        return frames
    sign = "▲ " if state.level is Level.AMBER else ""
    return f"{sign}{frames} · {duration(state.seconds_left)}"


def duration(seconds: float) -> str:
    """Return a time as ``"18 s"``, ``"12 min"`` or ``"3.1 h"``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
