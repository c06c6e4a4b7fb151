"""What an area may have, what is left of it, and when to act."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity

LIMITS = (0.01, 1e9)
"""Lowest and highest limit that makes sense [e/Å^2]."""

AMBER, RED = 0.9, 1.0
"""Shares of the limit from which on the operator is warned, and the action is taken."""

MOST_REASON = 200
"""Longest reason of an override [characters]."""


class BudgetAction(StrEnum):
    """What happens when the limit is reached."""

    WARN = "warn"
    STOP = "stop"
    BLANK = "blank"

    @property
    def words(self) -> str:
        """As the operator reads it."""
        return {"warn": "Warn", "stop": "Stop at frame end", "blank": "Blank the beam"}[self.value]


class Level(StrEnum):
    """How much of the budget is spent."""

    NONE = "no limit"
    UNKNOWN = "unknown"
    GOOD = "good"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Budget:
    """The limit of an area.

    Parameters
    ----------
    limit : float or None
        [e/Å^2]; ``None`` for no limit.
    action : BudgetAction
        What happens when it is reached.
    origin : str
        Where the limit comes from: a material of the library, or typed.

    Raises
    ------
    SettingsError
        If the limit is outside ``LIMITS`` or not a number.
    """

    limit: float | None = None
    action: BudgetAction = BudgetAction.WARN
    origin: str = ""

    def __post_init__(self) -> None:
        low, high = LIMITS
        if self.limit is not None and not (math.isfinite(self.limit) and low <= self.limit <= high):
            raise SettingsError(
                f"A budget of {self.limit:g} e/Å² is not possible.",
                "The budget in force was kept.",
                f"Give {low:g} to {high:g} e/Å².",
            )


@dataclass(frozen=True, slots=True)
class BudgetState:
    """The budget of the present area, as shown.

    Parameters
    ----------
    budget : Budget
        In force.
    used : Quantity
        Dose of the most exposed scanned place [e/Å^2].
    level : Level
        How much of it is spent.
    frames_left : int or None
        Whole frames at the present settings that still fit; ``None`` when it cannot be told.
    seconds_left : float or None
        The time they take [s].
    override : str
        The reason given for going on; empty without an override.
    """

    budget: Budget = Budget()
    used: Quantity = UNKNOWN
    level: Level = Level.NONE
    frames_left: int | None = None
    seconds_left: float | None = None
    override: str = ""

    @property
    def share(self) -> float | None:
        """Share of the limit that is spent; ``None`` without a limit or a known dose."""
        if self.budget.limit is None or self.used.value is None:
            return None
        return self.used.value / self.budget.limit

    @property
    def left(self) -> Quantity:
        """What is left, zero when it is overspent [e/Å^2]."""
        if self.budget.limit is None or self.used.value is None:
            return UNKNOWN
        return Quantity(max(0.0, self.budget.limit - self.used.value), self.used.source)


def budget_state(
    budget: Budget, used: Quantity, settings: ScanSettings | None, override: str = ""
) -> BudgetState:
    """Return the state of a budget, with the forecast at some settings."""
    if budget.limit is None:
        return BudgetState(budget, used, Level.NONE, override=override)
    if used.value is None:
        return BudgetState(budget, used, Level.UNKNOWN, override=override)
    share = used.value / budget.limit
    level = Level.RED if share >= RED else Level.AMBER if share >= AMBER else Level.GOOD
    frames, seconds = forecast(budget.limit - used.value, settings)
    if frames == 0 and budget.action is not BudgetAction.WARN:
        # what is left is less than a frame: nothing more is scanned
        level = Level.RED
    return BudgetState(budget, used, level, frames, seconds, override)


def forecast(left: float, settings: ScanSettings | None) -> tuple[int | None, float | None]:
    """Return how many whole frames fit into a dose [e/Å^2], and their time [s]."""
    if settings is None:
        return None, None
    cost = frame_dose(settings)
    if not cost.total.value:
        return None, None
    frames = max(0, math.floor(left / cost.total.value + 1e-9))
    seconds = None if cost.duration.value is None else frames * cost.duration.value
    return frames, seconds


def runs_out(state: BudgetState, settings: ScanSettings, committed: int) -> bool:
    """Whether the limit is reached once the frames that can't be held back have been scanned.

    Parameters
    ----------
    state : BudgetState
        After the frame that ended last.
    settings : ScanSettings
        Of the next frames.
    committed : int
        Frames that are scanned before a command acts.
    """
    if state.budget.limit is None or state.used.value is None:
        return False
    cost = frame_dose(settings).total.value
    return cost is not None and state.used.value + committed * cost >= state.budget.limit
