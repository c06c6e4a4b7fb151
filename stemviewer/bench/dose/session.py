"""A live path on a simulator in a process of its own, driven step by step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from stemviewer.core.errors import FeedError
from stemviewer.feeds.accounting import ServedAccount
from stemviewer.feeds.base import Control
from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed.ask_account import ask_account
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.live.dose.book import AreaBook
from stemviewer.live.dose.dose_map import render
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import LinkState

WAIT_S = 60.0
_TICK_S = 0.01
_STILL = 10


class Driven:
    """A live path whose commands are waited for.

    Parameters
    ----------
    address : str
        Of the simulator.
    ledger_file : Path, optional
        Where the ledger is kept.
    """

    def __init__(self, address: str, ledger_file: Path | None = None) -> None:
        self.address = address
        self.pipeline = LivePipeline(lambda: OpenFeed(address), address, ledger_file=ledger_file)
        self._pause = threading.Event()
        self.pipeline.start()
        self.until(lambda: self.pipeline.status().link is LinkState.CONNECTED)

    def until(self, true: Callable[[], bool], limit: float = WAIT_S) -> None:
        """Wait until something is true.

        Raises
        ------
        FeedError
            If it does not come true.
        """
        for _ in range(int(limit / _TICK_S)):
            if true():
                return
            self._pause.wait(_TICK_S)
        raise FeedError("The simulator did not do what it was asked in time.")

    def rest(self, seconds: float) -> None:
        """Let it run [s]."""
        self._pause.wait(seconds)

    def set(self, control: Control, value: float) -> None:
        """Send a command and wait for its answer."""
        before = self.answers
        self.pipeline.send(control, value)
        self.until(lambda: self.answers > before)

    @property
    def answers(self) -> int:
        """How many commands were answered."""
        return self.pipeline.desk.guard.answers

    def frames(self, count: int) -> None:
        """Wait for more whole frames."""
        wanted = self.pipeline.status().counts.received + count
        self.until(lambda: self.pipeline.status().counts.received >= wanted)

    def quiet(self) -> ServedAccount:
        """Stop, blank, wait until nothing more is booked, and return the account."""
        self.set(Control.BLANK, 1.0)
        self.set(Control.SCAN, 0.0)
        self.settle()
        return ask_account(self.address)

    def settle(self) -> None:
        """Wait until no frame has come for a second."""
        seen, still = -1, 0
        while still < _STILL:
            counts = self.pipeline.status().counts
            still = still + 1 if counts.received + counts.lost == seen else 0
            seen = counts.received + counts.lost
            self._pause.wait(0.1)

    def close(self) -> None:
        """End the live path; the simulator goes on."""
        self.pipeline.stop()


@contextmanager
def simulator(arguments: Sequence[str]) -> Iterator[str]:
    """Give the address of ``stemviewer simulate`` with some arguments."""
    process = start_server_process(["simulate", *arguments])
    try:
        yield process.address
    finally:
        process.stop()


def map_error(area: AreaBook, account: ServedAccount) -> tuple[float, float]:
    """Return the largest and the root-mean-square error of a map, as shares of its peak."""
    rows, columns = account.counts.shape
    lines_y = account.origin[0] + account.cell * np.arange(rows + 1)
    lines_x = account.origin[1] + account.cell * np.arange(columns + 1)
    booked = render(area.map.patches, lines_y, lines_x)
    wrong = booked - account.counts
    peak = float(account.counts.max())
    return float(np.abs(wrong).max()) / peak, float(np.sqrt(np.mean(wrong**2))) / peak
