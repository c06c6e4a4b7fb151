from __future__ import annotations

from typing import Any

import pytest

from stemviewer.bench.window.limits import limited_by, limits_of, told


def run(painted: float = 61.0, p95: float = 5e-3, busy: float = 1.0, given: int = 660) -> Any:
    return {
        "asked_fps": 60.0,
        "painted_fps": painted,
        "qt_thread_s": {"p95": p95},
        "processors": {"process": busy, "others": 0.2, "present": 2.0},
        "given": given,
        "seconds": 10.0,
        "threads_s_per_repaint": {"MainThread": 4e-3, "render": 5e-3},
    }


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, [True, True]),
        ({"painted": 59.9}, [False, True]),
        ({"p95": 8e-3}, [True, False]),
        ({"painted": 0.0, "p95": None}, [False, False]),
    ],
)
def test_a_limit_is_met_or_missed(changes: dict[str, Any], met: list[bool]) -> None:
    measured = run(**changes)
    found = limits_of(measured)
    assert [one["met"] for one in found] == met
    lines = told(measured | {"limits": found, "limited_by": limited_by(measured)})
    assert ["MISSED" not in line for line in lines[:2]] == met
    assert "9.0 (render 5.0, MainThread 4.0)" in lines[2]


def test_answers_are_judged_by_themselves() -> None:
    measured = run() | {"answers_s": {"zoom": {"p95": 0.049}, "view": {"p95": 0.051}}}
    assert [one["met"] for one in limits_of(measured)] == [True, False]


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({}, "nothing"),
        ({"painted": 40.0, "busy": 1.8}, "machine"),
        ({"painted": 40.0, "given": 410}, "feed"),
        ({"painted": 40.0}, "window"),
        ({"painted": 30.0, "given": 410}, "window"),
    ],
)
def test_what_limited_a_run(changes: dict[str, Any], by: str) -> None:
    assert limited_by(run(**changes)) == by
