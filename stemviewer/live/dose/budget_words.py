"""What the operator is told of a budget that runs out."""

from __future__ import annotations

from stemviewer.live.dose.budget import BudgetAction, BudgetState, Level

_DONE = {
    BudgetAction.WARN: "the scan goes on.",
    BudgetAction.STOP: "the scan stops.",
    BudgetAction.BLANK: "the beam is taken off.",
}


def warning(state: BudgetState) -> tuple[str, str, str]:
    """Return what happened, what it means and what to do, for an amber or a red budget.

    Parameters
    ----------
    state : BudgetState
        With a known dose and a limit.
    """
    used, budget = state.used.value, state.budget
    assert used is not None
    assert budget.limit is not None
    spent = f"{_amount(used)} of {_amount(budget.limit)} e/Å² ({used / budget.limit:.0%})"
    if state.level is Level.AMBER:
        left = "" if state.frames_left is None else f" {state.frames_left} frames are left."
        return f"The dose of this area has reached {spent}.{left}", "", ""
    what = (
        f"The dose budget of this area is spent: {spent}."
        if used >= budget.limit
        else f"No further frame fits into the dose budget of this area: {spent} are spent."
    )
    if state.override:
        return what, "", ""
    return (
        what,
        f"{budget.action.words}: {_DONE[budget.action]}",
        "Choose New area, or override with a reason.",
    )


def _amount(dose: float) -> str:
    """Return a dose [e/Å^2] as it is read elsewhere: in full below ten million."""
    return f"{dose:,.0f}".replace(",", "\u202f") if 1e3 <= dose < 1e7 else f"{dose:.4g}"
