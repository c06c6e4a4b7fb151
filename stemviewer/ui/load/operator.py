"""An operator at random: works the live window by mouse and keys, and wants a recording to run.

What is done depends on the seed and on what the window shows. All but one entry of a menu are real
events at real widgets.
"""

from __future__ import annotations

from time import monotonic
from typing import NoReturn

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from stemviewer.feeds.base import Control
from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui.live.processing_dock import NETWORK
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.load.monkey import Monkey

PATIENCE_S = 2.0
"""Time between two looks at whether all runs as it should [s]."""

HELD_S = 1.0
"""An act that takes longer waits for a menu or dialog to be closed [s]."""

LONGEST_FRAME_S = 1.0
"""Frames that take longer were set by mistake: the Focus set-up is asked for [s]."""

RECORDING_S = (10.0, 40.0)
"""A recording is ended by the operator after a time between these [s]."""

DWELLS_US = ("0.5", "1", "2")
"""Dwell times typed now and then [µs]."""


class Operator(Monkey):
    """Sends random events, and sees to it that the scan runs and is recorded.

    Parameters
    ----------
    window : LiveWindow
        Shown.
    seed : int
        Of the events.
    address : str
        Of the feed that is asked for wherever the window has none.
    """

    def __init__(self, window: LiveWindow, seed: int, address: str) -> None:
        super().__init__(window, seed, _never)
        self._address = address
        self._look_at = 0.0
        self._end_at = 0.0
        self._acting_since: float | None = None

    def turn(self) -> None:
        """Do one thing: what is needed if something is, else anything."""
        now = self._acting_since = monotonic()
        self._do_one(now)
        self._acting_since = None

    def free(self) -> None:
        """Close a menu or dialog that runs an event loop of its own, and so holds a turn up."""
        since = self._acting_since
        if since is None or monotonic() - since < HELD_S:
            return
        for held in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if held is not None:
                held.close()
                return

    def _do_one(self, now: float) -> None:
        if QApplication.activeWindow() is None:
            self._window.activateWindow()  # without a window manager nobody else does
        needed = now >= self._look_at and self._see_to_it(now)
        if needed:
            self._look_at = now + PATIENCE_S
        elif self._window.link.pipeline is not None:
            self.run(1)

    def choose_network(self) -> None:
        """Click on the network's button in the processing dock."""
        self._press(self._window.processing_dock.choice.button(NETWORK))

    def _live(self) -> None:
        """Do nothing: the program's own event loop runs between two turns."""

    def _see_to_it(self, now: float) -> bool:
        """Do what is needed first; return whether anything was."""
        window = self._window
        status = window.link.status
        if window.link.pipeline is None or status is None:
            return self._connect()
        if (
            status.link in (LinkState.ENDED, LinkState.CLOSED)
            or self._address not in status.address
        ):
            return self._leave()
        if status.link is not LinkState.CONNECTED:
            return False
        for see in (self._scan, self._pace, self._network, self._record):
            if see(status, now):
                return True
        return False

    def _connect(self) -> bool:
        page = self._window.start_page
        if self._window.session.busy or not page.connect_button.isEnabled():
            return False
        self._press(page.connect_button)
        page.address.selectAll()
        QTest.keyClicks(page.address, self._address)
        self._press(page.go)
        return self._did("connect")

    def _leave(self) -> bool:
        for button in self._window.bar.findChildren(QPushButton):
            if button.isVisible():  # it asks whether the recording may be ended: yes
                self._press(button)
                return self._did("leave")
        self._window.actions_["connect"].trigger()
        return self._did("leave")

    def _scan(self, status: LiveStatus, _now: float) -> bool:
        if status.scan.blanked:
            return self._image_key(Qt.Key.Key_B, "unblank")
        if status.scan.scanning:
            return False
        if self._chance.random() < 0.3:  # a spent budget keeps the scan from starting here
            self._image_key(Qt.Key.Key_N, "new area", Qt.KeyboardModifier.ShiftModifier)
        return self._image_key(Qt.Key.Key_Space, "scan")

    def _pace(self, status: LiveStatus, _now: float) -> bool:
        settings = status.settings
        if settings is None or settings.dwell.value is None:
            return False
        seconds = settings.rows * settings.columns * settings.dwell.value
        if seconds > LONGEST_FRAME_S:
            QTest.keyClick(self._window, Qt.Key.Key_F3)
            return self._did("set-up")
        if self._chance.random() < 0.02:
            self._type_dwell()
            return self._did("dwell")
        return False

    def _network(self, status: LiveStatus, _now: float) -> bool:
        if not status.chain.raw_only or self._chance.random() < 0.3:
            return False
        self.choose_network()
        return self._did("network")

    def _record(self, status: LiveStatus, now: float) -> bool:
        recording = status.recording
        if recording.busy:
            return False
        if not recording.active:
            self._end_at = now + self._chance.uniform(*RECORDING_S)
            return self._image_key(Qt.Key.Key_R, "record")
        if now > self._end_at:
            return self._image_key(Qt.Key.Key_R, "end recording")
        return False

    def _type_dwell(self) -> None:
        edit = self._window.dose_dock.editors.edits[Control.DWELL]
        if not edit.isVisible() or not edit.isEnabled():
            return
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
        edit.selectAll()
        QTest.keyClicks(edit, f"{self._chance.choice(DWELLS_US)} us")
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def _widget(self) -> QWidget:
        """Return any widget but an editor of the scan: random numbers there stop the scan."""
        editors = self._window.dose_dock.editors
        while True:
            widget = super()._widget()
            if widget is not editors and not editors.isAncestorOf(widget):
                return widget

    def _image_key(
        self,
        key: Qt.Key,
        what: str,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> bool:
        self._window.view.raw.setFocus()
        QTest.keyClick(self._window.view.raw, key, modifier)
        return self._did(what)

    def _press(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _did(self, what: str) -> bool:
        self.done[what] = self.done.get(what, 0) + 1
        return True


def _never() -> NoReturn:
    raise AssertionError("an operator asks for a source by its address")
