"""stemviewer: a live viewer for low-dose scanning transmission electron microscopy.

It shows a detector's raw frames beside a denoised view, accounts for the dose, and writes
sessions in which every picture a network touched is marked as such.

From Python: ``open_feed``, ``open_chain``, ``record``, ``open_session`` and ``filters``, without a
window; see :mod:`stemviewer.scripting`. Importing the package loads none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_OFFERED = ("filters", "open_chain", "open_feed", "open_session", "record")


def __getattr__(name: str) -> Any:
    """Load what is asked for at its first use."""
    if name in _OFFERED:
        return getattr(import_module("stemviewer.scripting"), name)
    raise AttributeError(f"module 'stemviewer' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what the package offers."""
    return sorted([*globals(), *_OFFERED])
