"""One line of the table: a figure, and whether it is what it must be."""

from __future__ import annotations

from typing import Any

Line = dict[str, Any]
"""``what``, ``value``, ``must`` (empty: told, not demanded) and ``holds``, JSON-ready."""


def must(what: str, value: Any, demand: str, *, holds: bool) -> Line:
    """Return a line that decides the exit status.

    Parameters
    ----------
    what : str
        What was counted or measured, with its unit.
    value : object
        The figure, JSON-ready.
    demand : str
        What it must be, as a person reads it: ``"0"``, ``">= 200"``.
    holds : bool
        Whether it is.
    """
    return {"what": what, "value": value, "must": demand, "holds": bool(holds)}


def must_be_zero(what: str, value: int) -> Line:
    """Return a line for a count of which there may be none."""
    return must(what, int(value), "0", holds=value == 0)


def told(what: str, value: Any) -> Line:
    """Return a line that is told only."""
    return {"what": what, "value": value, "must": "", "holds": True}


def shown(value: Any) -> str:
    """Return a figure as the table prints it."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
