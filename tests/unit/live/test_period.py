"""How often frames come, also just after a change of settings."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.live.dose.period import FramePeriod


def settings(scan_s: float | None) -> ScanSettings:
    dwell = UNKNOWN if scan_s is None else set_to(scan_s / 16)
    return ScanSettings(rows=4, columns=4, dwell=dwell, flyback=set_to(0.0))


def feed(period: FramePeriod, first: int, scan_s: float, every_s: float, count: int) -> None:
    data = read_only(np.zeros((4, 4), np.uint8))
    for number in range(first, first + count):
        at = round(number * every_s * 1e9)
        period.take(Frame(number, "HAADF", data, settings(scan_s), acquired_utc_ns=at))


@pytest.mark.parametrize("scan", [0.002, 0.03, 0.2])
def test_nothing_known_is_the_scan_itself(scan: float) -> None:
    assert FramePeriod().of(settings(scan)) == pytest.approx(scan)
    assert FramePeriod().of(settings(None)) is None


@pytest.mark.parametrize(
    ("before", "every", "after", "expected"),
    [
        (0.01, 0.05, 0.02, 0.05),  # at most 20 frames a second, or a pause of 40 ms: at least so
        (0.01, 0.05, 0.20, 0.20),
        (0.02, 0.05, 0.01, 0.04),
        (0.05, 0.05, 0.01, 0.01),  # nothing is known of a pause
    ],
)
def test_a_change_of_settings_keeps_what_was_learnt(
    before: float, every: float, after: float, expected: float
) -> None:
    period = FramePeriod()
    feed(period, 0, before, every, 4)
    assert period.of(settings(before)) == pytest.approx(every)
    assert period.of(settings(after)) == pytest.approx(expected)
    for true in (after + max(0.0, every - before), max(after, every if before < every else 0.0)):
        assert period.of(settings(after)) <= true + 1e-9, "never longer than either kind of feed"
    feed(period, 100, after, 1.0, 3)
    assert period.of(settings(after)) == pytest.approx(1.0)


def test_a_highest_frame_rate_seen_once_is_remembered_through_slow_settings() -> None:
    period = FramePeriod()
    feed(period, 0, 0.005, 0.05, 4)
    feed(period, 100, 0.049, 0.05, 4)
    assert period.of(settings(0.01)) == pytest.approx(0.05), "not 0.011: 5 ms came every 50 ms"
    assert period.of(settings(0.08)) == pytest.approx(0.08)
    assert period.of(settings(0.002)) == pytest.approx(0.05), "pauses differ: a highest rate"
