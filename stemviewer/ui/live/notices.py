"""What the operator is told: a bar that never takes the focus, and the list of past notices."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.live.state import Notice, Severity
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.told import told
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.note_line import NoteLine
from stemviewer.ui.skin import ink
from stemviewer.ui.theme import repolish
from stemviewer.ui.widgets import tint

KEPT = 1000
LOOKS = {
    Severity.INFO: ("●", mark("Note"), c.AVERAGED),
    Severity.WARNING: ("▲", mark("Caution"), c.CAUTION),
    Severity.ERROR: ("■", mark("Error"), c.STOP_TEXT),
}
"""Shape, word and colour of each severity."""

RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}

STYLE = f"""
NoticeBar {{ background: {c.PANEL}; border: 1px solid {c.LINE_STRONG}; border-left-width: 4px;
    border-radius: 4px; }}
NoticeBar[severity="info"] {{ border-left-color: {c.AVERAGED}; }}
NoticeBar[severity="warning"] {{ border-left-color: {c.CAUTION}; }}
NoticeBar[severity="error"] {{ border-left-color: {c.STOP}; }}
"""

Choice = tuple[str, Callable[[], None]]
"""Text of a button in the bar, and what it does."""


class NoticeBar(QFrame):
    """Shows one caution or error until it is dismissed; the most severe one comes first.

    Notes, which need no action, go to :attr:`notes`, a line that the window has elsewhere: the
    images must not move for them.

    Signals
    -------
    list_requested()
        The operator wants to see the past notices.
    """

    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self.history: deque[Notice] = deque(maxlen=KEPT)
        self.notes = NoteLine()
        self._current: Notice | None = None
        self._asking = False
        self._waiting: list[Notice] = []
        self._word = QLabel()
        self._word.setFont(fonts.strong())
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        self._more = QToolButton()
        self._more.setAccessibleName(tr("Past notices"))
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.clicked.connect(self.list_requested)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAccessibleName(tr("Dismiss this notice"))
        self._close.setToolTip(tr("Dismiss"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self._word)
        layout.addWidget(self._text, 1)
        layout.addLayout(self._choices)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        self.hide()

    @property
    def current(self) -> Notice | None:
        """What is shown now."""
        return self._current

    @property
    def text(self) -> str:
        """The sentences shown now."""
        return self._text.text()

    def tell(self, notice: Notice) -> None:
        """Show a notice, or keep it behind a more severe one; it is listed in any case."""
        self.history.append(notice)
        now = self._current
        if notice.severity is Severity.INFO:
            self.notes.show_note(sentences(notice))
        elif self._asking or (now is not None and RANK[notice.severity] < RANK[now.severity]):
            self._keep(notice)
        else:
            if now is not None and now.what != notice.what:
                self._keep(now)
            self._show(notice)
        self._count()

    def ask(self, notice: Notice, choices: Sequence[Choice]) -> None:
        """Show a question with buttons; it stays until one is pressed."""
        self._clear_choices()
        self._asking = True
        self._show(notice)
        self._close.hide()
        for text, act in choices:
            button = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: self._chosen(act))
            self._choices.addWidget(button)

    def dismiss(self) -> None:
        """Take the present notice away; the next one that waits is shown."""
        self._clear_choices()
        self._asking = False
        self._close.show()
        self._current = None
        if self._waiting:
            self._waiting.sort(key=lambda n: RANK[n.severity])
            self._show(self._waiting.pop())
        else:
            self.hide()
        self._count()

    def stop(self) -> None:
        """Stop the timer of the notes; call before closing."""
        self.notes.stop()

    def _keep(self, notice: Notice) -> None:
        """Keep a notice for later; the same sentence is kept once."""
        if all(kept.what != notice.what for kept in self._waiting):
            self._waiting.append(notice)

    def _chosen(self, act: Callable[[], None]) -> None:
        self.dismiss()
        act()

    def _clear_choices(self) -> None:
        while self._choices.count():
            item = self._choices.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show(self, notice: Notice) -> None:
        self._current = notice
        sign, english, colour = LOOKS[notice.severity]
        word = tr(english)
        self._word.setText(f"{sign} {word}")
        tint(self._word, colour)
        self._text.setText(sentences(notice))
        self.setAccessibleName(f"{word}: {sentences(notice)}")
        if self.property("severity") != notice.severity.value:
            self.setProperty("severity", notice.severity.value)
            repolish(self)
        self.show()

    def _count(self) -> None:
        waiting = len(self._waiting)
        self._more.setText(tr("{0} more", waiting) if waiting else tr("List"))
        self._more.setToolTip(tr("Show the past notices [Ctrl+L]"))


class NoticeList(QDialog):
    """Non-modal list of what the operator was told, newest first."""

    def __init__(self, notices: Sequence[Notice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_list")
        self.setWindowTitle(tr("Past notices"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(800, 400)
        table = QTableWidget(len(notices), 3, self)
        table.setAccessibleName(tr("Past notices"))
        table.setHorizontalHeaderLabels([tr("Time"), "", tr("What, meaning, what to do")])
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setWordWrap(True)
        for row, notice in enumerate(reversed(notices)):
            _fill(table, row, notice)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setShowGrid(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        if notices:
            layout.addWidget(table)
        else:
            table.hide()
            empty = QLabel(tr("Nothing yet."))
            empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
            tint(empty, c.SECONDARY)
            layout.addWidget(empty)


def sentences(notice: Notice) -> str:
    """Return what, meaning and action as running text, in the language of the program."""
    return " ".join(told(p) for p in (notice.what, notice.meaning, notice.action) if p)


def _fill(table: QTableWidget, row: int, notice: Notice) -> None:
    sign, english, colour = LOOKS[notice.severity]
    word = tr(english)
    local = datetime.fromtimestamp(notice.utc_ns / 1e9, UTC).astimezone()
    texts = (local.strftime("%H:%M:%S"), f"{sign} {word}", sentences(notice))
    for column, text in enumerate(texts):
        item = QTableWidgetItem(text)
        if column == 1:
            item.setForeground(ink(colour))
        table.setItem(row, column, item)
