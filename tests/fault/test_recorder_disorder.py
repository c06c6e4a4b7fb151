"""What a feed does wrong is in the log as what it was, and nothing is put right in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stemviewer.bench.log.feed import KINDS, Sent, WrongFeed, differences, record_things
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify


def test_disorder_is_recorded_as_it_came(tmp_path: Path) -> None:
    things = list(WrongFeed(3).things(2))
    assert {thing.kind for thing in things} == {"good", *KINDS}
    path = record_things(tmp_path, things)
    assert differences(path, things) == []
    assert verify(path).problems == []
    with SessionReader(path) as reader:
        times = [row.acquired_utc_ns for row in reader.rows()]
        assert times != sorted(times), "the feed's clock went back, and the log must say so"
        numbers = [row.number for row in reader.rows()]
        assert numbers != sorted(numbers)
        assert len(set(numbers)) < len(numbers)
    # the comparison itself must see a difference
    at = next(i for i, thing in enumerate(things) if thing.frame is not None)
    frame = things[at].frame
    assert frame is not None
    things[at] = Sent("good", replace(frame, acquired_utc_ns=1))
    assert len(differences(path, things)) == 1
    things = [thing for thing in things if thing.kind != "gap"]
    assert any("losses" in line for line in differences(path, things))
