"""Buttons of the top strip: they mirror an action and show its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.widgets import tint


class HintButton(QPushButton):
    """A push button with its key in a quieter colour behind the text.

    It takes the focus by Tab only: a click must not take the keys away from the images.
    """

    def __init__(self, text: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._text = QLabel(text)
        self._hint = QLabel(hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        row.addStretch(1)
        for part in (self._text, self._hint):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part)
        row.addStretch(1)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(text)
        self._colour()

    @property
    def label_text(self) -> str:
        """The text without the hint."""
        return self._text.text()

    def set_label(self, text: str) -> None:
        """Change the text."""
        if self._text.text() != text:
            self._text.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def set_hint(self, key: str) -> None:
        """Change the key behind the text."""
        if self._hint.text() != key:
            self._hint.setText(key)
            self._hint.setVisible(bool(key))
            self.updateGeometry()

    def set_bold(self) -> None:
        """Write the text in semi-bold."""
        self._text.setFont(fonts.strong())

    def sizeHint(self) -> QSize:
        """Return the room for text and hint."""
        layout = self.layout()
        wanted = layout.sizeHint().width() if layout is not None else 0
        return QSize(wanted + 4, max(32, super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button is never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the enabled state with the colours of the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._colour()

    def _colour(self) -> None:
        on = self.isEnabled()
        danger = self.property("role") == "danger"
        tint(self._text, c.DISABLED if not on else "#ffffff" if danger else c.TEXT)
        tint(self._hint, c.DISABLED if not on else c.SECONDARY)

    def set_danger(self) -> None:
        """Make it the red one."""
        self.setProperty("role", "danger")
        self._colour()


class ActionButton(HintButton):
    """Mirrors an action: a click triggers it; enabled, checked and tool tip follow it."""

    def __init__(
        self, action: QAction, text: str, *, hint: bool = True, parent: QWidget | None = None
    ) -> None:
        key = action.shortcut().toString() if hint else ""
        super().__init__(text, key, parent)
        self._action, self._shows_key = action, hint
        self.setObjectName(action.objectName().replace("action_", "button_"))
        self.setCheckable(action.isCheckable())
        self.clicked.connect(self._clicked)
        action.changed.connect(self._follow)
        self._follow()

    def _clicked(self) -> None:
        self._action.trigger()
        self._follow()

    def _follow(self) -> None:
        if self._shows_key:
            self.set_hint(self._action.shortcut().toString())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        if self.isCheckable():
            self.setChecked(self._action.isChecked())
