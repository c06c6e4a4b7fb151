"""Errors as notices."""

from __future__ import annotations

import time

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import Notice, Severity


def notice_of(error: Exception) -> Notice:
    """Return what the operator is told of an error."""
    if isinstance(error, StemviewerError):
        parts = (error.what, error.meaning, error.action)
    else:
        parts = (str(error) or type(error).__name__, "", "")
    return Notice(time.time_ns(), Severity.ERROR, *parts)
