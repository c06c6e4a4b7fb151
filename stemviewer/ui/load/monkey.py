"""``python -m stemviewer.ui.load.monkey``: random mouse and key events on the live window.

Ends with 1 when any of them raised. The events depend on the seed and on nothing else that is
not random anyway, so that a failure can be sought again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from stemviewer.ui.image.camera_widget import CameraWidget
from stemviewer.ui.live.action_list import ACTIONS
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.load.run import load_window
from stemviewer.ui.load.source import LoadSource
from stemviewer.ui.theme import apply_theme

LEFT_OUT = ("quit",)
"""Actions whose keys are not pressed: the window must stay."""

REST_EVERY = 8
REST_S = 0.02

TYPED = (Qt.Key.Key_Tab, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_7)
SIZES = ((1366, 768), (1920, 1080), (1024, 700), (1600, 900))


class Monkey:
    """Works a window at random.

    Parameters
    ----------
    window : LiveWindow
        Shown.
    seed : int
        Of the events.
    new_source : callable
        Makes another source when the present one was left.
    """

    def __init__(self, window: LiveWindow, seed: int, new_source: Callable[[], LoadSource]) -> None:
        self._window = window
        self._chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
        self._new_source = new_source
        self._sequences = [
            QKeySequence(key) for spec in ACTIONS if spec.name not in LEFT_OUT for key in spec.keys
        ]
        self.done: dict[str, int] = {}

    def run(self, events: int) -> None:
        """Send so many events, with rests in which the window lives."""
        kinds: dict[str, tuple[int, Callable[[], None]]] = {
            "shortcut": (6, self._shortcut),
            "key": (2, self._key),
            "click": (6, self._click),
            "drag": (4, self._drag),
            "wheel": (3, self._wheel),
            "double": (1, self._double),
            "resize": (1, self._resize),
        }
        names = list(kinds)
        weights = [kinds[name][0] for name in names]
        for number in range(events):
            name = self._chance.choices(names, weights)[0]
            kinds[name][1]()
            self.done[name] = self.done.get(name, 0) + 1
            self._close_what_popped_up()
            if number % REST_EVERY == 0:
                self._live()

    def rest(self) -> None:
        """Let the window live for a moment."""
        loop = QEventLoop()
        QTimer.singleShot(int(REST_S * 1000), loop.quit)
        loop.exec()

    def _live(self) -> None:
        self.rest()
        if self._window.link.pipeline is None and not self._window.session.busy:
            self._window.session.attach(self._new_source())

    def _close_what_popped_up(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible() and (dialog.isModal() or self._chance.random() < 0.2):
                dialog.close()

    def _widget(self) -> QWidget:
        """Return an image half of the time, else any widget that is seen."""
        panes = [pane for pane in self._window.findChildren(CameraWidget) if pane.isVisible()]
        if panes and self._chance.random() < 0.5:
            return self._chance.choice(panes)
        found = [widget for widget in self._window.findChildren(QWidget) if widget.isVisible()]
        return self._chance.choice(found)

    def _point(self, widget: QWidget) -> QPoint:
        across, down = max(widget.width() - 1, 0), max(widget.height() - 1, 0)
        return QPoint(self._chance.randint(0, across), self._chance.randint(0, down))

    def _shortcut(self) -> None:
        sequence = self._chance.choice(self._sequences)
        combination = sequence[0]  # type: ignore[index]
        target = QApplication.focusWidget() or self._widget()
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def _key(self) -> None:
        QTest.keyClick(QApplication.focusWidget() or self._widget(), self._chance.choice(TYPED))

    def _click(self) -> None:
        widget = self._widget()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=self._point(widget))

    def _double(self) -> None:
        widget = self._widget()
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=self._point(widget))

    def _drag(self) -> None:
        widget = self._widget()
        button = self._chance.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton))
        shift = Qt.KeyboardModifier.ShiftModifier
        modifier = self._chance.choice((Qt.KeyboardModifier.NoModifier, shift))
        start = self._point(widget)
        QTest.mousePress(widget, button, modifier, start)
        for _ in range(3):
            QTest.mouseMove(widget, self._point(widget))
        QTest.mouseRelease(widget, button, modifier, self._point(widget))

    def _wheel(self) -> None:
        widget = self._widget()
        place = QPointF(self._point(widget))
        turned = QPoint(0, 120 * self._chance.choice((-3, -1, 1, 3)))
        event = QWheelEvent(
            place,
            QPointF(widget.mapToGlobal(place)),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def _resize(self) -> None:
        self._window.resize(*self._chance.choice(SIZES))


@contextmanager
def raised() -> Iterator[list[BaseException]]:
    """Collect what slots and events raise; nobody would be told of it otherwise."""
    found: list[BaseException] = []
    before = sys.excepthook

    def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        found.append(error)
        before(kind, error, trace)

    sys.excepthook = keep
    try:
        yield found
    finally:
        sys.excepthook = before


def main(arguments: list[str]) -> int:
    """Send the events; return 1 when one of them raised."""
    parser = argparse.ArgumentParser(prog="stemviewer.ui.load.monkey")
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    application = QApplication(["stemviewer"])
    apply_theme(application)

    def source() -> LoadSource:
        return LoadSource(256, 20.0, options.seed)

    with tempfile.TemporaryDirectory(prefix="stemviewer-monkey-") as scratch, raised() as errors:
        window = load_window(source(), Path(scratch))
        window.show()
        monkey = Monkey(window, options.seed, source)
        monkey.run(options.events)
        window.session.finish()
        while window.isVisible():
            monkey.rest()
        window.deleteLater()
    print(f"{options.events} events, seed {options.seed}: {monkey.done}, {len(errors)} raised")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
