"""What the windows do about errors that nobody caught: told, logged, never the end of the run."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

from stemviewer.core.program_log import ProgramLog, log_folder
from stemviewer.live.state import LiveStatus, Notice, Severity
from stemviewer.ui.live.errors import errors_told, uncaught_notice

HUNG_S = 20.0
"""A window that answers nothing for this long has its threads' traces written [s]."""

TELL_MS = 200
"""How often a window looks for errors to tell [ms]."""

_SIGN_MS = 4000


def _runs(process: int) -> bool:
    import psutil  # takes a while to load, and is asked only where a run left its log open

    return psutil.pid_exists(process)


@contextmanager
def troubles_told(
    role: str,
    owner: QObject,
    post: Callable[[Notice], None],
    state: Callable[[], Mapping[str, object]],
) -> Iterator[list[BaseException]]:
    """While it lasts, tell and log errors of slots and threads; yields those that came.

    Parameters
    ----------
    role : str
        Names the log's files.
    owner : QObject
        The window; its event loop is watched.
    post : callable
        Tells the operator; may be called from any thread.
    state : callable
        What the program was doing, in words without specimen data; may be called from any thread.
    """
    found: list[BaseException] = []
    with ProgramLog(log_folder(), role, _runs) as log:

        def tell(error: BaseException) -> None:
            found.append(error)
            traceback.print_exception(error)
            log.tell(error, state())
            post(uncaught_notice(error))

        timer = QTimer(owner)
        timer.timeout.connect(lambda: log.expect_a_sign_within(HUNG_S))
        timer.start(_SIGN_MS)
        if log.crashed_before():
            post(_crashed_notice(log))
        with errors_told(tell):
            try:
                yield found
            finally:
                timer.stop()


@contextmanager
def telling(owner: QObject, tell: Callable[[Notice], None]) -> Iterator[Callable[[Notice], None]]:
    """While it lasts, have notices of any thread told in that of the window; yields the way in."""
    posted: deque[Notice] = deque()
    timer = QTimer(owner)
    timer.timeout.connect(lambda: tell(posted.popleft()) if posted else None)
    timer.start(TELL_MS)
    try:
        yield posted.append
    finally:
        timer.stop()


def _crashed_notice(log: ProgramLog) -> Notice:
    return Notice(
        time.time_ns(),
        Severity.WARNING,
        "The program crashed when it ran last.",
        "A recording under way then went on to its end in a process of its own.",
        f"To report it, attach {log.path.parent} and what stemviewer doctor --report writes.",
    )


def live_state(status: LiveStatus | None) -> dict[str, object]:
    """Return what the live window was doing, in numbers and words that name no specimen."""
    if status is None:
        return {"link": "none"}
    recording = status.recording
    return {
        "link": status.link.value,
        "filter": status.chain.method if "/" not in status.chain.method else "a file",
        "frames": status.counts.received,
        "recording": "active" if recording.active else "busy" if recording.busy else "off",
        "written": recording.written,
    }
