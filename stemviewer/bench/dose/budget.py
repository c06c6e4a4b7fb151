"""Part ``budget``: random sessions with a limit; each must stop, at most one frame beyond it."""

from __future__ import annotations

from typing import Any

import numpy as np

from stemviewer.bench.dose.session import Driven, simulator
from stemviewer.core.dose import frame_dose
from stemviewer.feeds.base import Control
from stemviewer.feeds.open_feed.ask_account import ask_account
from stemviewer.live.dose.budget import Budget, BudgetAction

SESSIONS = 100
_QUICK = 6

EARLY = 1.5
"""A stop may leave so many frames unscanned: less than a whole one, and what drift smears."""


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Run sessions; the simulator's account says what the specimen really got."""
    generator = np.random.default_rng(seed)
    arguments = ["--specimen", "amorphous", "--seed", str(seed), "--size", "64", "--channels"]
    arguments += ["HAADF", "--critical-dose", "1e12", "--max-fps", "20", "--fov", "6"]
    runs: list[dict[str, Any]] = []
    with simulator(arguments) as address:
        live = Driven(address)
        try:
            count = _QUICK if quick else SESSIONS
            runs.extend(_session(live, generator, number) for number in range(count))
        finally:
            live.close()
    worst = max(r["frames_over"] for r in runs)
    missed = sum(not r["stopped"] for r in runs)
    early = max(r["frames_left"] for r in runs)
    good = worst <= 1.0 and missed == 0 and early <= EARLY
    return {"good": good, "sessions": len(runs), "missed": missed, "worst_over": worst} | {
        "most_left_frames": early,
        "runs": runs,
    }


def _session(live: Driven, generator: np.random.Generator, number: int) -> dict[str, Any]:
    guard = live.pipeline.desk.guard
    live.set(Control.BLANK, 1.0)
    live.pipeline.set_budget(Budget())
    # while a budget is spent nothing can be started
    live.until(lambda: guard.state.budget.limit is None)
    live.set(Control.SCAN, 1.0)
    before = live.pipeline.status().dose.frames_here
    live.set(Control.NEW_AREA, 1.0)
    if before:
        # the books begin the area with its first frame, which is dark here
        live.until(lambda: not live.pipeline.status().dose.here.value)
    live.set(Control.DWELL, float(10 ** generator.uniform(-6.3, -4.7)))
    live.set(Control.BEAM_CURRENT, float(10 ** generator.uniform(-12, -10.5)))
    settings = live.pipeline.status().settings
    assert settings is not None
    cost = frame_dose(settings).total.value
    assert cost is not None
    limit = cost * float(generator.uniform(5, 25))
    action = BudgetAction.STOP if generator.random() < 0.5 else BudgetAction.BLANK
    live.pipeline.set_budget(Budget(limit, action, "bench"))
    live.until(lambda: guard.state.budget.limit == limit)
    live.set(Control.BLANK, 0.0)
    live.until(lambda: _ended(live, action))
    if action is BudgetAction.STOP:
        live.settle()
    live.set(Control.BLANK, 1.0)
    given = _given(live)
    over = (given - limit) / cost
    return {
        "session": number,
        "action": action.value,
        "limit_frames": limit / cost,
        "frame_s": frame_dose(settings).duration.value,
        "frames_over": over,
        "command_s": guard.lag,
        "frames_left": max(0.0, -over),
        "stopped": True,
    }


def _ended(live: Driven, action: BudgetAction) -> bool:
    scan = live.pipeline.status().scan
    return scan.blanked if action is BudgetAction.BLANK else not scan.scanning


def _given(live: Driven) -> float:
    """Return the scanned dose in the middle of the view, by the simulator's account [e/Å^2]."""
    account = ask_account(live.address, cell=2.0)
    y = (-account.origin[0]) / account.cell
    x = (-account.origin[1]) / account.cell
    rows, columns = account.counts.shape
    top, left = max(0, int(y) - 2), max(0, int(x) - 2)
    middle = account.counts[top : min(rows, top + 5), left : min(columns, left + 5)]
    # nothing at all was scanned: a stop before the first frame, which counts as early
    return float(middle.mean()) / account.cell**2 if middle.size else 0.0
