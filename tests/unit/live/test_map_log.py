"""The dose map in the log: what was booked comes back, and damaged text does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stemviewer.live.dose.dose_map import DoseMap, render
from stemviewer.live.dose.map_log import CELLS, EVERY_S, KIND, MapLog, logged_map
from stemviewer.live.dose.rectangle import Rectangle
from stemviewer.session.format.types import SessionEvent
from stemviewer.session.reading.dose_maps import dose_maps


def booked() -> DoseMap:
    book = DoseMap()
    book.add(Rectangle(0.0, 0.0, 100.0, 100.0), {"imaging": 5e5, "flyback": 1e4})
    book.add(Rectangle(30.0, -170.0, 40.0, 40.0), {"focus": 2e5})
    book.add_spot(-60.0, 90.0, 7e6)
    return book


def event(data: dict[str, object], area: int = 1) -> SessionEvent:
    return SessionEvent(KIND, "", {"area": area} | data, 5, 5, 0)  # type: ignore[arg-type]


def test_the_map_in_the_log_holds_every_electron_where_it_was() -> None:
    book = booked()
    data = logged_map(book.patches)
    assert data is not None
    (found,) = dose_maps([event(data)])
    assert max(found.scanned.shape) <= CELLS
    assert found.scanned.sum() == pytest.approx(7.1e5, rel=1e-5)
    assert found.parked.sum() == pytest.approx(7e6, rel=1e-5)
    rows, columns = found.scanned.shape
    y = (found.row + np.arange(rows + 1)) * found.cell
    x = (found.column + np.arange(columns + 1)) * found.cell
    assert found.scanned == pytest.approx(render(book.patches, y, x, parked=False), abs=1.0)
    assert found.peak == pytest.approx(5.1e5 / 1e4, rel=0.02) or found.peak > 51.0


def test_each_area_is_shown_as_it_was_at_its_end() -> None:
    data = logged_map(booked().patches)
    assert data is not None
    later = replace(event(data), utc_ns=9)
    found = dose_maps([event(data), event(data, 2), later])
    assert [(one.area, one.utc_ns) for one in found] == [(1, 9), (2, 5)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scanned": "AAAA"}, {"scanned": "%%"}, {"rows": 5000}, {"cell": 0.0}, {"rows": "x"},
        {"parked": None}, {"cell": float("nan")}, {"column": 1e400},
    ],
)  # fmt: skip
def test_what_is_no_map_is_left_out(wrong: dict[str, object]) -> None:
    data = logged_map(booked().patches)
    assert data is not None
    assert dose_maps([event(data | wrong), event({})]) == ()


def test_a_map_is_logged_now_and_then_and_an_empty_one_never() -> None:
    lines: list[str] = []
    log = MapLog(lambda kind, text, data: lines.append(text))
    log.tick(10.0, 1, DoseMap().patches)
    assert lines == []
    patches = booked().patches
    for now in (10.0 + EVERY_S, 11.0 + EVERY_S, 10.0 + 2 * EVERY_S):
        log.tick(now, 1, patches)
    assert len(lines) == 2
    assert "area 1: up to" in lines[0]
