"""Part ``ledger``: totals and maps after a session with everything that happens in one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from stemviewer.bench.dose.session import Driven, map_error, simulator
from stemviewer.feeds.base import Control
from stemviewer.feeds.open_feed.ask_account import ask_account

TOTAL_LIMIT, MAP_LIMIT = 0.005, 0.02
"""Allowed errors: share of all electrons, share of the map's peak."""

SESSIONS = 10

FPS, LOCKED_FPS = 8, 10
"""Frames a second: out of step with mains hum; and in step, when each frame is bent alike."""

_SPECIMENS = ("perovskite", "particle", "mos2")


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Drive sessions and compare the ledger with the account; ``good`` says whether it held."""
    count, length = (1, 1) if quick else (SESSIONS, 3)
    names = [_SPECIMENS[n % len(_SPECIMENS)] for n in range(count)]
    runs = [_session(name, seed + n, length) for n, name in enumerate(names)]
    good = all(r["total_error"] <= TOTAL_LIMIT and r["map_error_max"] <= MAP_LIMIT for r in runs)
    found: dict[str, Any] = {"good": good, "runs": runs}
    if not quick:
        # what nobody can see in the frames: not judged, but shown
        found["in_step_with_hum"] = _session(_SPECIMENS[0], seed, length, LOCKED_FPS)
    worst = max(r["map_error_max"] for r in runs)
    total = max(r["total_error"] for r in runs)
    return found | {
        "worst_map_error": worst,
        "worst_total_error": total,
        "limits": {"total": TOTAL_LIMIT, "map": MAP_LIMIT},
    }


def _session(specimen: str, seed: int, length: int, fps: int = FPS) -> dict[str, Any]:
    arguments = ["--specimen", specimen, "--seed", str(seed), "--size", "256", "--dwell", "1"]
    arguments += ["--critical-dose", "1e12", "--max-fps", str(fps), "--channels", "HAADF"]
    with (
        tempfile.TemporaryDirectory(prefix="stemviewer-bench-") as name,
        simulator(arguments) as address,
    ):
        kept = Path(name) / "ledger.npz"
        first = Driven(address, kept)
        try:
            _first_half(first, length)
        finally:
            first.close()
        second = Driven(address, kept)
        try:
            return {"specimen": specimen, "seed": seed} | _second_half(second, length)
        finally:
            second.close()


def _first_half(live: Driven, length: int) -> None:
    live.frames(20 * length)
    live.set(Control.FIELD_OF_VIEW, 7e-9)
    live.frames(12 * length)
    live.set(Control.SHIFT_X, 1.5e-9)
    live.frames(8 * length)
    live.set(Control.BLANK, 1.0)
    live.rest(0.5 * length)
    live.set(Control.BLANK, 0.0)
    live.set(Control.SUBSCAN, 0.4)
    live.frames(8 * length)
    live.set(Control.SUBSCAN, 1.0)
    live.set(Control.PURPOSE, 2.0)
    live.frames(6 * length)
    # the program ends here while the scan goes on


def _second_half(live: Driven, length: int) -> dict[str, Any]:
    live.frames(6 * length)
    live.set(Control.PURPOSE, 1.0)
    live.set(Control.SHIFT_X, 0.0)
    live.set(Control.FIELD_OF_VIEW, 10.24e-9)
    live.frames(12 * length)
    live.set(Control.NEW_AREA, 1.0)
    live.frames(4)
    live.set(Control.STOP, 1.0)
    live.rest(1.0)
    account = live.quiet()
    ledger = live.pipeline.desk.ledger
    booked = ledger.state.session
    served = ask_account(live.address, area=1, cell=1.0)
    largest, mean = map_error(ledger.areas[0], served)
    drift = live.pipeline.desk.follower.now
    return {
        "booked": dict(booked),
        "account": dict(account.electrons),
        "total_error": abs(sum(booked.values()) / sum(account.electrons.values()) - 1.0),
        "purpose_errors": {
            name: abs(booked[name] / true - 1.0) for name, true in account.electrons.items() if true
        },
        "map_error_max": largest,
        "map_error_rms": mean,
        "map_cell_angstrom": served.cell,
        "unseen_frames": ledger.state.unseen,
        "frames": sum(area.frames for area in ledger.areas),
        "drift_of_second_area_angstrom": list(drift.position),
    }
