"""What was seen stays in memory, bit by bit and within the budget, off the live path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import RAW_DTYPES, Frame, ScanSettings, read_only
from stemviewer.core.place import NOWHERE
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.denoise.base import RangeState
from stemviewer.live.history.history import LEAST_BUDGET, History
from stemviewer.live.history.inbox import Inbox
from stemviewer.live.history.packing import (
    Arrival,
    PackedArrival,
    PackedPicture,
    Picture,
    pack,
    shown_again,
    unpack,
)
from stemviewer.live.history.player import Player
from stemviewer.live.history.shelf import PICTURES_SHARE, Shelf, small
from stemviewer.session.format.entries import EvidenceEntry
from stemviewer.session.format.entries import RangeState as LoggedRange

SIDE = 64


def arrival(number: int, **changes: Any) -> Arrival:
    rng = np.random.default_rng(number)
    data = read_only(rng.poisson(3.0, (SIDE, SIDE)).astype(np.uint16))
    settings = ScanSettings(SIDE, SIDE, set_to(1e-6), set_to(1e-12), set_to(1e-11))
    seconds = changes.pop("at", float(number))
    valid = changes.pop("valid_rows", SIDE)
    frame = Frame(
        number,
        changes.pop("channel", "HAADF"),
        data,
        settings,
        COUNTING,
        valid,
        valid == SIDE,
        received_utc_ns=10**18 + int(seconds * 1e9),
        received_monotonic_ns=int(seconds * 1e9),
    )
    dose, cumulative = frame_dose(settings), set_to(10.0 * number)
    return Arrival(frame, dose, set_to(3.0), cumulative, NOWHERE, **changes)


def picture(made_of: Frame) -> Picture:
    step = Step("live-0.1", "1", {"a": 1}, Flag.NETWORK, "ab" * 32, "cpu", "float32")
    image = np.random.default_rng(made_of.number).normal(size=(SIDE, SIDE)).astype(np.float32)
    made = Processed((made_of.number,), made_of.channel, read_only(image), Provenance((step,)))
    entry = EvidenceEntry(score=2.5, range_state=LoggedRange.EDGE, range_reason="dim")
    return Picture(made, entry)


def wait(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1500):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


@pytest.mark.parametrize("dtype", [*sorted(RAW_DTYPES), ">u2", ">f4"])
@pytest.mark.parametrize("shape", [(64, 48), (1, 7), (0, 5)])
def test_arrays_come_back_bit_by_bit(dtype: str, shape: tuple[int, int]) -> None:
    raw = np.random.default_rng(1).integers(0, 256, (*shape, np.dtype(dtype).itemsize), np.uint8)
    array = np.ascontiguousarray(raw).view(dtype).reshape(shape)  # NaN and infinities too
    back = unpack(pack(array))
    assert back.dtype == array.dtype
    assert back.tobytes() == array.tobytes()


def test_a_frame_comes_back_with_all_that_was_known_of_it() -> None:
    before = arrival(7, recorded=True)
    after = PackedArrival(before).unpack()
    assert after.frame.data.tobytes() == before.frame.data.tobytes()
    assert not after.frame.data.flags.writeable
    for name in ("number", "channel", "settings", "calibration", "received_utc_ns", "sha256"):
        assert getattr(after.frame, name) == getattr(before.frame, name)
    assert (after.cumulative, after.place, after.recorded) == (set_to(70.0), NOWHERE, True)


def test_rows_that_never_came_are_not_kept() -> None:
    after = PackedArrival(arrival(7, valid_rows=20)).unpack().frame
    assert (after.valid_rows, after.complete) == (20, False)
    assert after.valid.tobytes() == arrival(7).frame.data[:20].tobytes()
    assert not after.data[20:].any()


def test_a_picture_comes_back_with_its_provenance_and_its_verdict() -> None:
    before = arrival(3)
    made = picture(before.frame)
    shown = shown_again(before, PackedPicture(made).unpack())
    assert shown.processed is not None
    assert shown.processed.image.tobytes() == made.processed.image.tobytes()
    assert shown.processed.provenance.digest() == made.processed.provenance.digest()
    assert shown.range is not None
    assert shown.range.state is RangeState.EDGE
    assert shown.range.reason == "dim"


def test_low_dose_frames_need_a_third_of_their_room_at_most() -> None:
    assert len(pack(arrival(1).frame.data).data) < arrival(1).frame.data.nbytes / 3


def test_the_budget_holds_and_the_oldest_frames_go_first() -> None:
    size = PackedArrival(arrival(1)).size
    shelf = Shelf(int(20.5 * size))
    for number in range(60):
        shelf.add(arrival(number), float(number))
        assert shelf.used <= shelf.budget
    view = shelf.view(0)
    assert 17 <= view.numbers.size <= 21
    assert view.numbers[-1] == 59
    assert np.all(np.diff(view.numbers) == 1)
    assert view.dose[-1] == 590.0
    assert shelf.read(0) is None
    assert shelf.read(int(view.keys[0])) is not None


def test_pictures_thin_out_but_reach_as_far_back_as_they_can() -> None:
    one = arrival(0)
    size = PackedPicture(picture(one.frame)).size
    shelf = Shelf(int(12 * size / PICTURES_SHARE))
    for number in range(80):
        made = arrival(number)
        shelf.add(made, float(number))
        assert shelf.add_picture(picture(made.frame))
    view = shelf.view(0)
    kept = view.numbers[view.pictured]
    assert kept.size <= 12
    assert kept[-1] == 79
    assert kept[0] <= view.numbers[0] + 1
    assert np.diff(kept)[-3:].mean() < np.diff(kept)[:3].mean()
    again = shelf.read(int(view.keys[view.pictured][0]))
    assert again is not None
    assert again.processed is not None


def test_a_picture_of_a_frame_that_is_gone_is_not_kept() -> None:
    shelf = Shelf(LEAST_BUDGET)
    assert not shelf.add_picture(picture(arrival(1).frame))
    assert shelf.used == 0


def test_numbers_that_start_anew_do_not_mix_pictures_up() -> None:
    shelf = Shelf(LEAST_BUDGET)
    for _ in range(2):
        shelf.add(arrival(1), 1.0)
    shelf.add_picture(picture(arrival(1).frame))
    view = shelf.view(0)
    assert list(view.keys) == [0, 1]
    assert list(view.pictured) == [False, True]


def test_a_span_takes_the_other_channels_of_its_scans_along() -> None:
    shelf = Shelf(LEAST_BUDGET)
    for number in range(5):
        shelf.add(arrival(number), float(number))
        shelf.add(arrival(number, channel="BF", shown=False), float(number))
    view = shelf.view(0)
    taken, _, _ = shelf.span(int(view.keys[1]), int(view.keys[3]))
    assert [(e.number, e.channel) for e, _ in taken] == [
        (number, channel) for number in (1, 2, 3) for channel in ("HAADF", "BF")
    ]


def test_small_pictures_of_any_shape() -> None:
    assert small(arrival(1).frame.data).shape == (32, 32)
    assert small(np.zeros((3, 4096), np.uint16)).size == 1
    assert small(np.full((10, 10), 7, np.uint16)).max() == 0


def test_the_nearest_frame_is_found() -> None:
    shelf = Shelf(LEAST_BUDGET)
    assert shelf.view(0).nearest(3.0) is None
    for number in range(10):
        shelf.add(arrival(number), float(number))
    view = shelf.view(0)
    assert [view.nearest(t) for t in (-5.0, 3.4, 3.6, 99.0)] == [0, 3, 4, 9]
    assert view.index_of(int(view.keys[4])) == 4
    assert view.index_of(77) is None
    assert view.reach == 9.0


@pytest.fixture
def history() -> Iterator[History]:
    made = History(LEAST_BUDGET)
    made.start()
    yield made
    assert made.stop(20.0)


def test_frames_pictures_events_and_losses_come_to_the_timeline(history: History) -> None:
    for number in range(5):
        made = arrival(number, at=1000.0 + number)
        history.put_frame(made)
        history.put_picture(picture(made.frame))
    history.put_event("control", "dwell 1e-06 acknowledged")
    history.put_lost(5, 7, "the link broke")
    wait(lambda: history.view.numbers.size == 5 and bool(history.view.gaps))
    view = history.view
    assert view.pictured.all()
    assert view.at[-1] == 1004.0
    assert [mark.text for mark in view.marks] == ["dwell 1e-06 acknowledged"]
    assert (view.gaps[0].first, view.gaps[0].last) == (5, 7)
    assert view.thumbs
    assert 0 < view.used <= view.budget == LEAST_BUDGET


def test_what_comes_too_fast_is_counted_and_shown_as_a_gap() -> None:
    made = History(LEAST_BUDGET, inbox=Inbox(3 * SIDE * SIDE * 2))  # its thread is not started yet
    for number in range(10):
        made.put_frame(arrival(number, at=1000.0 + number))
    assert made.inbox.weight <= 3 * SIDE * SIDE * 2
    made.start()
    wait(lambda: made.view.missed == 7 and made.view.numbers.size == 3)
    assert sorted(gap.first for gap in made.view.gaps) == list(range(3, 10))
    assert "recordings are not affected" in made.view.gaps[0].reason
    assert made.stop(20.0)


def test_the_player_reads_the_last_wish() -> None:
    shelf = Shelf(LEAST_BUDGET)
    for number in range(3):
        shelf.add(arrival(number), float(number))
    failures: list[Exception] = []
    player = Player(shelf, failures.append)
    for key in (0, 1, 2):
        player.ask(key)
    player.start()
    answers: list[Any] = []

    def read() -> bool:
        answer = player.take()
        if answer is not None:
            answers.append(answer)
        return bool(answers)

    wait(read)
    assert answers[0][0] == 2
    assert answers[0][1].frame.data.tobytes() == arrival(2).frame.data.tobytes()
    answers.clear()
    player.ask(99)
    wait(read)
    assert answers == [(99, None)]
    assert player.stop(20.0)
    assert not failures
