"""The budget within the feed: how far it may scan, whatever is on its way."""

from __future__ import annotations

from stemviewer.feeds.base import Control
from stemviewer.live.dose.gate import PATIENCE_S, FrameGate


class Link:
    """A gate, and a feed that answers when it is told to."""

    def __init__(self, running: int = -1) -> None:
        self.gate = FrameGate(self._order)
        self.gate.connected(usable=True)
        self.orders: list[float] = []
        self._open: list[tuple[Control, float]] = []
        self.running = running
        self.seen: int | None = None
        self.now = 0.0

    def _order(self, control: Control, value: float) -> None:
        assert control is Control.LAST_FRAME
        self.orders.append(value)
        self._open.append((control, value))

    def send(self, control: Control, value: float) -> None:
        self.gate.before(control, value)
        self._open.append((control, value))

    def answer(self) -> None:
        for control, value in self._open:
            ends = control is Control.LAST_FRAME and value >= 0
            self.gate.answered(control, max(value, self.running) if ends else value)
        self._open.clear()

    def keep(self, left: int | None, *, dark: bool = False) -> int:
        self.now += 0.1
        return self.gate.keep(left, self.seen, self.now, dark=dark)


def limited(seen: int, left: int) -> Link:
    link = Link(running=seen)
    link.seen = seen
    link.keep(left)
    link.answer()
    assert link.orders == [seen + left]
    return link


def test_the_last_frame_is_told_once_as_long_as_it_stays_the_same() -> None:
    link = limited(4, 10)
    for seen in range(5, 14):
        link.seen = seen
        link.keep(14 - seen)
    assert link.orders == [14]
    link.keep(3)
    assert link.orders == [14, 16], "frames cost less than foretold: drift spread them"


def test_a_change_of_the_dose_holds_the_feed_until_all_before_it_is_booked() -> None:
    link = limited(4, 10)
    link.running = 7
    link.send(Control.BEAM_CURRENT, 1e-10)
    assert link.orders[1:] == [4], "held before the change is sent"
    link.keep(10)
    link.answer()
    for seen in (4, 5, 6):
        link.seen = seen
        link.keep(1)
        assert len(link.orders) == 2, "frames 5 to 7 had begun with the dose of before"
    link.seen = 7
    link.keep(2)
    assert link.orders[2:] == [9]


def test_a_change_alone_in_sight_keeps_it_held() -> None:
    link = limited(4, 10)
    link.send(Control.DWELL, 1e-5)
    link.send(Control.FIELD_OF_VIEW, 1e-9)
    link.gate.answered(Control.LAST_FRAME, 4.0)
    link.gate.answered(Control.DWELL, 1e-5)
    link.gate.answered(Control.LAST_FRAME, 4.0)
    link.keep(5)
    assert link.orders == [14, 4, 4]
    link.gate.answered(Control.FIELD_OF_VIEW, 1e-9)
    link.keep(2)
    assert link.orders[3:] == [6]


def test_frames_that_never_come_are_given_up_and_told() -> None:
    link = limited(4, 10)
    link.running = 6
    link.send(Control.DWELL, 1e-5)
    link.answer()
    assert link.keep(1) == 0
    link.now += PATIENCE_S
    assert link.keep(1) == 2
    link.seen = 6
    link.keep(1)
    assert link.orders[-1] == 7


def test_a_new_link_asks_how_far_the_feed_is_before_it_allows_anything() -> None:
    link = Link(running=500)
    link.keep(10, dark=True)
    assert link.orders == [0]
    link.keep(10)
    assert link.orders == [0], "not before the answer"
    link.answer()
    link.keep(10)
    assert link.orders == [0, 510]


def test_dark_frames_need_no_leave_and_end_no_budget() -> None:
    link = limited(4, 10)
    for seen in range(5, 30):
        link.seen = seen
        link.keep(10, dark=True)
    assert link.orders == [14]
    link.keep(10)
    assert link.orders == [14, 39]


def test_without_a_limit_nothing_is_ordered_but_what_was_is_lifted() -> None:
    link = Link()
    link.keep(None)
    assert link.orders == []
    link = limited(4, 10)
    link.keep(None)
    link.keep(None)
    assert link.orders == [14, -1]
    link.send(Control.DWELL, 1e-5)
    assert link.orders == [14, -1]


def test_a_limit_left_by_another_program_ends_when_the_scan_is_started() -> None:
    link = Link()
    link.send(Control.SCAN, 1.0)
    link.send(Control.SCAN, 1.0)
    assert link.orders == [-1]


def test_a_feed_that_refuses_is_not_asked_again() -> None:
    link = limited(4, 10)
    link.keep(9)
    link.gate.answered(Control.LAST_FRAME, None)
    link.keep(8)
    link.send(Control.DWELL, 1e-5)
    assert not link.gate.usable
    assert link.orders == [14, 13]


def test_a_change_is_held_even_before_the_feed_knows_of_the_budget() -> None:
    link = Link(running=7)
    link.seen = 6
    link.gate.needed = True
    link.send(Control.DWELL, 1e-5)
    assert link.orders == [0]
    link.answer()
    link.keep(3)
    assert link.orders == [0], "frame 7 is not in the books yet"
    link.seen = 7
    link.keep(2)
    assert link.orders == [0, 9]
