"""The threads behind a blind comparison: those that make its pairs, and the one that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemviewer.ui.language.words import tr
from stemviewer.ui.review.blind_work import written
from stemviewer.ui.review.job import Job, Outcome

if TYPE_CHECKING:
    from stemviewer.inspection.blind import BlindRun
    from stemviewer.ui.review.blind_pictures import Shown

Done = Callable[[Outcome[Any]], None]


class Threads:
    """Jobs, each with what is done with its outcome on the Qt thread."""

    def __init__(self) -> None:
        self._jobs: list[tuple[Job[Any], Done]] = []
        self._left: list[Job[Any]] = []

    def start(self, work: Callable[[], Any], done: Done) -> None:
        """Do some work."""
        self._jobs.append((Job(tr("Blind comparison"), work).start(), done))

    def poll(self) -> None:
        """Hand out what was made; called from the window's timer."""
        self._left = [job for job in self._left if not job.join(0)]
        for entry in tuple(self._jobs):
            outcome = entry[0].take()
            # what is done with one outcome can give up the others
            if outcome is not None and entry in self._jobs:
                self._jobs.remove(entry)
                entry[1](outcome)

    def give_up(self) -> None:
        """Throw away what is being made."""
        for job, _ in self._jobs:
            job.cancel()
            self._left.append(job)
        self._jobs = []

    def close(self) -> None:
        """Give up, and wait for the threads."""
        self.give_up()
        for job in self._left:
            job.join()
        self._left = []


class PairMaker:
    """Makes the pairs of a comparison, each once; one that cannot be made is passed over.

    Parameters
    ----------
    threads : Threads
        Do it.
    make : callable
        Makes the pair at a position.
    there : callable
        Told the position of a pair that was made.
    passed : callable
        Told the position of one that could not be made, and why.
    """

    def __init__(
        self,
        threads: Threads,
        make: Callable[[int], Shown],
        there: Callable[[int], None],
        passed: Callable[[int, Exception], None],
    ) -> None:
        self._threads, self._make, self._there, self._passed = threads, make, there, passed
        self._begun: set[int] = set()
        self._made: dict[int, Shown] = {}
        self.bad: set[int] = set()

    def want(self, at: int) -> None:
        """Have a pair made, if that was not begun yet."""
        if at not in self._begun:
            self._begun.add(at)
            self._threads.start(lambda: self._make(at), lambda outcome: self._done(at, outcome))

    def pair(self, at: int) -> Shown | None:
        """Return a pair, ``None`` while it is being made."""
        return self._made.get(at)

    def forget(self, at: int) -> None:
        """Let go of a pair that was answered."""
        self._made.pop(at, None)

    def _done(self, at: int, outcome: Outcome[Any]) -> None:
        if outcome.error is not None:
            self.bad.add(at)
            self._passed(at, outcome.error)
        elif outcome.value is not None:
            self._made[at] = outcome.value
            self._there(at)


class AnswerKeeper:
    """Writes the newest state of a comparison beside its session, one file at a time.

    Parameters
    ----------
    kept : callable
        Told where, once the newest state is on the disk.
    failed : callable
        Told why it could not be written.
    """

    def __init__(self, kept: Callable[[Path], None], failed: Callable[[Any], None]) -> None:
        self._kept, self._failed = kept, failed
        self._waiting: tuple[Path, str, BlindRun] | None = None
        self._writing: Job[Path] | None = None

    def keep(self, path: Path, session_id: str, run: BlindRun) -> None:
        """Write a state; one that waits still is never written."""
        self._waiting = (path, session_id, run)
        self.poll()

    def poll(self) -> None:
        """Look what was written, and write what is new; called from the window's timer."""
        outcome = None if self._writing is None else self._writing.take()
        if outcome is not None:
            self._writing = None
            if outcome.value is None:
                self._failed(outcome.error)
            elif self._waiting is None:
                self._kept(outcome.value)
        if self._writing is None and self._waiting is not None:
            self._writing = self._begun(self._waiting)
            self._waiting = None

    def close(self) -> None:
        """Wait until all is written."""
        if self._writing is not None:
            self._writing.join()
            self._writing = None
        if self._waiting is not None:
            self._begun(self._waiting).join()
            self._waiting = None

    @staticmethod
    def _begun(state: tuple[Path, str, BlindRun]) -> Job[Path]:
        return Job(tr("Blind comparison"), lambda: written(*state)).start()
