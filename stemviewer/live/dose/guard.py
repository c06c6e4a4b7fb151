"""Watches the budget while frames come in, and acts in time. Used by the feed thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import Quantity, set_to
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.live.dose.budget import (
    MOST_REASON,
    Budget,
    BudgetAction,
    BudgetState,
    Level,
    budget_state,
    runs_out,
)
from stemviewer.live.dose.budget_words import warning
from stemviewer.live.dose.gate import FrameGate
from stemviewer.live.dose.period import FramePeriod

LEAST_LAG_S = 0.1
"""A command is never taken to act faster [s]: a frame may begin on its way."""

REPEAT_S = 1.0
"""An order that did not show is given again after this time [s]."""

Tell = Callable[[str, str, str], object]
"""Tells the operator and the log: what, what it means, what to do."""


class BudgetGuard:
    """Holds the budget and its override, and gives the orders that keep it.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    tell : callable
        Tells the operator.
    """

    def __init__(self, order: Callable[[Control, float], object], tell: Tell) -> None:
        self._order, self._tell = order, tell
        self._budget = Budget()
        self._override = ""
        self._told = Level.NONE
        self._ordered: float | None = None
        self._powerless_told = False
        self.gate = FrameGate(order)
        """Keeps the budget in the feed, where it can."""
        self.period = FramePeriod()
        """How often frames come; told of each by the owner."""
        self.lag = LEAST_LAG_S
        """Longest time a command took lately [s]."""
        self.fresh = False
        """A new area was acknowledged, of which no frame has come: the books are of the old one."""
        self.answers = 0
        """Commands answered so far, without those of the gate."""
        self.state = BudgetState()

    def set_budget(self, budget: Budget) -> None:
        """Put another budget in force; an override ends with the budget it was for."""
        self._budget, self._override = budget, ""
        self.gate.needed = budget.limit is not None and budget.action is not BudgetAction.WARN
        self._told, self._ordered, self._powerless_told = Level.NONE, None, False
        self.state = replace(self.state, budget=budget, override="")

    def override(self, reason: str) -> None:
        """Go on beyond the limit until the next area.

        Raises
        ------
        SettingsError
            If no reason is given.
        """
        text = " ".join(reason.split())[:MOST_REASON]
        if len(text) < 3:
            raise SettingsError(
                "An override needs its reason.", "The budget is still in force.", "Type one."
            )
        self._override = text
        self.state = replace(self.state, override=text)

    def new_area(self) -> None:
        """Begin anew: a fresh place has its own budget and no override."""
        self._override, self._told, self._ordered = "", Level.NONE, None
        self.fresh = False

    def answered(self, control: Control | None, seconds: float, applied: float | None) -> None:
        """Take in the answer to a command, ``None`` when refused, and how long it took [s].

        Only commands like the guard's own say how soon an order acts.
        """
        self.gate.answered(control, applied)
        self.answers += control is not Control.LAST_FRAME
        if control in _ITS_OWN:
            self.lag = max(LEAST_LAG_S, seconds, 0.7 * self.lag)

    def refuses(self, control: Control, value: float) -> bool:
        """Whether an order of the operator must not be carried out: the budget is spent."""
        state = self.state
        spent = state.level is Level.RED or state.frames_left == 0
        held = (
            spent
            and not self.fresh
            and not state.override
            and state.budget.action is not BudgetAction.WARN
        )
        starts = control is Control.SCAN and value >= 0.5
        return held and (starts or (control is Control.BLANK and not value))

    def frames_left(self, used: Quantity, settings: ScanSettings | None) -> int | None:
        """Return how many frames the feed may scan more; ``None`` for as many as it likes.

        Parameters
        ----------
        used : Quantity
            Dose of the most exposed scanned place of the area [e/Å^2].
        settings : ScanSettings or None
            Of the frames to come.
        """
        if self._override or self._budget.action is BudgetAction.WARN:
            return None
        spent = set_to(0.0) if self.fresh else used
        return budget_state(self._budget, spent, settings).frames_left

    def watch(
        self,
        used: Quantity,
        settings: ScanSettings | None,
        scan: ScanState,
        controls: Mapping[Control, Range],
        now: float,
    ) -> BudgetState:
        """Look at the books after a frame or a parked probe; act if it is time.

        Parameters
        ----------
        used : Quantity
            Dose of the most exposed scanned place of the area [e/Å^2].
        settings : ScanSettings or None
            Of the frames to come.
        scan : ScanState
            As acknowledged.
        controls : mapping
            What the feed can.
        now : float
            By a clock that only goes forward [s].
        """
        self.state = state = budget_state(self._budget, used, settings, self._override)
        self._warn(state)
        beam = settings is not None and settings.beam_current.value != 0.0
        if settings is None or self._override or self.fresh or not beam:
            return state
        if self._budget.action is not BudgetAction.WARN:
            self._keep(state, settings, scan, controls, now)
        return state

    def _keep(
        self,
        state: BudgetState,
        settings: ScanSettings,
        scan: ScanState,
        controls: Mapping[Control, Range],
        now: float,
    ) -> None:
        blank = self._budget.action is BudgetAction.BLANK
        idle = scan.blanked or (not scan.scanning and not blank)
        if idle:
            self._ordered = None
            return
        if self.gate.usable:
            # the feed has stopped by itself by then, or does so with the running frame
            due = state.frames_left == 0
        else:
            due = runs_out(state, settings, self._committed(settings, at_once=blank))
        if not due:
            return
        if self._ordered is not None and now - self._ordered < REPEAT_S:
            return
        control = self._control(blank, controls)
        if control is None:
            self._powerless()
            return
        self._ordered = now
        self._order(control, 1.0 if control is Control.BLANK else 0.0)

    def _committed(self, settings: ScanSettings, *, at_once: bool) -> int:
        """Return how many frames are scanned before an order acts.

        A blanker acts within the frame, after the lag. A stop acts at the end of the running
        frame, or of one that begins while the order is on its way.
        """
        period = self.period.of(settings)
        late = math.ceil(self.lag / period) if period else 0
        return late if at_once else 1 + late

    @staticmethod
    def _control(blank: bool, controls: Mapping[Control, Range]) -> Control | None:
        wanted = (Control.BLANK,) if blank else (Control.SCAN, Control.STOP, Control.BLANK)
        return next((control for control in wanted if control in controls), None)

    def _powerless(self) -> None:
        if self._powerless_told:
            return
        self._powerless_told = True
        self._tell(
            "The dose budget of this area is about to be spent, and this feed cannot be stopped.",
            "The specimen gets more than was planned.",
            "Stop the scan or blank the beam at the instrument.",
        )

    def _warn(self, state: BudgetState) -> None:
        if state.level is self._told or state.level not in (Level.AMBER, Level.RED):
            return
        self._told = state.level
        self._tell(*warning(state))


_ITS_OWN = (Control.SCAN, Control.STOP, Control.BLANK)
