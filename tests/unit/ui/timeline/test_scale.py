from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from stemviewer.live.history.view import HistoryView, Mark
from stemviewer.ui.timeline.paint import grouped_marks, present_spans, runs
from stemviewer.ui.timeline.scale import SPANS, TimeScale, next_span, span_for, spell


def test_places_and_times_are_each_other_s_inverse() -> None:
    scale = TimeScale(100.0, 60.0, 8.0, 600.0)
    assert scale.place(100.0) == 608.0
    assert scale.place(40.0) == 8.0
    for place in (8.0, 111.5, 608.0):
        assert scale.place(scale.time(place)) == pytest.approx(place)
    assert scale.time(-50.0) == 40.0
    assert scale.time(5000.0) == 100.0


def test_ticks_are_round_times_with_room_for_their_words() -> None:
    scale = TimeScale(100.0, 60.0, 0.0, 700.0)
    ticks = scale.ticks(100.0)
    assert ticks[0] == (700.0, "now")
    assert [text for _, text in ticks[1:3]] == ["−10 s", "−20 s"]
    places = [x for x, _ in ticks]
    assert all(one - other >= 70.0 for one, other in pairwise(places))


def test_the_shortest_span_that_holds_the_history_is_shown() -> None:
    assert [span_for(reach) for reach in (0.0, 31.0, 299.0, 99_999.0)] == [30, 60, 300, 99_999]
    assert next_span(60.0, 1) == 120.0
    assert next_span(SPANS[0], -1) == SPANS[0]


def test_times_in_words() -> None:
    words = [spell(seconds) for seconds in (0.4, 59.0, 60.0, 75.0, 3900.0)]
    assert words == ["0 s", "59 s", "1 min", "1 min 15 s", "1 h 5 min"]


def test_pauses_and_recorded_spans() -> None:
    at = np.array([0.0, 0.5, 1.0, 9.0, 9.5])
    assert present_spans(HistoryView(at=at)) == [(0, 2), (3, 4)]
    assert present_spans(HistoryView()) == []
    assert runs(np.array([False, True, True, False, True])) == [(1, 2), (4, 4)]
    assert runs(np.zeros(3, np.bool_)) == []


def test_events_in_one_place_are_one_mark() -> None:
    scale = TimeScale(100.0, 100.0, 0.0, 1000.0)
    marks = tuple(Mark(at, 0, "control", f"at {at}") for at in (10.0, 10.2, 50.0, -5.0))
    groups = grouped_marks(scale, marks)
    assert [(round(place), len(group)) for place, group in groups] == [(100, 2), (500, 1)]
