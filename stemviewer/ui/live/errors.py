"""Errors that nobody caught: told to the operator, never swallowed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import Notice, Severity
from stemviewer.ui.language.words import tr


def uncaught_notice(error: BaseException) -> Notice:
    """Return what the operator is told of an error that nobody caught."""
    if isinstance(error, StemviewerError):
        what, meaning, action = error.what, error.meaning, error.action
    else:
        what = tr("Unexpected {0}: {1}", type(error).__name__, error)
        meaning = tr("What you just did may not have happened; a recording goes on.")
        action = tr("Note what you did and report it with the log.")
    return Notice(time.time_ns(), Severity.ERROR, what, meaning, action)


@contextmanager
def errors_told(tell: Callable[[BaseException], None]) -> Iterator[None]:
    """While it lasts, give errors that nobody caught, in slots or threads, to ``tell``.

    ``tell`` may be called from any thread.
    """
    old = (sys.excepthook, threading.excepthook)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind, trace
        tell(error)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            tell(arguments.exc_value)

    sys.excepthook, threading.excepthook = hook, thread_hook
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = old
