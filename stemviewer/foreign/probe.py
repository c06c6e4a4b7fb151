"""Trying, from inside a reading process, what it must not be able to do."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from stemviewer.foreign.limits import Limits

CANARY = "beside.canary"
"""Name of the file that must stay unread."""


def probe(path: Path, limits: Limits) -> dict[str, bool]:
    """Return what could be done that should not; all false where the confinement is whole.

    Parameters
    ----------
    path : Path
        The one file that may be read; beside it lies ``CANARY``, which may not.
    limits : Limits
        In force.
    """
    attempts: dict[str, Callable[[], object]] = {
        "read beside": (path.parent / CANARY).read_bytes,
        "list folder": lambda: list(path.parent.iterdir()),
        "write": lambda: path.with_suffix(".written").write_bytes(b"x"),
        "connect": _connect,
        "run": lambda: subprocess.run(["true"], check=True, capture_output=True),
        "memory": lambda: bytearray(limits.memory_bytes + (64 << 20)),
    }
    return {name: _succeeds(attempt) for name, attempt in attempts.items()}


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as link:
        link.settimeout(1.0)
        try:
            link.connect(("127.0.0.1", 9))
        except ConnectionRefusedError:
            return  # nobody listens there, but we were let out


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, subprocess.SubprocessError):
        return False
    return True
