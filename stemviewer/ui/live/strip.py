"""The top strip: source, session, the state word, set-ups, and what must be at hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.buttons import ActionButton
from stemviewer.ui.live.setup_buttons import RecordButton, SetupButton
from stemviewer.ui.live.setups import Purpose
from stemviewer.ui.live.source_button import SourceButton
from stemviewer.ui.live.state_word import replay_word, state_word
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

WIDE = 1600
"""From this width [px] on the session fields have their names before them."""

STYLE = f"""
#strip {{ background: {c.PANEL}; border-bottom: 1px solid {c.LINE}; }}
#strip QLineEdit {{ background: transparent; border-color: transparent; font-weight: 600;
    padding: 3px 4px; }}
#strip QLineEdit:hover {{ border-color: {c.LINE_STRONG}; }}
#strip QLineEdit:focus {{ border-color: {c.AVERAGED}; background: {c.FIELD}; }}
#strip QLineEdit:read-only {{ border-color: transparent; background: transparent; }}
#source {{ text-align: left; }}
#source::menu-indicator {{ image: none; width: 0; }}
#setup_search {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
#setup_focus {{ border-top-left-radius: 0; border-bottom-left-radius: 0; border-left-width: 0; }}
"""


class Strip(QFrame):
    """The strip. Buttons mirror actions; the rest shows a status.

    Signals
    -------
    setup_menu_requested(str, str)
        Purpose and what to do with it: ``"save"``, ``"restore"`` or ``"edit"``.
    session_edited()
        Session, sample or operator were typed.
    """

    setup_menu_requested = Signal(str, str)
    session_edited = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFixedHeight(48)
        self.replaying = False
        """Whether the views show the past."""
        self.source = SourceButton()
        self.session = _field(tr("Session"), "session")
        self.sample = _field(tr("Sample"), "sample")
        self.operator = _field(tr("Operator"), "operator")
        self.state = QLabel()
        self.state.setObjectName("state_word")
        self.state.setFont(fonts.strong(17))
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setups = {
            Purpose.SEARCH: SetupButton(Purpose.SEARCH, actions["search"]),
            Purpose.FOCUS: SetupButton(Purpose.FOCUS, actions["focus"]),
        }
        self.record = RecordButton(actions["record"])
        self.stop = ActionButton(actions["scan"], tr("Stop"))
        self.blank = ActionButton(actions["blank"], tr("Blank"))
        self.snapshot = ActionButton(actions["snapshot"], tr("Snapshot"), hint=False)
        self._names = [
            label(name, c.SECONDARY) for name in (tr("Session"), tr("sample"), tr("operator"))
        ]
        self._lay_out()
        self._connect()
        self.update_status(None)

    def _lay_out(self) -> None:
        left = QHBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.source)
        left.addSpacing(GRID)
        for name, field in zip(
            self._names, (self.session, self.sample, self.operator), strict=True
        ):
            left.addWidget(name)
            left.addWidget(field, 1)
        right = QHBoxLayout()
        right.setSpacing(12)
        segments = QHBoxLayout()
        segments.setSpacing(0)
        for button in self.setups.values():
            segments.addWidget(button)
        right.addStretch(1)
        right.addLayout(segments)
        for action_button in (self.record, self.stop, self.blank, self.snapshot):
            right.addWidget(action_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addLayout(left, 5)
        row.addWidget(self.state, 2)
        row.addLayout(right, 5)

    def _connect(self) -> None:
        for purpose, button in self.setups.items():
            button.menu_requested.connect(self._menu_of(purpose))
        self.record.menu_requested.connect(self._menu_of(Purpose.RECORD))
        for field in (self.session, self.sample, self.operator):
            field.editingFinished.connect(self.session_edited)

    def _menu_of(self, purpose: Purpose) -> Callable[[str], None]:
        return lambda what: self.setup_menu_requested.emit(purpose.value, what)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names of the fields out in a narrow window; their tool tips remain."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        for name in self._names:
            name.setVisible(wide)
        for field in (self.session, self.sample, self.operator):
            field.setPlaceholderText(tr("not given") if wide else field.accessibleName().lower())

    def update_status(self, status: LiveStatus | None) -> None:
        """Show link, state word and what the buttons will do."""
        self.source.update_status(status)
        word = replay_word(status) if self.replaying else state_word(status)
        text = f"{word.sign} {word.word}"
        if self.state.text() != text:
            self.state.setText(text)
            self.state.setAccessibleName(tr("State: {0}", word.word))
            tint(self.state, word.colour)
        self.state.setToolTip(word.sentence)
        scanning = status is not None and status.scan.scanning
        self.stop.set_label(tr("Stop") if scanning or status is None else tr("Scan"))
        recording = status is not None and (status.recording.active or status.recording.busy)
        for field in (self.session, self.sample, self.operator):
            field.setReadOnly(recording)
        self.record.show_state(status)

    def light_setups(self, in_force: Purpose | None) -> None:
        """Mark the set-up whose values are in force."""
        for purpose, button in self.setups.items():
            button.setChecked(purpose is in_force)


def _field(name: str, key: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(f"field_{key}")
    field.setPlaceholderText(name.lower())
    field.setAccessibleName(name)
    field.setToolTip(tr("{0}: written into the session; fixed while recording.", name))
    field.setMaxLength(80)
    field.setMinimumWidth(64)
    field.setMaximumWidth(200)
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return field
