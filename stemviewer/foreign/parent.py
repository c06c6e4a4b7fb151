"""Starting a reading process, watching it, and telling how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

from stemviewer.core.errors import ImageFileError, SessionFileError, StemviewerError
from stemviewer.foreign.child import high_water
from stemviewer.foreign.limits import Limits
from stemviewer.foreign.wire import WireError, read_line, reported_error

CHILD_FLAG = "--foreign-child"
"""First argument by which a frozen bundle starts itself as a reading process."""

_WATCH_S = 0.05
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031
_KEPT = (
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_DATA_HOME",
)

Found = TypeVar("Found")


@dataclass(slots=True)
class Outcome:
    """How a reading process ended, for measurements.

    Parameters
    ----------
    peak_bytes : int
        Most memory it had in use [bytes]; 0 where the system does not tell.
    seconds : float
        From its start to its end [s].
    force : tuple of str
        Confinement that it reported.
    limit : str
        Limit that ended it: ``"time"``, ``"memory"``, ``"cpu"``, ``"crash"``; empty if none.
    """

    peak_bytes: int = 0
    seconds: float = 0.0
    force: tuple[str, ...] = ()
    limit: str = ""


@dataclass(slots=True)
class _Watch:
    """Ends a process that takes too long or too much, whatever the system's own limits do."""

    process: subprocess.Popen[bytes]
    limits: Limits
    file_bytes: int
    reason: str = ""
    peak: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        deadline = time.monotonic() + self.limits.wall_s
        base = 0
        while not self.done.wait(_WATCH_S):
            resident = self._resident()
            # libraries are in before the first look that counts: what comes later is the file's
            base = base or min(resident, 256 << 20)
            if time.monotonic() > deadline:
                self.reason = "time"
            elif resident > base + (256 << 20) + self.limits.memory_bytes + self.file_bytes:
                self.reason = "memory"
            if self.reason:
                self.process.kill()
                return

    def _resident(self) -> int:
        import psutil

        try:
            now = int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0
        self.peak = max(self.peak, now, _high_water(self.process.pid))
        return now


def _high_water(pid: int) -> int:
    try:
        return high_water(Path(f"/proc/{pid}/status").read_text("ascii", errors="replace"))
    except OSError:
        return 0


def run_job(
    job: str,
    path: Path,
    limits: Limits,
    take: Callable[[dict[str, Any], IO[bytes]], Found],
    *,
    folder: Path | None = None,
    more: dict[str, Any] | None = None,
    outcome: Outcome | None = None,
    command: Sequence[str] = (),
) -> Found:
    """Have a job done by a limited process of its own, and take its answer.

    Parameters
    ----------
    job : str
        One of ``foreign.jobs.JOBS``.
    path : Path
        The file.
    limits : Limits
        Of memory and time.
    take : callable
        Makes the result of the first message and the stream behind it.
    folder : Path, optional
        Folder whose files may be read, for sessions of several files; otherwise only ``path``.
    more : dict, optional
        Further values for the job, JSON-ready.
    outcome : Outcome, optional
        Filled in.
    command : sequence of str
        Program that does it, in place of our own reading process; it speaks the same way.

    Raises
    ------
    StemviewerError
        What the process reported, or how it ended instead of answering.
    """
    outcome = Outcome() if outcome is None else outcome
    started = time.monotonic()
    path = path.absolute()
    process = _start(command)
    watch = _Watch(process, limits, path.stat().st_size)
    watcher = threading.Thread(target=watch.run, name="foreign-watch", daemon=True)
    watcher.start()
    try:
        content = {"job": job, "path": str(path), "limits": limits.as_json(), "more": more or {}}
        if folder is not None:
            content["folder"] = str(folder.absolute())
        _ask(process, content, limits)
        return _answer(process, take, outcome)
    except WireError as error:
        _end(process)
        raise _ended(path, process, watch, limits, str(error), folder is not None) from error
    finally:
        watch.done.set()
        watcher.join()
        _end(process)
        outcome.seconds = time.monotonic() - started
        outcome.peak_bytes = max(outcome.peak_bytes, watch.peak)
        outcome.limit = outcome.limit or _limit_of(process, watch)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    frozen = bool(getattr(sys, "frozen", False))
    own = [CHILD_FLAG] if frozen else ["-m", "stemviewer.foreign.child"]
    process = subprocess.Popen(
        command or [sys.executable, *own],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if sys.platform.startswith("linux") and process.stdout is not None:
        import fcntl

        # where it is not allowed the usual size is slower, no more
        with contextlib.suppress(OSError):
            fcntl.fcntl(process.stdout.fileno(), _F_SETPIPE_SZ, _PIPE_BYTES)
    return process


def _environment() -> dict[str, str]:
    """Return the few variables that Python needs; no token, no plugin path, one thread."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        # "::" forbids HDF5 to load any filter from a file
        "HDF5_PLUGIN_PRELOAD": "::",
        "HDF5_PLUGIN_PATH": "",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "BLOSC_NTHREADS": "1",
    }


def _ask(process: subprocess.Popen[bytes], content: dict[str, Any], limits: Limits) -> None:
    assert process.stdin is not None
    if sys.platform == "win32":
        from stemviewer.foreign.windows_job import limit_process

        limit_process(process, limits)
    try:
        process.stdin.write(json.dumps(content).encode("ascii") + b"\n")
        process.stdin.close()
    except OSError as error:
        raise WireError("it ended before it was asked") from error


def _answer(
    process: subprocess.Popen[bytes],
    take: Callable[[dict[str, Any], IO[bytes]], Found],
    outcome: Outcome,
) -> Found:
    assert process.stdout is not None
    content = read_line(process.stdout)
    force = content.get("force")
    outcome.force = tuple(str(name) for name in force) if isinstance(force, list) else ()
    if content.get("ok") is not True:
        if content.get("limit") == "memory":
            outcome.limit = "memory"
        _last(process, outcome)
        raise reported_error(content)
    found = take(content, process.stdout)
    _last(process, outcome)
    return found


def _last(process: subprocess.Popen[bytes], outcome: Outcome) -> None:
    assert process.stdout is not None
    peak = read_line(process.stdout).get("peak_rss")
    outcome.peak_bytes = peak if isinstance(peak, int) else 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """See the process out; one that has answered needs no kill, and gets a second to leave."""
    try:
        process.wait(1.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None and not stream.closed:
            stream.close()


def _limit_of(process: subprocess.Popen[bytes], watch: _Watch) -> str:
    if watch.reason:
        return watch.reason
    code = process.returncode
    if code is None or code >= 0:
        return "" if not code else "crash"
    if code == -getattr(signal, "SIGXCPU", 0):
        return "cpu"
    return "memory" if code == -getattr(signal, "SIGKILL", 0) else "crash"


def _ended(
    path: Path,
    process: subprocess.Popen[bytes],
    watch: _Watch,
    limits: Limits,
    heard: str,
    session: bool,
) -> StemviewerError:
    """Return the error of a process that did not answer as it should."""
    why = {
        "time": f"it was not done after {limits.wall_s:.0f} s",
        "cpu": f"it was not done after {limits.cpu_s:.0f} s of processor time",
        "memory": f"it needs more than the {limits.memory_bytes >> 20} MB of memory allowed",
        "crash": f"the process that read it crashed (exit {process.returncode})",
    }.get(_limit_of(process, watch), heard)
    kind = SessionFileError if session else ImageFileError
    return kind(
        f"{path.name} was not read: {why}.",
        "It is damaged, made to do harm, or too large; nothing of it is used, and the program "
        "is not affected.",
        "Check where it comes from; export it again as TIFF from the program that wrote it.",
    )
