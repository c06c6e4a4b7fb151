"""What ``stemviewer bench sessions`` measures of the review window, from inside."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer

from stemviewer.ui.review.window import ReviewWindow

GIVE_UP_S = 240.0
_POLL_MS = 2


class Measurement(QObject):
    """Follows a window from its start: first paint, folder listed, a session scrubbed, memory.

    The next frame is asked for as soon as the one before is painted.

    Parameters
    ----------
    window : ReviewWindow
        Not shown yet; a folder is listed in it.
    session : Path
        Scrubbed through once.
    target : Path
        Of the JSON file.
    """

    def __init__(self, window: ReviewWindow, session: Path, target: Path) -> None:
        super().__init__(window)
        self._window, self._session, self._target = window, session, target
        self._born = psutil.Process().create_time()
        self._figures: dict[str, float] = {}
        self._opened = False
        self._scrub_began = 0.0
        self._cpu = 0.0
        self._painted = 0
        self._longest = 0.0
        self._last = 0.0
        self.whole = False
        window.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_POLL_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first paint."""
        if event.type() == QEvent.Type.Paint and "first_paint_s" not in self._figures:
            self._figures["first_paint_s"] = self._age()
            self._figures["first_paint_cpu_s"] = time.process_time()
        return False

    def _age(self) -> float:
        return time.time() - self._born

    def _look(self) -> None:
        window = self._window
        if self._age() > GIVE_UP_S:
            self._end()
        elif not self._opened:
            if window.folders.model.entries:
                self._figures["listed_s"] = self._age()
                self._figures["listed"] = len(window.folders.model.entries)
                self._opened = True
                window.open_path(self._session)
        elif window.model.frames > 1 and self._in_view():
            self._next()

    def _in_view(self) -> bool:
        read, picture = self._window.shown, self._window.views.raw.picture
        if read is None or picture is None or read.row.index != self._window.current:
            return False
        return picture.values is read.frame.data

    def _next(self) -> None:
        now = time.perf_counter()
        if not self._scrub_began:
            # the rows of the table are read first: that is not scrubbing
            if self._window.model.frames < self._window.strip.total:
                return
            self._scrub_began = self._last = now
            self._cpu = time.process_time()
        else:
            self._longest = max(self._longest, now - self._last)
            self._last = now
            self._painted += 1
        if self._window.current + 1 < self._window.model.frames:
            self._window.step(1)
        else:
            self.whole = True
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        seconds = time.perf_counter() - self._scrub_began if self._scrub_began else 0.0
        memory = psutil.Process().memory_info()
        self._figures |= {
            "scrubbed": self._painted,
            "scrub_s": seconds,
            "scrub_cpu_s": time.process_time() - self._cpu,
            "scrub_per_s": self._painted / seconds if seconds else 0.0,
            "longest_frame_s": self._longest,
            "memory_bytes": memory.rss,
        }
        self._target.write_text(json.dumps(self._figures), encoding="utf-8")
        self._window.close()


class Following(QObject):
    """Stays on the newest frame of a session that grows, for some seconds, and counts.

    Parameters
    ----------
    window : ReviewWindow
        The session is opened in it.
    seconds : float
        How long [s], from its first frame on.
    target : Path
        Of the JSON file.
    """

    def __init__(self, window: ReviewWindow, seconds: float, target: Path) -> None:
        super().__init__(window)
        self._window, self._seconds, self._target = window, seconds, target
        self._began = 0.0
        self._seen: set[int] = set()
        self.whole = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        window, now = self._window, time.monotonic()
        if window.shown is not None:
            self._began = self._began or now
            self._seen.add(window.shown.row.index)
        window.go_to(window.model.frames - 1)
        if self._began and now - self._began > self._seconds:
            self._timer.stop()
            figures = {"frames_listed": window.model.frames, "frames_shown": len(self._seen)}
            self._target.write_text(json.dumps(figures), encoding="utf-8")
            self.whole = True
            window.close()
