"""Every recorder that the window starts: what it acknowledged, and what is in its session."""

from __future__ import annotations

import contextlib
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psutil

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import PART, SUFFIX, existing
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.ring import Ring, Slot
from stemviewer.session.recording.ring_memory import attach
from stemviewer.session.verifying.verify import verify

LOOK_S = 0.1


@dataclass(slots=True)
class Recording:
    """One recorder process and its session."""

    pid: int
    ring: Ring | None = None
    path: Path | None = None
    acknowledged: int = 0
    harmed: list[str] = field(default_factory=list)
    """Faults that were put into this recorder or its disk."""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a session after its end."""

    name: str
    acknowledged: int
    readable: int
    lost: int
    closed: bool
    harmed: tuple[str, ...]
    problems: tuple[str, ...]


class Recordings:
    """Follows the recorders of a window; each session is examined when its recorder has ended.

    What was acknowledged is read from the memory that window and recorder share, and which stays
    readable after the death of either.

    Parameters
    ----------
    window : int
        Process number of the window.
    """

    def __init__(self, window: int) -> None:
        self._window = psutil.Process(window)
        self._every: dict[int, Recording] = {}
        self._ended: Queue[Recording] = Queue()
        self._stopping = threading.Event()
        self.examined: list[Examined] = []
        self._threads = [
            threading.Thread(target=self._follow, name="recorders"),
            threading.Thread(target=self._examine, name="examiner"),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def present(self) -> Recording | None:
        """The one that records now and has acknowledged a frame; its ring and file are known."""
        for one in reversed(list(self._every.values())):
            if not one.ended and one.path is not None and one.acknowledged:
                return one
        return None

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self._every)

    def stop(self) -> None:
        """Follow no longer; waits until all that ended are examined."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _follow(self) -> None:
        while not self._stopping.wait(LOOK_S) or self._alive():
            for process in _recorders(self._window):
                self._every.setdefault(process.pid, Recording(process.pid))
            for one in list(self._every.values()):
                if not one.ended:
                    self._look(one)

    def _alive(self) -> bool:
        return any(not one.ended for one in self._every.values())

    def _look(self, one: Recording) -> None:
        here = Path(f"/proc/{one.pid}")
        # what is looked at may be gone a moment later: then the next look finds it
        with contextlib.suppress(OSError):
            one.ring = one.ring or _ring(here)
        with contextlib.suppress(OSError):
            one.path = one.path or _session(here)
        try:
            ended = psutil.Process(one.pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            ended = True
        if one.ring is not None:
            one.acknowledged = one.ring.get(Slot.FRAMES)
        if ended:
            one.ended = True
            if one.ring is not None:
                one.ring.close()
                one.ring = None
            self._ended.put(one)

    def _examine(self) -> None:
        while not (self._stopping.is_set() and self._ended.empty() and not self._alive()):
            try:
                one = self._ended.get(timeout=LOOK_S)
            except Empty:
                continue
            self.examined.append(examine(one))


def examine(one: Recording) -> Examined:
    """Verify a session whose recorder has ended; a good one is removed, to save room."""
    harmed = tuple(one.harmed)
    if one.path is None:
        # nothing was opened yet: then nothing may have been acknowledged
        return Examined("", one.acknowledged, 0, one.acknowledged, False, harmed, ())
    try:
        path = existing(one.path)
        with SessionReader(path) as reader:
            readable, closed = len(reader), reader.closed
        problems = tuple(verify(path).problems)
    except SessionFileError as error:
        path, readable, closed, problems = one.path, 0, False, (str(error),)
    lost = max(0, one.acknowledged - readable)
    if not lost and not problems:
        for file in path.parent.glob(f"{one.path.name.removesuffix(SUFFIX)}.*"):
            file.unlink(missing_ok=True)
    return Examined(one.path.name, one.acknowledged, readable, lost, closed, harmed, problems)


def _recorders(window: psutil.Process) -> list[psutil.Process]:
    try:
        children = window.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    found = []
    for child in children:
        try:
            if "recorder_process" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue  # it ended while it was looked at
    return found


def _ring(here: Path) -> Ring | None:
    names = re.findall(r"/shm/(psm_\S+)", (here / "maps").read_text(encoding="utf-8"))
    return attach(names[0]) if names else None


def _session(here: Path) -> Path | None:
    """Return the final name of the first file that a recorder has open."""
    for link in sorted((here / "fd").iterdir(), key=lambda one: int(one.name)):
        target = str(link.readlink())
        if target.removesuffix(PART).endswith(SUFFIX):
            return Path(target.removesuffix(PART))
    return None


def as_figures(found: list[Examined]) -> dict[str, Any]:
    """Return the sums for a report."""
    whole = [one for one in found if not one.harmed]
    return {
        "sessions": len(found),
        "sessions_harmed": len(found) - len(whole),
        "acknowledged": sum(one.acknowledged for one in found),
        "readable": sum(one.readable for one in found),
        "lost": sum(one.lost for one in found),
        "with_problems": sum(bool(one.problems) for one in found),
        "unharmed_not_closed": sum(not one.closed for one in whole if one.acknowledged),
        "problems": [f"{one.name}: {text}" for one in found for text in one.problems][:50],
    }
