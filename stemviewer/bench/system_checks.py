"""Checks of the machine that need none of the program's heavy parts."""

from __future__ import annotations

import ctypes
import socket
import sys
import time

import psutil

from stemviewer.core.errors import StemviewerError

RELEASED = 1_767_225_600.0
"""Start of 2026 [s since 1970]: a clock before it is wrong."""

_CLOCK_NOT_SYNCHRONISED = 5
"""``TIME_ERROR`` of ``adjtimex`` (Linux manual, section 2)."""

_WATCHED_S = 0.2


def clock() -> tuple[bool, str]:
    """Check that the time of day is plausible, runs evenly and is kept by a time server."""
    wall, steady = time.time(), time.monotonic()
    while time.monotonic() - steady < _WATCHED_S:
        pass  # nothing to wait for but the time itself
    drift = (time.time() - wall) - (time.monotonic() - steady)
    if wall < RELEASED:
        return False, "the date is wrong: set the clock, or sessions carry wrong times"
    if abs(drift) > _WATCHED_S / 4:
        return False, f"the time of day jumped by {drift:.2f} s while it was watched"
    return True, f"runs evenly; {_synchronised()}"


def _synchronised() -> str:
    if not sys.platform.startswith("linux"):
        return "whether a time server keeps it is not known here"
    library = ctypes.CDLL(None)
    buffer = ctypes.create_string_buffer(512)  # struct timex, zero: only asks
    state = library.adjtimex(buffer)
    if state < 0:
        return "whether a time server keeps it is not known here"
    if state == _CLOCK_NOT_SYNCHRONISED:
        return "not kept by a time server: compare it before times matter"
    return "kept by a time server"


def ports() -> tuple[bool, str]:
    """Check that feeds can listen on this machine, and that the program listens nowhere unasked."""
    with socket.socket() as server:
        try:
            server.bind(("127.0.0.1", 0))
            server.listen(1)
            with socket.create_connection(server.getsockname(), timeout=5.0):
                pass
        except OSError as error:
            return False, f"programs on this machine cannot talk by TCP: {error.strerror}"
    unasked = listening()
    if unasked:
        raise StemviewerError(f"the program listens unasked on {', '.join(map(str, unasked))}")
    return True, "feeds on this machine can be reached; the program listens nowhere unasked"


def listening() -> list[int]:
    """Return the TCP ports on which this process listens."""
    connections = psutil.Process().net_connections(kind="tcp")
    return sorted({c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN})
