"""The reading process: gives up what it does not need, reads one file, says what it found.

It is started with this module as its program; the job comes on standard input as one line of
JSON, the answer goes to standard output as one line of JSON, the pixels, and a last line.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from stemviewer.core.errors import ModelError, SessionFileError, StemviewerError
from stemviewer.foreign.confine import confine
from stemviewer.foreign.limits import Limits

_PIECE = 1 << 20


def main() -> int:
    """Do the job on standard input; 0 when it was answered, whatever the answer."""
    answer = _private_output()
    job = json.loads(sys.stdin.buffer.readline())
    path, limits = Path(job["path"]), Limits(**job["limits"])
    try:
        from stemviewer.foreign.jobs import JOBS, importing

        importing(job["job"], path)
        folder = job.get("folder")
        files = [Path(name) for name in job["more"].get("listed", [])] if folder else [path]
        force = confine(limits, files, [Path(folder)] if folder else [])
        found, pixels = JOBS[job["job"]](path, limits, job["more"])
        _say(answer, {"ok": True, "force": force, **found})
        answer.flush()
        for view in pixels:
            _write_all(answer.fileno(), view)
    except Exception as error:  # noqa: BLE001 - the boundary of the process: told to the parent
        _say(answer, _told(error, path, limits))
    _say(answer, {"peak_rss": _peak()})
    answer.flush()
    return 0


def _write_all(handle: int, view: memoryview) -> None:
    # past the stream's buffer: pixels are many, and a copy less is time
    done = 0
    while done < len(view):
        done += os.write(handle, view[done : done + _PIECE])


def _private_output() -> IO[bytes]:
    """Return a stream of our own; what libraries print then goes nowhere."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answer


def _say(answer: IO[bytes], content: dict[str, Any]) -> None:
    answer.write(json.dumps(content, default=str).encode("ascii") + b"\n")


def _told(error: Exception, path: Path, limits: Limits) -> dict[str, Any]:
    if isinstance(error, StemviewerError):
        kind = "session" if isinstance(error, SessionFileError) else "image"
        kind = "model" if isinstance(error, ModelError) else kind
        return _error(kind, error.what, error.meaning, error.action)
    if isinstance(error, MemoryError):
        return _error(
            "image",
            f"{path.name} was not read: it needs more than the {limits.memory_bytes >> 20} MB of "
            "memory that reading it may take.",
            "Its sizes are not true, or it is too large for this machine; nothing of it is used.",
            "Check where it comes from; split it into shorter stacks if it is good.",
        ) | {"limit": "memory"}
    text = " ".join(str(error).split())[:160]
    return _error(
        "image",
        f"{path.name} cannot be read: it is damaged ({type(error).__name__}: {text}).",
        "Nothing of it is used; the file is not changed.",
        "Check that it was copied completely, or save it again as TIFF.",
    )


def _error(kind: str, what: str, meaning: str, action: str) -> dict[str, Any]:
    return {"ok": False, "kind": kind, "what": what, "meaning": meaning, "action": action}


def _peak() -> int:
    """Return the most memory this process had in use [bytes]; 0 where the system has no word."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return high_water(text)


def high_water(status: str) -> int:
    """Return the high-water mark of resident memory in a ``/proc/<pid>/status`` [bytes]."""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    sys.exit(main())
