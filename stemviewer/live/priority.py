"""Threads that give way to the live path."""

from __future__ import annotations

import os
import sys
import threading

NICENESS = 10


def lower_priority() -> None:
    """Give the calling thread a lower priority, where the system has one for threads."""
    # on Linux priorities are of threads, and the pool that torch makes for this one inherits it
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
