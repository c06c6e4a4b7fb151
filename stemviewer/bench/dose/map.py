"""Part ``map``: dose maps of whole sessions in simulated time, by pixel, many seeds.

The same session as the part ``ledger``, without sockets and without waiting: the microscope is
stepped in this process, the ledger books every frame, is saved and loaded again in the middle,
and both are compared. It does not depend on how busy the machine is.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.dose.session import map_error
from stemviewer.core.frame import Frame, read_only
from stemviewer.feeds.simulator_account import served_account
from stemviewer.live.dose.following import DriftFollower
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.store import load_ledger, save_ledger
from stemviewer.simulation.microscope import Microscope, use_one_core

LIMIT, TOTAL_LIMIT = 0.02, 0.005
"""Allowed errors: of the map as a share of its peak, of the sum of all electrons."""

SESSIONS, SIDE = 10, 256
PERIOD_S, LOCKED_S = 0.125, 0.1
"""From frame to frame: out of step with mains hum, and in step."""

CELL = 2.0
"""Side of the cells that are compared [Å]; the map's own are half an Ångström or finer."""

_SPECIMENS = ("perovskite", "particle", "mos2")


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Run sessions; ``good`` says whether every map and every sum held."""
    use_one_core()
    count, length = (1, 1) if quick else (SESSIONS, 2)
    runs = [
        session(_SPECIMENS[n % len(_SPECIMENS)], seed + n, length, PERIOD_S) for n in range(count)
    ]
    good = all(r["map_error"] <= LIMIT and r["total_error"] <= TOTAL_LIMIT for r in runs)
    found: dict[str, Any] = {"good": good, "worst_map_error": max(r["map_error"] for r in runs)}
    found["worst_total_error"] = max(r["total_error"] for r in runs)
    if not quick:
        # hum that bends each frame alike shows in none of them: not judged
        found["in_step_with_hum"] = session(_SPECIMENS[0], seed, length, LOCKED_S)
    return found | {"limits": {"map": LIMIT, "total": TOTAL_LIMIT}, "runs": runs}


class _Stepped:
    """A microscope and a ledger, a frame at a time."""

    def __init__(self, specimen: str, seed: int, period: float) -> None:
        self.microscope = Microscope(
            specimen, seed, rows=SIDE, columns=SIDE, channels=("HAADF",), critical_dose=1e12
        )
        self.microscope.change("dwell", 1e-6)
        self.follower = DriftFollower()
        self.ledger = DoseLedger(self.follower)
        self._period = period
        self.frames = 0

    def scan(self, count: int, **changes: float) -> None:
        """Scan frames after some changes."""
        for name, value in changes.items():
            self.microscope.change(name, value)
        for _ in range(count):
            self._frame()

    def _frame(self) -> None:
        scope, wanted = self.microscope, self.microscope.setup
        scope.setup = wanted.scanned()
        number, began = scope.begin_frame(), scope.time
        setup, settings = scope.running, scope.frame_settings
        rows = scope.scan_rows(0, setup.rows)["HAADF"]
        scope.setup = wanted
        place = setup.place(scope.area + 1)
        at = 10**9 + round(began * 1e9)
        data = read_only(np.ascontiguousarray(rows))
        self.ledger.book(Frame(number, "HAADF", data, settings, acquired_utc_ns=at, place=place))
        look = self.follower.slot.take(0.0)
        if look is not None:
            self.follower.look(look)
        self.frames += 1
        scope.idle(max(0.0, self._period - (scope.time - began)), beam_on=False)

    def restart(self) -> None:
        """Keep the books, and go on with what a new program reads of them."""
        with tempfile.TemporaryDirectory(prefix="stemviewer-bench-") as name:
            path = Path(name) / "ledger.npz"
            save_ledger(path, self.ledger, instrument="bench", saved_utc_ns=0)
            self.follower = DriftFollower()
            self.ledger = DoseLedger(self.follower)
            load_ledger(path, self.ledger)


def session(specimen: str, seed: int, length: int, period: float) -> dict[str, Any]:
    """Drive a session; return the errors of map and sum."""
    live = _Stepped(specimen, seed, period)
    live.scan(20 * length)
    live.scan(12 * length, field_of_view=7e-9)
    live.scan(8 * length, shift_x=1.5e-9)
    live.microscope.blanked = True
    live.scan(4 * length)
    live.microscope.blanked = False
    live.scan(8 * length, subscan=0.4)
    live.scan(6 * length, subscan=1.0, purpose=2.0)
    live.restart()
    live.scan(6 * length)
    live.scan(12 * length, purpose=1.0, shift_x=0.0, field_of_view=10.24e-9)
    account = live.microscope.account()
    served = served_account(account, 1, CELL)
    largest, mean = map_error(live.ledger.areas[0], served)
    booked = live.ledger.state.total
    return {
        "specimen": specimen,
        "seed": seed,
        "frames": live.frames,
        "total_error": abs(booked / account.total - 1.0),
        "map_error": largest,
        "map_error_rms": mean,
        "map_cell_angstrom": served.cell,
    }
