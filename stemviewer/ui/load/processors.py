"""What a stretch of time cost of the processors: here, in this thread, and elsewhere."""

from __future__ import annotations

import threading
from time import perf_counter, process_time, thread_time

import psutil

UNNAMED = "others"
"""Threads that Python did not start."""


class ProcessorUse:
    """Counts from where it is made; call it and ``shares`` in the same thread."""

    def __init__(self) -> None:
        self._before = _times()
        self._threads = _thread_times()

    def by_thread(self) -> dict[str, float]:
        """Return the processor time of each thread since this was made [s], by its name."""
        used: dict[str, float] = {}
        names = {thread.native_id: thread.name for thread in threading.enumerate()}
        for number, seconds in _thread_times().items():
            name = names.get(number, UNNAMED)
            used[name] = used.get(name, 0.0) + seconds - self._threads.get(number, 0.0)
        return used

    def shares(self) -> dict[str, float]:
        """Return processors kept busy, on average, since this was made.

        Returns
        -------
        dict
            ``qt_thread`` and ``process`` (all of its threads) of this process, ``others`` of all
            that runs beside it, and ``present``, how many there are. With ``process`` and
            ``others`` near ``present`` wall times say more of the others than of this process.
        """
        wall, thread, process, machine = (
            after - before for before, after in zip(self._before, _times(), strict=True)
        )
        return {
            "qt_thread": thread / wall,
            "process": process / wall,
            "others": max(machine - process, 0.0) / wall,
            "present": float(psutil.cpu_count() or 1),
        }


def _times() -> tuple[float, float, float, float]:
    every = psutil.cpu_times()
    idle = every.idle + getattr(every, "iowait", 0.0)
    busy = sum(every[: len(every)]) - idle - getattr(every, "guest", 0.0)
    return perf_counter(), thread_time(), process_time(), busy


def _thread_times() -> dict[int, float]:
    return {one.id: one.user_time + one.system_time for one in psutil.Process().threads()}
