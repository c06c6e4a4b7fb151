"""When the window, the first raw and the first processed picture stood on the screen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


class StartWatch(QObject):
    """Notes the first paint of the window and of its pictures, then takes itself away.

    Parameters
    ----------
    window : LiveWindow
        Not shown yet.

    Attributes
    ----------
    reached : dict
        For each of ``window``, ``raw`` and ``processed`` that was reached: ``at``, the time on
        the clock that all programs of a machine share [s], and ``cpu_s``, the processor time this
        program had used by then [s].
    """

    def __init__(self, window: LiveWindow) -> None:
        super().__init__(window)
        self.reached: dict[str, dict[str, float]] = {}
        self._window = window
        self._watched = (window, *window.view.panes.panes)
        for one in self._watched:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what is being painted; it is on the screen when the event loop goes on."""
        if event.type() is QEvent.Type.Paint:
            for name in self._painted(watched):
                if name not in self.reached:
                    self.reached[name] = {}
                    QTimer.singleShot(0, self, lambda name=name: self._note(name))
        return False

    def _painted(self, watched: QObject) -> tuple[str, ...]:
        shown = self._window.view.on_screen
        if watched is self._window:
            return ("window",)
        if shown is None:
            return ()
        return ("raw",) if shown.processed is None else ("raw", "processed")

    def _note(self, name: str) -> None:
        self.reached[name] = {"at": time.monotonic(), "cpu_s": time.process_time()}
        if name == "processed":
            for one in self._watched:
                one.removeEventFilter(self)
