"""A pair without labels, and the answer to it by keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.blind_pictures import BlindPane, Shown
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

_END = "end"
_KEYS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_1: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_2: "right",
    Qt.Key.Key_Down: "neither",
    Qt.Key.Key_0: "neither",
    Qt.Key.Key_Escape: _END,
}


class PairPage(QWidget):
    """Two panes without labels, and an answer for each.

    It takes the arrow keys, 1, 2, 0 and Esc from the menus while it has the focus.

    Signals
    -------
    answered(str)
        ``"left"``, ``"right"`` or ``"neither"``.
    ended()
        The operator wants no more pairs.
    """

    answered = Signal(str)
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self.left, self.right = BlindPane(self.camera, "raw"), BlindPane(self.camera, "raw")
        self.left.setAccessibleName(tr("Left picture"))
        self.right.setAccessibleName(tr("Right picture"))
        self._question = label("")
        self._question.setFont(fonts.strong(15))
        self._count = label("", c.SECONDARY)
        self.end = QPushButton(tr("End here"))
        self.end.setToolTip(tr("What was answered is kept (Esc)"))
        self.buttons = {
            key: QPushButton(words)
            for key, words in (
                ("left", tr("←  This one")),
                ("neither", tr("↓  No difference")),
                ("right", tr("This one  →")),
            )
        }
        for key, button in self.buttons.items():
            # a click leaves the arrow keys to the page
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumHeight(36)
            button.clicked.connect(lambda _on=False, key=key: self.answered.emit(key))
        self.end.clicked.connect(self.ended)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pair without labels"))
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._question, 1)
        top.addWidget(self._count)
        top.addWidget(self.end)
        panes, below = QHBoxLayout(), QHBoxLayout()
        for across in (panes, below):
            across.setSpacing(GRID)
        panes.addWidget(self.left, 1)
        panes.addWidget(self.right, 1)
        for button in self.buttons.values():
            below.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        layout.addLayout(panes, 1)
        layout.addLayout(below)
        self._allow(False)

    def show_waiting(self, question: str, number: int, of: int) -> None:
        """Say that the next pair is being made."""
        self._question.setText(question)
        self._count.setText(tr("pair {0} of {1}", number, of))
        for pane in (self.left, self.right):
            pane.clear()
            pane.set_empty(tr("The next pair …"))
        self._allow(False)

    def show_pair(self, shown: Shown) -> None:
        """Show a pair."""
        self.left.show_picture(shown.left)
        self.right.show_picture(shown.right)
        self._allow(True)
        self.setFocus()

    @property
    def ready(self) -> bool:
        """Whether a pair waits for an answer."""
        return self.buttons["left"].isEnabled()

    def _allow(self, on: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(on)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of an answer from the menus."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by key; a key that is held answers once."""
        key = _KEYS.get(Qt.Key(event.key()))
        if key is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            if key == _END:
                self.ended.emit()
            else:
                self.answered.emit(key)
