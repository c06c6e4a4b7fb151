"""What a figure depends on besides the code: machine, versions, seed, command."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from typing import Any

import psutil

from stemviewer import __version__

_LIBRARIES = ("numpy", "scipy", "torch", "PySide6-Essentials", "pyqtgraph", "h5py", "websockets")


def environment(seed: int | None = None) -> dict[str, Any]:
    """Return machine, versions, seed and command of this run, JSON-ready."""
    return {
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
        },
        "versions": {
            "stemviewer": __version__,
            "python": platform.python_version(),
            **{name: _version(name) for name in _LIBRARIES},
        },
        "seed": seed,
        "command": ["stemviewer", *sys.argv[1:]],
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - not a real file
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass  # not Linux: the standard library knows less, which is said as it is
    return platform.processor() or "unknown"
