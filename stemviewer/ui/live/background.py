"""Work that may take longer than a frame: run in a thread, polled by the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from stemviewer.core.worker import Worker

T = TypeVar("T")


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
    ) -> None:
        """Start a piece of work."""
        self._running.append(Background(name, work, done, failed))  # type: ignore[arg-type]

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
