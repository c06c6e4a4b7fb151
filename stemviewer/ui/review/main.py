"""Start of the review program: a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from stemviewer.denoise.registry import methods
from stemviewer.ui.dressing import show_icon
from stemviewer.ui.fonts import set_type_size
from stemviewer.ui.language.load import KEPT, language_of, use_language
from stemviewer.ui.live.kept_type import kept_type
from stemviewer.ui.live.store import operators_store
from stemviewer.ui.live.themes import kept_theme
from stemviewer.ui.review.window import ReviewWindow
from stemviewer.ui.skin import Theme
from stemviewer.ui.theme import apply_theme
from stemviewer.ui.trouble import telling, troubles_told

if TYPE_CHECKING:
    from stemviewer.ui.review.measure import Following, Measurement


def vet_session(path: Path) -> None:
    """Look a session over in a limited process; its module is loaded when a session is opened."""
    from stemviewer.foreign.sessions import vet_session as vet

    vet(path)


SCREENSHOT_SIZE = QSize(1920, 1080)
_SETTLE_POLLS = 8
_GIVE_UP_POLLS = 1200


class ScreenshotTaker:
    """Waits until the window has settled, draws it into a file, and closes it.

    Parameters
    ----------
    window : ReviewWindow
        Shown already.
    path : str
        Of the PNG.
    """

    def __init__(self, window: ReviewWindow, path: str) -> None:
        self._window = window
        self._path = path
        self._calm = 0
        self._polls = 0
        self.saved = False
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._look)
        self._timer.start(50)

    def _look(self) -> None:
        self._polls += 1
        window = self._window
        settled = window.notices.current is not None or window.views.raw.picture is not None
        self._calm = self._calm + 1 if settled else 0
        if self._calm >= _SETTLE_POLLS or self._polls >= _GIVE_UP_POLLS:
            self._timer.stop()
            drawn = window.grab().save(self._path)
            self.saved = drawn and window.views.raw.picture is not None
            window.close()


class OncePainted(QObject):
    """Does something once, right after a widget was painted for the first time.

    Parameters
    ----------
    widget : QWidget
        Not painted yet.
    then : callable
        Called from the event loop, after the paint.
    """

    def __init__(self, widget: QWidget, then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._then = widget, then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the paint."""
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return False


def _measurement(
    window: ReviewWindow, measure: tuple[Path, Path] | None, follow: tuple[float, Path] | None
) -> Measurement | Following | None:
    if measure is None and follow is None:
        return None
    # what measures is not part of what is measured
    from stemviewer.ui.review.measure import Following, Measurement

    if measure is not None:
        return Measurement(window, *measure)
    assert follow is not None
    return Following(window, *follow)


def run_review(
    path: str | None,
    screenshot: str | None = None,
    *,
    index: Path | None = None,
    measure: tuple[Path, Path] | None = None,
    follow: tuple[float, Path] | None = None,
) -> int:
    """Open the review window and run until it is closed.

    Parameters
    ----------
    path : str or None
        Of a session; ``None`` opens the window empty.
    screenshot : str or None
        Draw the window into this PNG as soon as a frame is in view, and end.
    index : Path, optional
        File of the index of sessions; this user's own by default.
    measure : tuple of Path, optional
        Scrub this session, write what was measured into this JSON file, and end.
    follow : tuple of float and Path, optional
        Stay on the newest frame for so many seconds, write what was seen into this JSON file,
        and end.

    Returns
    -------
    int
        Exit status: 1 when the screenshot or measurement could not be made, else 0.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("stemviewer review")
    show_icon(app)
    kept = operators_store()
    # a picture made by a script does not depend on what the operator likes
    if screenshot is None:
        use_language(app, language_of(kept.text(KEPT)))
        set_type_size(app, kept_type(kept))
    apply_theme(app, kept_theme(kept) if screenshot is None else Theme.DARK)
    window = ReviewWindow(methods(), vet=vet_session, index=index)
    measurement = _measurement(window, measure, follow)
    if screenshot is not None:
        window.resize(SCREENSHOT_SIZE)
    window.show()
    window.resize_columns()
    if path is not None:
        # threads that read folders and files would take their time from the first paint
        OncePainted(window, lambda: window.open_path(Path(path)))
    taker = None if screenshot is None else ScreenshotTaker(window, screenshot)
    with (
        telling(window, window.notices.tell) as post,
        troubles_told("review", window, post, lambda: {"window": "review"}),
    ):
        status = app.exec()
    # Qt's objects go before the interpreter does, or their destructors run in any order
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if taker is not None and not taker.saved:
        return 1
    if measurement is not None and not measurement.whole:
        return 1
    return status
