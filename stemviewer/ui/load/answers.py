"""How long the window takes to show what the operator changed."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.lut import COLOUR_MAPS
from stemviewer.ui.live.view_actions import action_of
from stemviewer.ui.live.window import LiveWindow

GIVE_UP_S = 5.0
"""A change that is not seen by then counts with this time [s]."""


class PaintWait(QObject):
    """Waits in an event loop until a pane has painted what is waited for."""

    def __init__(self, window: LiveWindow) -> None:
        super().__init__()
        self._panes = window.view.panes.panes
        self._loop = QEventLoop()
        self._seen: Callable[[], bool] = lambda: False
        for pane in self._panes:
            pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the loop after the paint event that shows it."""
        if event.type() == QEvent.Type.Paint and self._seen():
            self._loop.quit()
        return super().eventFilter(watched, event)

    def until(self, seen: Callable[[], bool]) -> float:
        """Run the event loop until a paint event at which ``seen`` holds; return the time [s]."""
        started = perf_counter()
        self._seen = seen
        limit = QTimer()
        limit.setSingleShot(True)
        limit.timeout.connect(self._loop.quit)
        limit.start(int(GIVE_UP_S * 1000))
        self._loop.exec()
        limit.stop()
        self._seen = lambda: False
        return perf_counter() - started

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        QTimer.singleShot(int(seconds * 1000), self._loop.quit)
        self._loop.exec()

    def end(self) -> None:
        """Watch no longer."""
        for pane in self._panes:
            pane.removeEventFilter(self)


class Answers:
    """Changes contrast, map, zoom and view again and again, and times what follows.

    Parameters
    ----------
    window : LiveWindow
        With pictures.
    """

    def __init__(self, window: LiveWindow) -> None:
        self._window = window
        self._wait = PaintWait(window)

    def measure(self, rounds: int) -> dict[str, list[float]]:
        """Return the times [s] of each kind of change, ``rounds`` of each."""
        changes: dict[str, Callable[[int], float]] = {
            "gamma": self._gamma,
            "map": self._map,
            "invert": lambda _: self._acted(self._window.actions_["invert"].trigger),
            "contrast": self._contrast,
            "auto": self._auto,
            "zoom": self._zoom,
            "pan": lambda n: self._acted(lambda: self._camera.pan(7.0 if n % 2 else -7.0, 3.0)),
            "view": self._view,
        }
        times = {}
        for name, change in changes.items():
            found = []
            for number in range(rounds):
                found.append(change(number))
                self._wait.rest(0.03)
            times[name] = found
        self._wait.end()
        return times

    @property
    def _camera(self) -> Camera:
        return self._window.view.camera

    def _acted(self, act: Callable[[], object], seen: Callable[[], bool] = lambda: True) -> float:
        started = perf_counter()
        act()
        self._wait.until(seen)
        return perf_counter() - started

    def _gamma(self, number: int) -> float:
        return self._acted(lambda: self._window.display_dock.gamma.setValue(0.5 + number % 7 * 0.2))

    def _map(self, number: int) -> float:
        box = self._window.display_dock.map
        name = COLOUR_MAPS[number % len(COLOUR_MAPS)]
        box.setCurrentText(name)
        return self._acted(lambda: box.textActivated.emit(name))

    def _contrast(self, number: int) -> float:
        dock, pane = self._window.display_dock, self._window.view.raw
        high = 8.0 + number % 5

        def shown() -> bool:
            return pane.picture is not None and pane.picture.limits.high == high

        return self._acted(lambda: dock.raw.limits_dragged.emit(0.0, high), shown)

    def _auto(self, _number: int) -> float:
        pane = self._window.view.raw
        before = pane.picture
        act = self._window.actions_["auto_once"].trigger
        return self._acted(act, lambda: pane.picture is not before)

    def _zoom(self, number: int) -> float:
        return self._acted(self._camera.zoom_in if number % 2 == 0 else self._camera.zoom_out)

    def _view(self, number: int) -> float:
        kind = list(ViewKind)[(number + 1) % len(ViewKind)]
        return self._acted(self._window.actions_[action_of(kind)].trigger)
