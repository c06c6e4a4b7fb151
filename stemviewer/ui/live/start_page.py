"""The first thing an operator sees: three ways in, and one sentence on raw and denoised."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.connect_card import ConnectCard, address_problem
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

SIMULATOR = "simulator"
"""Name of the built-in source."""

SENTENCE = mark(
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
        ``"simulator"`` or an address.
    session_requested()
        The operator wants to open a recorded session.
    """

    source_chosen = Signal(str)
    session_requested = Signal()

    def __init__(
        self,
        address: str = "",
        known: Callable[[], tuple[str, ...]] = tuple,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self.simulator = _big(tr("Start the simulator"), tr("A microscope that obeys its controls"))
        self.connect_button = _big(tr("Connect a detector"), tr("Here, over the network, or files"))
        self.session = _big(tr("Open a session"), tr("Look at what was recorded"))
        self.card = ConnectCard(address, known)
        self.address, self.go = self.card.address, self.card.go
        self.error = label("", c.STOP_TEXT)
        self.error.setWordWrap(True)
        self.progress = label("", c.SECONDARY)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.simulator.clicked.connect(lambda: self._choose(SIMULATOR))
        self.connect_button.clicked.connect(self.ask_address)
        self.session.clicked.connect(self.session_requested)
        self.card.chosen.connect(self._connect)
        self.address.textEdited.connect(lambda _text: self._refuse(""))
        self.card.hide()
        self._refuse("")

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("start_card")
        card.setFixedWidth(760)
        title = QLabel("stemviewer")
        title.setFont(fonts.strong(24))
        sentence = label(tr(SENTENCE), c.SECONDARY)
        sentence.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.simulator, self.connect_button, self.session):
            buttons.addWidget(button)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(32, 24, 32, 32)
        layout.setSpacing(2 * GRID)
        layout.addWidget(title)
        layout.addWidget(sentence)
        layout.addLayout(buttons)
        layout.addWidget(self.card)
        layout.addWidget(self.error)
        layout.addWidget(self.progress)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def ask_address(self) -> None:
        """Show the address field and put the cursor into it."""
        self.card.show()
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

    def _connect(self, address: str) -> None:
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
