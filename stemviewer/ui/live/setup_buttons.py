"""The buttons that apply set-ups: Search, Focus, and the red Record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from stemviewer.live.state import LiveStatus
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.buttons import ActionButton
from stemviewer.ui.live.setups import Purpose

END = mark("■ End recording")


class SetupButton(QPushButton):
    """Applies a set-up; its context menu saves, restores or shows it.

    Signals
    -------
    menu_requested(str)
        ``"save"``, ``"restore"`` or ``"edit"``.
    """

    menu_requested = Signal(str)

    def __init__(self, purpose: Purpose, action: QAction) -> None:
        super().__init__(tr(purpose.value.capitalize()))
        self.setObjectName(f"setup_{purpose.value}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(32)
        self._action = action
        self.clicked.connect(self._clicked)
        action.changed.connect(lambda: self.setEnabled(action.isEnabled()))
        self.setEnabled(action.isEnabled())

    def _clicked(self) -> None:
        self.setChecked(False)  # it is lit when the instrument says so, not when pressed
        self._action.trigger()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the set-up."""
        menu = setup_menu(self.text(), self.menu_requested.emit, self)
        menu.popup(event.globalPos())


class RecordButton(ActionButton):
    """The only red button; red too while recording, with another word and shape."""

    menu_requested = Signal(str)

    def __init__(self, action: QAction) -> None:
        super().__init__(action, tr("● Record"), hint=False)
        self.set_danger()
        self.set_bold()
        self.setCheckable(False)

    def sizeHint(self) -> QSize:
        """Return the room of the longest word: the strip must not move when it changes."""
        width = QFontMetrics(fonts.strong()).horizontalAdvance(tr(END)) + 36
        return QSize(max(width, super().sizeHint().width()), super().sizeHint().height())

    def show_state(self, status: LiveStatus | None) -> None:
        """Say what a press will do."""
        recording = status.recording if status is not None else None
        if recording is not None and recording.busy:
            self.set_label(tr("Closing…") if recording.submitted else tr("Starting…"))
        else:
            active = recording is not None and recording.active
            self.set_label(tr(END) if active else tr("● Record"))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the Record set-up."""
        setup_menu(tr("Record"), self.menu_requested.emit, self).popup(event.globalPos())


def setup_menu(name: str, chosen: Callable[[str], None], parent: QWidget) -> QMenu:
    """Return the menu of a set-up; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for what, text in (
        ("save", tr("Save the present settings as {0}", name)),
        ("edit", tr("Show {0} in the dose dock", name)),
        ("restore", tr("Restore {0} as it came", name)),
    ):
        action = menu.addAction(text)
        action.triggered.connect(lambda _checked=False, what=what: chosen(what))
    return menu
