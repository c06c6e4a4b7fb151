"""The acquisition the window is looking at, shared by everything that acts on it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from stemviewer.live.state import LiveStatus, Notice, Severity
from stemviewer.ui.live.pipeline_api import LivePipelineLike

KEPT = 100
"""Notices of other threads that wait to be told."""


@dataclass(slots=True)
class Link:
    """The running pipeline, if any, and its last status.

    Parameters
    ----------
    tell : callable
        Shows a notice to the operator.
    pipeline : LivePipelineLike or None
        ``None`` on the start page.
    status : LiveStatus or None
        As polled last.
    """

    tell: Callable[[Notice], None]
    pipeline: LivePipelineLike | None = None
    status: LiveStatus | None = None
    _posted: deque[Notice] = field(default_factory=lambda: deque(maxlen=KEPT))

    def refresh(self) -> LiveStatus | None:
        """Poll the status."""
        self.status = self.pipeline.status() if self.pipeline is not None else None
        return self.status

    def say(
        self, what: str, meaning: str = "", action: str = "", severity: Severity = Severity.INFO
    ) -> None:
        """Tell the operator something."""
        self.tell(Notice(time.time_ns(), severity, what, meaning, action))

    def post(self, notice: Notice) -> None:
        """Have a notice told at the next poll; may be called from any thread."""
        self._posted.append(notice)

    def take_posted(self) -> list[Notice]:
        """Remove and return what other threads have posted."""
        taken = []
        while self._posted:
            taken.append(self._posted.popleft())
        return taken

    def warn(self, what: str, meaning: str = "", action: str = "") -> None:
        """Tell the operator of something to mind."""
        self.say(what, meaning, action, Severity.WARNING)
