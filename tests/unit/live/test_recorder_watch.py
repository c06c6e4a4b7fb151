from __future__ import annotations

from stemviewer.live.recorder_watch import STILL_S, RecorderWatch


def test_one_that_has_work_and_writes_nothing_is_told_once_and_its_return_too() -> None:
    watch = RecorderWatch()
    changes = [watch.look(10 + at, 10, float(at)) for at in range(12)]
    assert changes.count(True) == 1
    assert watch.still
    assert watch.look(30, 11, 12.0)
    assert not watch.still


def test_one_without_work_is_not_still() -> None:
    watch = RecorderWatch()
    assert not any(watch.look(10, 10, at * STILL_S) for at in range(10))
