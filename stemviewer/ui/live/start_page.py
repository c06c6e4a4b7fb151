"""The first thing an operator sees: three ways in, and one sentence on raw and denoised."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.catalogue import KINDS, feed_opener
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import label, tint

SIMULATOR = "simulator"
"""Name of the built-in source."""

SENTENCE = (
    "Raw is what the detector counted; denoised, framed in violet, is what a network makes of it:"
    " raw is always shown and recorded, and no denoised picture is ever without its mark."
)

STYLE = f"""
#start_card {{ background: {c.PANEL}; border: 1px solid {c.LINE}; border-radius: 6px; }}
QPushButton[big="true"] {{ min-height: 64px; }}
"""


class StartPage(QWidget):
    """Three buttons; Connect asks for the address in place.

    Signals
    -------
    source_chosen(str)
        ``"simulator"`` or a ``ws://`` address.
    session_requested()
        The operator wants to open a recorded session.
    """

    source_chosen = Signal(str)
    session_requested = Signal()

    def __init__(self, address: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self.simulator = _big("Start the simulator", "A microscope that obeys its controls")
        self.connect_button = _big("Connect a detector", "An open feed on this or another computer")
        self.session = _big("Open a session", "Look at what was recorded")
        self.address = QLineEdit(address or "ws://127.0.0.1:8700")
        self.address.setAccessibleName("Address of the feed")
        self.address.setMinimumWidth(280)
        self.go = set_role(QPushButton("Connect"), "primary")
        self.error = label("", c.STOP_TEXT)
        self.error.setWordWrap(True)
        self.progress = label("", c.SECONDARY)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.simulator.clicked.connect(lambda: self._choose(SIMULATOR))
        self.connect_button.clicked.connect(self.ask_address)
        self.session.clicked.connect(self.session_requested)
        self.go.clicked.connect(self._connect)
        self.address.returnPressed.connect(self._connect)
        self.address.textEdited.connect(lambda _text: self._refuse(""))
        self._row.hide()
        self._refuse("")

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("start_card")
        card.setFixedWidth(760)
        title = QLabel("stemviewer")
        title.setFont(fonts.strong(24))
        sentence = label(SENTENCE, c.SECONDARY)
        sentence.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.simulator, self.connect_button, self.session):
            buttons.addWidget(button)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label("Address", c.SECONDARY))
        row.addWidget(self.address, 1)
        row.addWidget(self.go)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(32, 24, 32, 32)
        layout.setSpacing(2 * GRID)
        layout.addWidget(title)
        layout.addWidget(sentence)
        layout.addLayout(buttons)
        layout.addWidget(self._row)
        layout.addWidget(self.error)
        layout.addWidget(self.progress)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def ask_address(self) -> None:
        """Show the address field and put the cursor into it."""
        self._row.show()
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)
        self.address.selectAll()

    def set_busy(self, text: str) -> None:
        """Show that a source is being opened; empty when it is not."""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))
        for button in (self.simulator, self.connect_button, self.go):
            button.setEnabled(not text)

    def show_error(self, text: str) -> None:
        """Show why a source could not be opened."""
        self.set_busy("")
        self._refuse(text)

    def _connect(self) -> None:
        address = self.address.text().strip()
        problem = address_problem(address)
        if problem:
            self._refuse(problem)
            return
        self._choose(address)

    def _choose(self, source: str) -> None:
        self._refuse("")
        self.source_chosen.emit(source)

    def _refuse(self, reason: str) -> None:
        self.error.setText(reason)
        self.error.setVisible(bool(reason))
        if not self.progress.text():
            self.progress.hide()


def address_problem(address: str) -> str:
    """Return why an address cannot be a feed's, in words; empty when it can."""
    example = "Write it like ws://127.0.0.1:8700."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return f"The port of {address!r} is not a number from 1 to 65535. {example}"
    if any(kind.scheme.startswith(f"{parts.scheme}:") for kind in KINDS[1:]):
        return _told(address)
    if parts.scheme not in ("ws", "wss"):
        schemes = ", ".join(kind.scheme for kind in KINDS)
        return f"An address begins with {schemes}. {example}"
    if not parts.hostname:
        return f"The address names no computer. {example}"
    if port is None:
        return f"The address has no port. {example}"
    return ""


def _told(address: str) -> str:
    try:
        feed_opener(address)
    except StemviewerError as error:
        return str(error)
    return ""


def _big(text: str, hint: str) -> QPushButton:
    button = QPushButton()
    button.setAccessibleName(text)
    button.setAccessibleDescription(hint)
    button.setProperty("big", True)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    name = QLabel(text)
    name.setFont(fonts.strong())
    below = QLabel(hint)
    below.setFont(fonts.sans(fonts.SMALL_PX))
    below.setWordWrap(True)
    tint(below, c.SECONDARY)
    layout = QVBoxLayout(button)
    layout.setContentsMargins(16, 12, 16, 12)
    layout.setSpacing(2)
    for part in (name, below):
        part.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(part)
    layout.addStretch(1)
    return button
