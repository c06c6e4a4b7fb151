"""The top strip: source, session, the state word, set-ups, and what must be at hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QIcon,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.buttons import ActionButton
from stemviewer.ui.live.setups import Purpose
from stemviewer.ui.live.state_word import state_word
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

WIDE = 1600
"""From this width [px] on the session fields have their names before them."""

LONGEST_NAME = 25

END = "■ End recording"

LIGHTS = {
    LinkState.CONNECTED: ("●", c.GOOD),
    LinkState.CONNECTING: ("◐", c.SECONDARY),
    LinkState.RETRYING: ("◐", c.CAUTION),
    LinkState.ENDED: ("■", c.SECONDARY),
    LinkState.CLOSED: ("○", c.SECONDARY),
}

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


class SetupButton(QPushButton):
    """Applies a set-up; its context menu saves, restores or shows it.

    Signals
    -------
    menu_requested(str)
        ``"save"``, ``"restore"`` or ``"edit"``.
    """

    menu_requested = Signal(str)

    def __init__(self, purpose: Purpose, action: QAction) -> None:
        super().__init__(purpose.value.capitalize())
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


class Strip(QFrame):
    """The strip. Buttons mirror actions; the rest shows a status.

    Signals
    -------
    setup_menu_requested(str, str)
        Purpose and what to do with it: ``"save"``, ``"restore"`` or ``"edit"``.
    channel_chosen(str)
        Name of the detector channel to show.
    session_edited()
        Session, sample or operator were typed.
    """

    setup_menu_requested = Signal(str, str)
    channel_chosen = Signal(str)
    session_edited = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFixedHeight(48)
        self.source = QToolButton()
        self.source.setObjectName("source")
        self.source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.source.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.source.setIconSize(QSize(14, 14))
        self.source.setMinimumHeight(32)
        self.source.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._channels = QMenu(self.source)
        self.session = _field("Session", "session")
        self.sample = _field("Sample", "sample")
        self.operator = _field("Operator", "operator")
        self.state = QLabel()
        self.state.setObjectName("state_word")
        self.state.setFont(fonts.strong(17))
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setups = {
            Purpose.SEARCH: SetupButton(Purpose.SEARCH, actions["search"]),
            Purpose.FOCUS: SetupButton(Purpose.FOCUS, actions["focus"]),
        }
        self.record = RecordButton(actions["record"])
        self.stop = ActionButton(actions["scan"], "Stop")
        self.blank = ActionButton(actions["blank"], "Blank")
        self.snapshot = ActionButton(actions["snapshot"], "Snapshot", hint=False)
        self._names = [label(name, c.SECONDARY) for name in ("Session", "sample", "operator")]
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
            field.setPlaceholderText("not given" if wide else field.accessibleName().lower())

    def update_status(self, status: LiveStatus | None) -> None:
        """Show link, state word and what the buttons will do."""
        self._show_source(status)
        word = state_word(status)
        text = f"{word.sign} {word.word}"
        if self.state.text() != text:
            self.state.setText(text)
            self.state.setAccessibleName(f"State: {word.word}")
            tint(self.state, word.colour)
        self.state.setToolTip(word.sentence)
        scanning = status is not None and status.scan.scanning
        self.stop.set_label("Stop" if scanning or status is None else "Scan")
        recording = status is not None and (status.recording.active or status.recording.busy)
        for field in (self.session, self.sample, self.operator):
            field.setReadOnly(recording)
        self.record.show_state(status)

    def light_setups(self, in_force: Purpose | None) -> None:
        """Mark the set-up whose values are in force."""
        for purpose, button in self.setups.items():
            button.setChecked(purpose is in_force)

    def _show_source(self, status: LiveStatus | None) -> None:
        if status is None:
            self._set_source("○", "No source", c.SECONDARY, "Choose a source on the start page.")
            self._show_channels((), "")
            return
        sign, colour = LIGHTS[status.link]
        whole = status.instrument.name if status.instrument else status.address or "source"
        name = shortened(whole)
        channel = f" · {status.channel}" if status.channel else ""
        specimen = status.instrument.specimen if status.instrument else ""
        tip = f"{whole}\n{status.link.value} · {status.address}" + (
            f"\n{specimen}" if specimen else ""
        )
        self._set_source(sign, f"{name}{channel}", colour, tip)
        names = tuple(ch.name for ch in status.instrument.channels) if status.instrument else ()
        self._show_channels(names, status.channel)

    def _set_source(self, sign: str, text: str, colour: str, tip: str) -> None:
        if self.source.text() != text:
            self.source.setText(text)
            self.source.setAccessibleName(f"Source {text}")
        self.source.setToolTip(tip)
        if self.source.property("sign") != f"{sign}{colour}":
            self.source.setProperty("sign", f"{sign}{colour}")
            self.source.setIcon(_sign_icon(sign, colour))

    def _show_channels(self, names: tuple[str, ...], current: str) -> None:
        if tuple(a.text() for a in self._channels.actions()) != names:
            self._channels.clear()
            for name in names:
                action = self._channels.addAction(name)
                action.setCheckable(True)
                action.triggered.connect(
                    lambda _checked=False, name=name: self.channel_chosen.emit(name)
                )
            self.source.setMenu(self._channels if len(names) > 1 else None)  # type: ignore[arg-type]
        for action in self._channels.actions():
            action.setChecked(action.text() == current)


class RecordButton(ActionButton):
    """The only red button; red too while recording, with another word and shape."""

    menu_requested = Signal(str)

    def __init__(self, action: QAction) -> None:
        super().__init__(action, "● Record", hint=False)
        self.set_danger()
        self.set_bold()
        self.setCheckable(False)

    def sizeHint(self) -> QSize:
        """Return the room of the longest word: the strip must not move when it changes."""
        width = QFontMetrics(fonts.strong()).horizontalAdvance(END) + 36
        return QSize(max(width, super().sizeHint().width()), super().sizeHint().height())

    def show_state(self, status: LiveStatus | None) -> None:
        """Say what a press will do."""
        recording = status.recording if status is not None else None
        if recording is not None and recording.busy:
            self.set_label("Closing…" if recording.submitted else "Starting…")
        else:
            active = recording is not None and recording.active
            self.set_label(END if active else "● Record")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the Record set-up."""
        setup_menu("Record", self.menu_requested.emit, self).popup(event.globalPos())


def setup_menu(name: str, chosen: Callable[[str], None], parent: QWidget) -> QMenu:
    """Return the menu of a set-up; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for what, text in (
        ("save", f"Save the present settings as {name}"),
        ("edit", f"Show {name} in the dose dock"),
        ("restore", f"Restore {name} as it came"),
    ):
        action = menu.addAction(text)
        action.triggered.connect(lambda _checked=False, what=what: chosen(what))
    return menu


def shortened(name: str) -> str:
    """Return a name of at most ``LONGEST_NAME`` characters, cut in the middle."""
    if len(name) <= LONGEST_NAME:
        return name
    half = (LONGEST_NAME - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def _sign_icon(sign: str, colour: str) -> QIcon:
    """Return a sign as an icon in its colour: the words beside it stay plain."""
    pixmap = QPixmap(28, 28)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setFont(fonts.sans())
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(0, 0, 14, 14), Qt.AlignmentFlag.AlignCenter, sign)
    painter.end()
    return QIcon(pixmap)


def _field(name: str, key: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(f"field_{key}")
    field.setPlaceholderText(name.lower())
    field.setAccessibleName(name)
    field.setToolTip(f"{name}: written into the session; fixed while recording.")
    field.setMaxLength(80)
    field.setMinimumWidth(64)
    field.setMaximumWidth(200)
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return field
