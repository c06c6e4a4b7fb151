"""The faults: how each is made, and by what it is seen that the window told of it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stemviewer.bench.log.faults import limit_file_size
from stemviewer.bench.soak.clock import SteppedClock
from stemviewer.bench.soak.feed import Microscope
from stemviewer.bench.soak.recordings import Recording, Recordings
from stemviewer.bench.soak.window import WindowProcess

NETWORK_FAILURES = ("device", "memory", "numbers")
STEPS_S = (-86_400, -3_600, -61, -2, 2, 61, 3_600, 86_400)
"""Clock steps [s]: from what a time server does to a wrong day."""

READY_S = 20.0
"""Longest wait for what a fault needs, such as a running recording [s]."""

FULL_S = 4.0
"""A disk stays full for so long [s]."""

STILL_S = (6.0, 9.0)
"""A recorder is held for a time between these; it is told of from 5 s on [s]."""

SILENT_S = (10.5, 13.0)
"""A feed is silent for a time between these; it is taken for dead from 10 s on [s]."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the faults act on."""

    window: WindowProcess
    microscope: Microscope
    recordings: Recordings
    clock: SteppedClock | None
    disk: Path | None
    """A small disk of its own that sessions go to; ``None`` where none can be mounted."""
    chance: random.Random

    def rest(self, seconds: float) -> None:
        """Wait, or until the window has gone."""
        self.window.wait_for(lambda: False, seconds)

    def harmed(self, what: str, seconds: float = READY_S) -> Recording | None:
        """Return the running recording, marked as harmed; ``None`` if there is none in time."""
        self.window.wait_for(lambda: self.recordings.present is not None, seconds)
        found = self.recordings.present
        if found is not None:
            found.harmed.append(what)
        return found


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault.

    Parameters
    ----------
    make : callable
        Does it and undoes what must be undone; False when there was nothing to break.
    told : str
        Pattern of the notice that must follow; empty when nothing need be told.
    needs : tuple of str
        What each beat must say while the fault lasts; the operator who ends a recording whose
        recorder is held need not be told that it writes nothing.
    weight : float
        How often it comes, against the others.
    """

    make: Callable[[Bench], bool]
    told: str = ""
    needs: tuple[str, ...] = ()
    weight: float = 1.0


def _kill_feed(bench: Bench) -> bool:
    if bench.window.beat.get("link") != "connected":
        return False
    bench.microscope.kill()
    bench.rest(bench.chance.uniform(0.2, 3.0))
    bench.microscope.start()
    return True


def _hold_feed(seconds: tuple[float, float]) -> Callable[[Bench], bool]:
    def make(bench: Bench) -> bool:
        if bench.window.beat.get("link") != "connected":
            return False
        bench.microscope.hold(on=True)
        try:
            bench.rest(bench.chance.uniform(*seconds))
        finally:
            bench.microscope.hold(on=False)
        return True

    return make


def _kill_recorder(bench: Bench) -> bool:
    found = bench.harmed("killed")
    return found is not None and _signal(found, signal.SIGKILL)


def _hold_recorder(bench: Bench) -> bool:
    found = bench.harmed("held")
    if found is None or not _signal(found, signal.SIGSTOP):
        return False
    try:
        bench.rest(bench.chance.uniform(*STILL_S))
    finally:
        _signal(found, signal.SIGCONT)
    return True


def _signal(found: Recording, which: signal.Signals) -> bool:
    try:
        os.kill(found.pid, which)
    except ProcessLookupError:
        return False
    return True


def _fill_disk(bench: Bench) -> bool:
    found = bench.harmed("disk full")
    if found is None:
        return False
    if bench.disk is None:
        limit_file_size(found.pid, 1 << 20)
        return True
    ballast = bench.disk / "others"
    try:
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            block = bytes(1 << 20)
            while file.write(block):
                pass
        bench.rest(FULL_S)
    finally:
        ballast.unlink(missing_ok=True)
    return True


def _step_clock(bench: Bench) -> bool:
    if bench.clock is None:
        return False
    bench.clock.step(bench.chance.choice(STEPS_S))
    return True


def _fail_network(bench: Bench) -> bool:
    def at_work() -> bool:
        beat = bench.window.beat
        name = str(beat.get("filter", ""))
        busy = name.startswith(("live", "best", "auto")) and beat.get("ready")
        return bool(busy and beat.get("scanning") and beat.get("link") == "connected")

    if not at_work():
        bench.window.order("network")
        if not bench.window.wait_for(at_work, READY_S):
            return False
    before = int(bench.window.beat.get("provoked", 0))
    bench.window.order(f"fail {bench.chance.choice(NETWORK_FAILURES)}")
    return bench.window.wait_for(
        lambda: int(bench.window.beat.get("provoked", 0)) > before, READY_S
    )


_RECORDING = ("recording", "scanning")

KINDS: Mapping[str, Kind] = {
    "feed killed": Kind(_kill_feed, r"connection|answer|never arrived|incomplete", (), 2.0),
    "feed stalled": Kind(_hold_feed((1.0, 6.0))),
    "feed silent": Kind(_hold_feed(SILENT_S), r"silent for 10 s", (), 0.5),
    "recorder killed": Kind(_kill_recorder, r"recorder process ended", ("recording",), 2.0),
    "recorder held": Kind(_hold_recorder, r"has written nothing for 5 s", _RECORDING),
    "disk full": Kind(_fill_disk, r"disk|room|No space|too large|MB left", _RECORDING),
    "clock stepped": Kind(_step_clock, "", (), 1.5),
    "network failed": Kind(_fail_network, r"CUDA error|not enough memory|no numbers", (), 2.0),
}
