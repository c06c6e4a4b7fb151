"""The budget: what is left, when it acts, what an override takes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.live.dose.budget import Budget, BudgetAction, Level, budget_state
from stemviewer.live.dose.guard import BudgetGuard

SETTINGS = ScanSettings(64, 64, set_to(1e-5), set_to(1e-12), set_to(1e-10), set_to(1e-5))
COST = frame_dose(SETTINGS).total.value or 0.0
ALL = {control: Range(0, 1) for control in Control}


class Desk:
    """A guard, and what it ordered and told."""

    def __init__(self, limit: float, action: BudgetAction) -> None:
        self.orders: list[tuple[Control, float]] = []
        self.told: list[str] = []
        self.guard = BudgetGuard(
            lambda control, value: self.orders.append((control, value)),
            lambda what, meaning, act: self.told.append(f"{what} {meaning} {act}"),
        )
        self.guard.set_budget(Budget(limit, action, "typed"))
        self.now = 0.0

    def after(self, frames: float, scan: ScanState | None = None, controls=ALL):
        self.now += 0.05
        used = set_to(frames * COST)
        return self.guard.watch(used, SETTINGS, scan or ScanState(), controls, self.now)


def test_the_forecast_is_in_whole_frames_and_their_time() -> None:
    state = budget_state(Budget(10.5 * COST), set_to(4 * COST), SETTINGS)
    assert (state.level, state.frames_left) == (Level.GOOD, 6)
    assert state.seconds_left == pytest.approx(6 * 64 * (64 * 1e-5 + 1e-5))
    assert state.left.value == pytest.approx(6.5 * COST)
    assert state.share == pytest.approx(4 / 10.5)


@pytest.mark.parametrize(
    ("used", "level"), [(0.89, Level.GOOD), (0.9, Level.AMBER), (1.0, Level.RED), (3, Level.RED)]
)
def test_amber_at_90_and_red_at_100_percent(used: float, level: Level) -> None:
    state = budget_state(Budget(100.0), set_to(100.0 * used), SETTINGS)
    assert state.level is level
    assert (state.left.value or 0.0) >= 0.0


def test_an_unknown_dose_is_unknown_and_not_zero() -> None:
    state = budget_state(Budget(100.0), UNKNOWN, SETTINGS)
    assert state.level is Level.UNKNOWN
    assert not state.left.known
    assert state.share is None


@pytest.mark.parametrize("limit", [0.0, -5.0, 1e12, math.nan, math.inf])
def test_an_absurd_limit_is_refused_with_the_range(limit: float) -> None:
    with pytest.raises(SettingsError, match=r"0\.01 to 1e\+09"):
        Budget(limit)


def test_warn_tells_once_for_each_level_and_orders_nothing() -> None:
    desk = Desk(10 * COST, BudgetAction.WARN)
    for frames in (8, 9, 9.5, 10, 11, 12):
        desk.after(frames)
    assert desk.orders == []
    assert len(desk.told) == 2
    assert "90%" in desk.told[0]
    assert "spent" in desk.told[1]


@pytest.mark.parametrize(
    ("action", "order", "after"),
    [(BudgetAction.STOP, (Control.SCAN, 0.0), 6), (BudgetAction.BLANK, (Control.BLANK, 1.0), 7)],
)
def test_the_order_is_given_before_the_limit_is_passed(
    action: BudgetAction, order: tuple[Control, float], after: int
) -> None:
    desk = Desk(10 * COST, action)
    # a frame takes 0.0416 s and an order 0.1 s: three frames can't be held back, and of a stop
    # the one that is running neither
    frames = 0
    while not desk.orders:
        frames += 1
        desk.after(frames)
    assert frames == after
    assert desk.orders == [order]
    desk.after(frames + 1)
    assert desk.orders == [order], "one order is enough while it is on its way"


def test_a_spent_budget_lets_nobody_start_again_without_a_reason() -> None:
    desk = Desk(10 * COST, BudgetAction.STOP)
    desk.after(10, ScanState(scanning=False))
    assert desk.guard.refuses(Control.SCAN, 1.0)
    assert not desk.guard.refuses(Control.SCAN, 0.0)
    assert not desk.guard.refuses(Control.NEW_AREA, 1.0)
    for empty in ("", "  ", "x"):
        with pytest.raises(SettingsError, match="reason"):
            desk.guard.override(empty)
    desk.guard.fresh = True
    assert not desk.guard.refuses(Control.SCAN, 1.0), "a new area was reached, no frame came yet"
    desk.guard.fresh = False
    desk.guard.override("last frame of the series")
    assert not desk.guard.refuses(Control.SCAN, 1.0)
    assert desk.after(11).override == "last frame of the series"
    assert desk.orders == []
    desk.guard.new_area()
    assert desk.after(0).override == ""


def test_a_feed_that_cannot_stop_says_so_once() -> None:
    desk = Desk(10 * COST, BudgetAction.STOP)
    for frames in (9, 10, 11):
        desk.after(frames, controls={})
    assert desk.orders == []
    assert sum("cannot be stopped" in text for text in desk.told) == 1


def test_frames_that_come_seldom_are_not_stopped_early() -> None:
    desk = Desk(10 * COST, BudgetAction.STOP)
    for number in range(4):
        desk.guard.period.take(frame(number, 10**9 * number))
    desk.after(7)
    assert not desk.orders, "an order acts within the next frame, which comes in a second"
    desk.after(8)
    assert desk.orders == [(Control.SCAN, 0.0)]


def test_only_commands_like_its_own_say_how_soon_an_order_acts() -> None:
    guard = Desk(COST, BudgetAction.STOP).guard
    guard.answered(Control.NEW_AREA, 5.0, 1.0)
    assert guard.lag < 1.0
    guard.answered(Control.BLANK, 2.0, 1.0)
    assert guard.lag == 2.0


def frame(number: int, utc_ns: int) -> Frame:
    data = read_only(np.zeros((64, 64), np.uint16))
    dark = replace(SETTINGS, beam_current=set_to(0.0))
    return Frame(number, "HAADF", data, dark, acquired_utc_ns=utc_ns)
