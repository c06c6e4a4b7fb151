"""Connecting a detector: which kind, where, what is missing, and a test that says what came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.catalogue import FeedKind, feed_opener, kinds, missing_for
from stemviewer.feeds.discovery import LIKELY, FoundFeed, look_everywhere
from stemviewer.feeds.probe import probe
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.background import Backgrounds
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import label

UNTESTED = ("folder:", "replay:")
"""Kinds that open at once or not at all: there is nothing to try."""

POLL_MS = 100
"""Time between two looks at a test under way [ms]."""

NOT_SEEN = mark(
    "Beyond it only open feeds served with --discoverable and EPICS servers answer;"
    " Merlin and DECTRIS do not: write their address."
)


class ConnectCard(QWidget):
    """Kind, address, Test and Connect in a row, and a sentence on the kind under it.

    Signals
    -------
    chosen(str)
        The operator wants this address.
    """

    chosen = Signal(str)

    def __init__(
        self,
        address: str,
        known: Callable[[], tuple[str, ...]] = tuple,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._known = known
        self.places = QComboBox()
        self.places.setAccessibleName(tr("Known feeds"))
        self.look = QPushButton(tr("Look around"))
        self.look.setToolTip(
            tr("Find feeds on this computer, and ask the network segment once who serves any")
        )
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind of detector"))
        for kind in kinds():
            self.kind.addItem(tr(kind.title), kind.scheme)
        self.address = QLineEdit(address or kinds()[0].example)
        self.address.setAccessibleName(tr("Address of the feed"))
        self.address.setMinimumWidth(280)
        self.test = QPushButton(tr("Test"))
        self.test.setToolTip(tr("Connect for a few seconds and say what came; nothing is recorded"))
        self.go = set_role(QPushButton(tr("Connect")), "primary")
        self.hint = label("", c.SECONDARY)
        self.hint.setWordWrap(True)
        self.result = label("", c.TEXT)
        self.result.setWordWrap(True)
        self._work = Backgrounds()
        self._leave = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._work.poll)
        self._lay_out()
        self._follow_address()
        self.kind.activated.connect(self._take_example)
        self.places.activated.connect(self._take_place)
        self.look.clicked.connect(self.look_around)
        self._fill_places(())
        self.address.textEdited.connect(lambda _text: self._follow_address())
        self.test.clicked.connect(self.try_out)
        self.go.clicked.connect(self._go)
        self.address.returnPressed.connect(self._go)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.address, 1)
        buttons.addWidget(self.test)
        buttons.addWidget(self.go)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        around = QHBoxLayout()
        around.setSpacing(GRID)
        around.addWidget(self.places, 1)
        around.addWidget(self.look)
        grid.addWidget(label(tr("Known"), c.SECONDARY), 0, 0)
        grid.addLayout(around, 0, 1)
        grid.addWidget(label(tr("Detector"), c.SECONDARY), 1, 0)
        grid.addWidget(self.kind, 1, 1)
        grid.addWidget(label(tr("Address"), c.SECONDARY), 2, 0)
        grid.addLayout(buttons, 2, 1)
        grid.addWidget(self.hint, 3, 1)
        grid.addWidget(self.result, 4, 1)
        grid.setColumnStretch(1, 1)

    def _go(self) -> None:
        self.chosen.emit(self.address.text().strip())

    def _take_example(self, index: int) -> None:
        self.address.setText(kinds()[index].example)
        self.address.setFocus()
        self.address.selectAll()
        self._follow_address()

    def _fill_places(self, found: Sequence[FoundFeed]) -> None:
        """List what was found now, then what was connected to before."""
        self.places.clear()
        for feed in found:
            self.places.addItem(feed.text, feed.address)
        addresses = {feed.address for feed in found}
        for address in self._known():
            if address not in addresses:
                self.places.addItem(address, address)
        known = self.places.count() > 0
        self.places.setEnabled(known)
        empty = tr("none yet: look around, or write an address")
        self.places.setPlaceholderText(tr("choose one") if known else empty)
        # it must not name one feed while the address below is another's
        self.places.setCurrentIndex(self.places.findData(self.address.text().strip()))

    def _take_place(self, index: int) -> None:
        self.address.setText(str(self.places.itemData(index)))
        self._follow_address()

    def look_around(self) -> None:
        """Find feeds here, remembered ones and those that answer, in the background."""
        self.look.setEnabled(False)
        self._tell(tr("Looking around …"))
        stop = self._leave = threading.Event()
        self._timer.start()
        remembered = [a for a in self._known() if a.startswith("ws://")]
        self._work.run(
            "look-around",
            lambda: look_everywhere(lambda a: feed_opener(a)(), (*LIKELY, *remembered), stop),
            self._found,
            lambda error: self._found((), str(error)),
        )

    def _found(self, found: Sequence[FoundFeed], problem: str = "") -> None:
        self._timer.stop()
        self.look.setEnabled(True)
        self._fill_places(found)
        if found:
            self.places.setCurrentIndex(0)
            self._take_place(0)
            self._tell(tr("{0} found; test it, or connect.", len(found)))
        else:
            self._tell(problem or tr("Nobody answers on this computer. {0}", tr(NOT_SEEN)))

    def _follow_address(self) -> None:
        """Say what the kind of the address needs, and what this machine lacks for it."""
        address = self.address.text().strip()
        kind = kind_of(address)
        self.result.setText("")
        self.result.hide()
        if kind is None:
            self.hint.setText("")
            return
        self.kind.setCurrentIndex(kinds().index(kind))
        missing = missing_for(address)
        self.hint.setText(missing or tr("{0} From here: {1}.", tr(kind.hint), tr(kind.controls)))
        self.test.setEnabled(kind.scheme not in UNTESTED and not missing)

    def try_out(self) -> None:
        """Test the address in the background."""
        address = self.address.text().strip()
        problem = address_problem(address)
        if problem:
            self._tell(problem)
            return
        self.test.setEnabled(False)
        self._tell(tr("Testing …"))
        stop = self._leave = threading.Event()
        self._timer.start()
        self._work.run(
            "test-feed",
            lambda: probe(feed_opener(address), stop=stop),
            lambda found: self._tested(found.text),
            lambda error: self._tested(str(error)),
        )

    def _tested(self, text: str) -> None:
        self._timer.stop()
        self.test.setEnabled(True)
        self._tell(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave a feed that is being tested when the page goes away."""
        self._leave.set()
        super().hideEvent(event)

    def _tell(self, text: str) -> None:
        self.result.setText(text)
        self.result.setVisible(bool(text))


def kind_of(address: str) -> FeedKind | None:
    """Return the kind that an address is of; ``None`` while it is of none."""
    plain = address.replace("wss://", "ws://", 1)
    return next((kind for kind in kinds() if plain.startswith(kind.scheme)), None)


def address_problem(address: str) -> str:
    """Return why an address cannot be a feed's, in words; empty when it can."""
    kind = kind_of(address)
    if kind is not None and kind is not kinds()[0]:
        return _told(address)
    example = tr("Write it like ws://127.0.0.1:8700.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return tr("The port of {0!r} is not a number from 1 to 65535. {1}", address, example)
    if kind is None:
        schemes = ", ".join(kind.scheme for kind in kinds())
        return tr("An address begins with {0}. {1}", schemes, example)
    if not parts.hostname:
        return tr("The address names no computer. {0}", example)
    if port is None:
        return tr("The address has no port. {0}", example)
    return ""


def _told(address: str) -> str:
    try:
        feed_opener(address)
    except StemviewerError as error:
        return str(error)
    return ""
