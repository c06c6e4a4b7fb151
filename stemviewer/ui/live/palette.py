"""The command palette: type a few letters of what you want, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec
from stemviewer.ui.live.key_map import plain, shown
from stemviewer.ui.skin import dress, ink

WIDTH, ROWS = 560, 12
TOP = 88
"""Below menus and strip [px]."""
STYLE = f"""
CommandPalette {{ background: {c.PANEL}; border: 1px solid {c.LINE_STRONG}; border-radius: 6px; }}
CommandPalette QListWidget {{ background: {c.PANEL}; border: 0; outline: 0; }}
CommandPalette QListWidget::item {{ padding: 4px 8px; border-radius: 4px; }}
CommandPalette QListWidget::item:selected {{ background: {c.SELECTION}; color: {c.ON_SELECTION}; }}
"""


def matching(text: str, specs: Sequence[ActionSpec]) -> list[ActionSpec]:
    """Return the actions whose words hold every typed word; best first.

    An action is the better the earlier its own name holds the first word; a match only in its
    explanation comes last.
    """
    words = text.lower().split()
    ranked = []
    for order, spec in enumerate(specs):
        name = plain(tr(spec.text)).lower()
        everything = f"{name} {tr(spec.menu.value).replace('&', '').lower()} {tr(spec.tip).lower()}"
        if all(word in everything for word in words):
            place = name.find(words[0]) if words else 0
            ranked.append((999 if place < 0 else place, order, spec))
    return [spec for _, _, spec in sorted(ranked, key=lambda item: item[:2])]


class _Field(QLineEdit):
    """Has all keys for itself: Escape closes the palette, and stops no scan."""

    key_pressed = Signal(int)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Take keys before the window's shortcuts do."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on what is for the list."""
        key = event.key()
        if key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Escape,
        ):
            self.key_pressed.emit(key)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that another part of the window is used."""
        super().focusOutEvent(event)
        self.left.emit()


class CommandPalette(QFrame):
    """Lists every action that is not held; those that can not act now are grey.

    Parameters
    ----------
    window : QWidget
        What it lies on.
    action : callable
        Returns the action of a name.
    keys : callable
        Returns the keys in force of an action.

    Signals
    -------
    chosen(str)
        Name of the action that is to act.
    """

    chosen = Signal(str)

    def __init__(
        self,
        window: QWidget,
        action: Callable[[str], QAction],
        keys: Callable[[ActionSpec], tuple[str, ...]],
    ) -> None:
        super().__init__(window)
        self.setObjectName("command_palette")
        self._action, self._keys = action, keys
        self._before: QWidget | None = None
        self._row = 24
        dress(self, STYLE)
        self.field = _Field()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("Command"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Commands"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._fill)
        self.field.key_pressed.connect(self._key)
        self.field.left.connect(self.hide)
        self.list.itemClicked.connect(lambda _item: self._act())
        self.hide()

    def open(self) -> None:
        """Show it, empty; the focus comes back to where it was."""
        window = self.parentWidget()
        assert window is not None
        self._before = window.focusWidget()
        self.field.clear()
        self._fill("")
        row = self.list.sizeHintForRow(0)
        width = min(WIDTH, window.width() - 32)
        self._row = row
        self.setGeometry((window.width() - width) // 2, TOP, width, self._height())
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _height(self) -> int:
        """Return room for what was found, up to some rows."""
        window = self.parentWidget()
        assert window is not None
        rows = min(max(self.list.count(), 1), ROWS)
        return min(self.field.sizeHint().height() + rows * self._row + 32, window.height() - 120)

    def _fill(self, text: str) -> None:
        self.list.clear()
        for spec in matching(text, [spec for spec in ACTIONS if not spec.held]):
            key = "".join(f"   {shown(key)}" for key in self._keys(spec)[:1])
            menu = tr(spec.menu.value).replace("&", "")
            item = QListWidgetItem(f"{menu}: {plain(tr(spec.text))}{key}")
            item.setData(Qt.ItemDataRole.UserRole, spec.name)
            action = self._action(spec.name)
            item.setToolTip(action.toolTip())
            if not action.isEnabled():
                item.setForeground(ink(c.DISABLED))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.resize(self.width(), self._height())

    def _key(self, key: int) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if Qt.Key(key) in steps:
            row = self.list.currentRow() + steps[Qt.Key(key)]
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        elif Qt.Key(key) is Qt.Key.Key_Escape:
            self._close()
        else:
            self._act()

    def _close(self) -> None:
        before = self._before
        if before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def _act(self) -> None:
        item = self.list.currentItem()
        name = None if item is None else str(item.data(Qt.ItemDataRole.UserRole))
        if name is None or not self._action(name).isEnabled():
            return  # grey: its tip says why
        self._close()
        self.chosen.emit(name)
