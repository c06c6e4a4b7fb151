"""Work that may take longer than a frame: run in a thread, polled by the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from stemviewer.core.worker import Worker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """Something under way, as the operator is told of it.

    Parameters
    ----------
    title : str
        What is done, e.g. ``"Opening the simulator"``.
    seconds : float
        Since it began [s].
    cancel : callable or None
        Ends it; ``None`` where ending it half way would lose what is being written.
    share : float or None
        How far it is, 0 to 1; ``None`` where nobody knows.
    """

    title: str
    seconds: float
    cancel: Callable[[], None] | None = None
    share: float | None = None


class Background(Generic[T]):
    """Runs one function in a thread of its own and hands over what became of it, once.

    Parameters
    ----------
    name : str
        Of the thread.
    work : callable
        Must return by itself.
    done : callable
        Given the result, in the thread that polls.
    failed : callable
        Given the error, in the thread that polls.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._result: list[T] = []
        self._done, self._failed = done, failed
        self._worker = Worker(name, lambda: self._result.append(work()))
        self.started = monotonic()
        self.title = ""
        self.cancel: Callable[[], None] | None = None
        self._worker.start()

    @property
    def alive(self) -> bool:
        """Whether it is still at work."""
        return self._worker.alive

    def poll(self) -> bool:
        """Hand over the outcome if there is one; return whether it is finished."""
        if self._worker.alive:
            return False
        error = self._worker.error
        if error is not None:
            self._failed(error)
        else:
            self._done(self._result[0])
        return True

    def join(self, timeout: float) -> bool:
        """Wait for the end [s]; return whether it has ended."""
        return self._worker.join(timeout)


class Backgrounds:
    """All work under way; polled by the window's timer."""

    def __init__(self) -> None:
        self._running: list[Background[object]] = []

    def run(
        self,
        name: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        title: str = "",
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Start a piece of work; with a title the operator is told when it takes long."""
        made = Background(name, work, done, failed)
        made.title, made.cancel = title, cancel
        self._running.append(made)  # type: ignore[arg-type]

    @property
    def jobs(self) -> list[Job]:
        """What is under way and has a title, oldest first."""
        now = monotonic()
        titled = [work for work in self._running if work.title]
        return [Job(work.title, now - work.started, work.cancel) for work in titled]

    def poll(self) -> None:
        """Hand over what has finished."""
        for work in tuple(self._running):
            if not work.alive:
                self._running.remove(work)  # first, for its handler may poll or start again
                work.poll()

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def join(self, timeout: float) -> None:
        """Wait for everything under way, up to ``timeout`` [s] each."""
        for work in self._running:
            work.join(timeout)
