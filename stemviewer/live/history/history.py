"""The last minutes of the live path, always kept, in a memory budget, in a thread of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from time import monotonic, thread_time

from stemviewer.core.worker import Worker
from stemviewer.live.history.inbox import Inbox, Item
from stemviewer.live.history.packing import Arrival, Picture
from stemviewer.live.history.shelf import Shelf
from stemviewer.live.history.view import Gap, HistoryView, Mark
from stemviewer.live.priority import lower_priority

BUDGET = 512 << 20
"""Default memory budget [bytes]."""

LEAST_BUDGET = 64 << 20
MOST_OF_MEMORY = 0.25
"""Share of the machine's memory that the history may have at most."""

VIEW_EVERY_S = 0.25
REST = 0.5
"""After each item, this share of the processor time that it took is left to the live path."""

WAIT_S = 0.1
TOO_FAST = "came faster than the history could keep them; recordings are not affected"


class History:
    """Packs what the live path leaves in its inbox. No ``put`` ever waits.

    Parameters
    ----------
    budget : int
        Memory that it may take [bytes]; cut to a quarter of the machine's.
    failed : callable
        Told of an error that ended the thread.
    """

    def __init__(
        self,
        budget: int = BUDGET,
        failed: Callable[[Exception], None] = lambda _error: None,
        inbox: Inbox | None = None,
    ) -> None:
        self.inbox = inbox or Inbox()
        self.shelf = Shelf(allowed(budget))
        self.view = HistoryView(budget=self.shelf.budget)
        """What the timeline draws, at most a quarter of a second old."""
        self._worker = Worker("history", self._run, failed)
        self._missed = 0
        self._view_at = 0.0
        self._stale = False

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self, timeout: float) -> bool:
        """End the thread; return whether it has ended within ``timeout`` [s]."""
        self.inbox.close()
        return self._worker.join(timeout)

    def set_budget(self, budget: int) -> None:
        """Change the memory budget [bytes]; what is too much goes with the next frame."""
        self.shelf.budget = allowed(budget)

    # -- by the live path ---------------------------------------------------------------

    def put_frame(self, arrival: Arrival) -> None:
        """Leave a frame that has ended; one that finds no room is counted and shown as a gap."""
        if not self.inbox.put(arrival):
            self._missed += arrival.shown
            number = arrival.frame.number
            self.inbox.put(Gap(monotonic(), number, number, TOO_FAST))

    def put_picture(self, picture: Picture) -> None:
        """Leave a processed picture; one that finds no room is not kept, its frame is."""
        self.inbox.put(picture)

    def put_event(self, kind: str, text: str) -> None:
        """Leave a line of the event log."""
        self.inbox.put(Mark(monotonic(), time.time_ns(), kind, text))

    def put_lost(self, first: int, last: int, reason: str) -> None:
        """Leave that frames never came."""
        self.inbox.put(Gap(monotonic(), first, last, reason))

    # -- the thread ---------------------------------------------------------------------

    def _run(self) -> None:
        lower_priority()
        while not self.inbox.closed:
            item = self.inbox.take(WAIT_S)
            if item is not None:
                self._keep(item)
                self._stale = True
            if self._stale and monotonic() - self._view_at >= VIEW_EVERY_S:
                self._view_at, self._stale = monotonic(), False
                self.view = self.shelf.view(self._missed)

    def _keep(self, item: Item) -> None:
        busy = thread_time()
        if isinstance(item, Arrival):
            arrived = item.frame.received_monotonic_ns
            self.shelf.add(item, arrived / 1e9 if arrived else monotonic())
        elif isinstance(item, Picture):
            self.shelf.add_picture(item)
        else:
            self.shelf.note(item)
            return
        self.inbox.rest(REST * (thread_time() - busy))


def allowed(budget: int) -> int:
    """Return a budget [bytes] that this machine can bear."""
    import psutil

    most = int(psutil.virtual_memory().total * MOST_OF_MEMORY)
    return max(LEAST_BUDGET, min(budget, most))
