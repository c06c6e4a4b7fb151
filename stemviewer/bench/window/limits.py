"""What is asked of the live window under load, and what a run that misses it was limited by."""

from __future__ import annotations

from typing import Any

QT_LIMIT_S = 8e-3
"""Qt-thread time a repaint of both panes, at the 95th percentile [s]."""

ANSWER_LIMIT_S = 50e-3
"""Time to show a change, at the 95th percentile [s]."""

FULL = 0.93
"""Share of all processors from which on the machine counts as full."""


def limits_of(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each limit of a run: what, the limit, what was found, and whether it is met.

    Parameters
    ----------
    run : dict
        As measured. A run that times answers is judged by them, another one by its repaints.
    """
    if "answers_s" in run:
        return [
            _limit(f"{name} shown within [ms], p95", ANSWER_LIMIT_S * 1e3, times["p95"] * 1e3)
            for name, times in run["answers_s"].items()
        ]
    painted, p95 = run["painted_fps"], run["qt_thread_s"]["p95"]
    return [
        _limit("repaints of both panes a second", run["asked_fps"], painted, least=True),
        _limit(
            "Qt thread a repaint [ms], p95",
            QT_LIMIT_S * 1e3,
            float("inf") if p95 is None else p95 * 1e3,
        ),
    ]


def _limit(what: str, limit: float, found: float, *, least: bool = False) -> dict[str, Any]:
    met = found >= limit if least else found < limit
    return {"what": what, "limit": limit, "found": found, "met": met}


def limited_by(run: dict[str, Any]) -> str:
    """Return what kept a run from painting more.

    Returns
    -------
    str
        ``"feed"``: the window painted nearly all that it was given, and was given less than is
        asked for; ``"machine"``: no processor was free; ``"window"``: neither; ``"nothing"``:
        it painted what was asked for.
    """
    asked, painted = run["asked_fps"], run["painted_fps"]
    if painted >= asked:
        return "nothing"
    busy = run["processors"]
    if busy["process"] + busy["others"] >= FULL * busy["present"]:
        return "machine"
    given = run["given"] / run["seconds"] if run["seconds"] else 0.0
    return "feed" if given < asked and painted >= 0.95 * given else "window"


def told(run: dict[str, Any]) -> list[str]:
    """Return the limits of a run as lines of a table; none for one that failed."""
    lines = [
        f"    {'met   ' if one['met'] else 'MISSED'}  {one['what']}: "
        f"{one['found']:.1f} (limit {one['limit']:.0f})"
        for one in run.get("limits", ())
    ]
    if lines and "answers_s" not in run:
        threads = sorted(run["threads_s_per_repaint"].items(), key=lambda item: -item[1])
        spent = ", ".join(f"{name} {used * 1e3:.1f}" for name, used in threads[:5])
        whole = sum(used for _, used in threads) * 1e3
        lines.append(f"    limited by: {run['limited_by']}; ms a repaint: {whole:.1f} ({spent})")
    return lines
