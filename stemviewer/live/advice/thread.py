"""The advice thread: damage watch and dose adviser at low duty, beside the live view."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.quantity import Quantity
from stemviewer.live.advice.advising import Advising
from stemviewer.live.advice.damage import DamageWatch
from stemviewer.live.advice.state import AdviceState, DamageState
from stemviewer.live.channels import NewestSlot
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import ChainSettings

if TYPE_CHECKING:
    from stemviewer.trust.advice.points import Wish

WAIT_S = 0.2
NICENESS = 15

REST = 4.0
"""After a frame, this many times as long as it took is left to the live view ..."""

REST_COLLECTING = 1.0
"""... less while frames are collected for advice, since they must follow one another ..."""

REST_LOOK = 8.0
"""... and more after a look of the adviser, which takes many passes of a network."""


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """A complete frame, and the dose of its area when it ended [e/Å^2]."""

    frame: Frame
    dose: Quantity


class Advice:
    """Takes frames when it is rested; all others pass by, so nothing ever waits for it.

    Parameters
    ----------
    chain : callable
        Returns the chain at work.
    notices : NoticeBoard
        Told of damage and of failures.
    log : callable
        Writes an event into the session: kind and text.
    """

    def __init__(
        self,
        chain: Callable[[], ChainSettings],
        notices: NoticeBoard,
        log: Callable[[str, str], None],
    ) -> None:
        self._chain, self._notices = chain, notices
        self._damage = DamageWatch(notices, log)
        self._advising = Advising()
        self._slot: NewestSlot[Offered] = NewestSlot()
        self._wish: Wish | None = None
        self._broken = threading.Event()
        self._next_at = self._advise_at = 0.0

    @property
    def advice(self) -> AdviceState:
        """What other doses would give."""
        return self._advising.state

    @property
    def damage(self) -> DamageState:
        """Whether the specimen still is what it was."""
        return self._damage.state

    def ask(self, wish: Wish | None) -> None:
        """Have doses judged by a criterion from now on; ``None`` ends it. Any thread."""
        self._wish = wish

    def offer(self, frame: Frame, dose: Quantity) -> None:
        """Offer a frame that has ended; returns at once. The feed thread."""
        rested = perf_counter() >= self._next_at
        if frame.complete and rested and not self._broken.is_set():
            self._slot.put(Offered(frame, dose))

    def close(self) -> None:
        """Make ``run`` return after what is under way."""
        self._slot.close()

    def run(self) -> None:
        """Work until closed; the body of the thread."""
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not self._slot.closed:
            offered = self._slot.take(WAIT_S)
            if offered is not None:
                self._take(offered)
            elif self._wish is None and self.advice.on:
                self._advising.stop()

    def _take(self, offered: Offered) -> None:
        started, wish = perf_counter(), self._wish
        rest = REST
        try:
            self._damage.take(offered.frame, offered.dose)
            if wish is None:
                self._advising.stop()
            elif started >= self._advise_at:
                rest = REST_COLLECTING
                if self._advising.take(offered.frame, self._chain(), wish):
                    self._advise_at = perf_counter() + REST_LOOK * self._advising.seconds
        except Exception as error:  # noqa: BLE001 - failing advice must not end the live view
            self._broken.set()
            self._notices.error(error)
        now = perf_counter()
        self._next_at = now + rest * (now - started)
