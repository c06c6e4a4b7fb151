"""What the operator is told and the log keeps."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import Notice, Severity

KEPT = 1000
"""Notices kept for a window that is late in taking them."""


class NoticeBoard:
    """Collects notices from any thread; one reader drains them."""

    def __init__(self) -> None:
        self._pending: deque[Notice] = deque(maxlen=KEPT)
        self._log: Callable[[Notice], None] | None = None

    def log_to(self, log: Callable[[Notice], None]) -> None:
        """Give every notice from now on to ``log`` as well, e.g. to write it into a session."""
        self._log = log

    def post(self, severity: Severity, what: str, meaning: str = "", action: str = "") -> None:
        """Tell the operator."""
        notice = Notice(time.time_ns(), severity, what, meaning, action)
        self._pending.append(notice)
        if self._log is not None:
            self._log(notice)

    def info(self, what: str) -> None:
        """Tell something that needs no action."""
        self.post(Severity.INFO, what)

    def error(self, error: Exception, severity: Severity = Severity.ERROR) -> None:
        """Tell of an error in its three sentences; a foreign error tells its type as well."""
        if isinstance(error, StemviewerError):
            self.post(severity, error.what, error.meaning, error.action)
            return
        self.post(
            severity,
            f"Unexpected {type(error).__name__}: {error}",
            "What depends on it has stopped; frames already acknowledged are on disk.",
            "Note what you did and report it with the log file.",
        )

    def take(self) -> list[Notice]:
        """Remove and return what has come since the last call, oldest first."""
        taken = []
        while self._pending:
            taken.append(self._pending.popleft())
        return taken
