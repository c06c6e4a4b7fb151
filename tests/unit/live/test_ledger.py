from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import Place, Purpose
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, measured, set_to
from stemviewer.feeds.base import Control, Exposed, Range, ScanState
from stemviewer.live.dose.budget import Budget, BudgetAction
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.store import LedgerFileError, load_ledger, save_ledger
from stemviewer.live.notices import NoticeBoard


def frame(
    number: int, *, channel: str = "HAADF", valid_rows: int = 8, current: Quantity | None = None
) -> Frame:
    settings = ScanSettings(
        rows=8,
        columns=8,
        dwell=set_to(1e-6),
        beam_current=measured(1e-12) if current is None else current,
        pixel_size=set_to(1e-10),
        flyback=set_to(8e-6),
    )
    data = read_only(np.zeros((8, 8), np.uint16))
    return Frame(number, channel, data, settings, valid_rows=valid_rows, complete=valid_rows == 8)


PER_FRAME = 2 * 6.241509074
"""e/Å^2: as much in flyback as in imaging."""


def test_frames_add_up_with_their_flyback() -> None:
    ledger = DoseLedger()
    for number in range(10):
        ledger.book(frame(number))
    assert ledger.state.here.value == pytest.approx(10 * PER_FRAME)
    assert ledger.state.here.source is Source.SET
    assert ledger.state.frames_here == 10


def test_channels_of_one_frame_cost_once() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0, channel="HAADF"))
    ledger.book(frame(0, channel="BF"))
    assert ledger.state.here.value == pytest.approx(PER_FRAME)


def test_half_a_frame_costs_half_the_electrons_and_the_full_dose_where_it_was() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    whole = ledger.state.total
    ledger.new_area()
    ledger.book(frame(1, valid_rows=4))
    assert sum(ledger.state.electrons.values()) == pytest.approx(whole / 2)
    assert ledger.state.here.value == pytest.approx(PER_FRAME)
    ledger.book(frame(1, channel="BF"))
    assert sum(ledger.state.electrons.values()) == pytest.approx(whole), "more rows of one frame"


def test_a_blanked_beam_costs_nothing() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0), beam_on=False)
    assert ledger.state.here.value == 0.0


def test_a_new_area_starts_from_zero_and_the_session_goes_on() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    ledger.new_area()
    assert not ledger.state.here.known
    ledger.book(frame(1))
    assert ledger.state.here.value == pytest.approx(PER_FRAME)
    assert ledger.state.total == pytest.approx(2 * sum(ledger.state.electrons.values()))
    assert ledger.state.area == 2


def test_one_unknown_frame_makes_the_sum_unknown() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    ledger.book(frame(1, current=UNKNOWN))
    ledger.book(frame(2))
    assert not ledger.state.here.known
    assert ledger.state.unknown_frames == 1


def test_frame_numbers_may_start_anew_after_a_reconnection() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    ledger.new_feed()
    ledger.book(frame(0))
    assert ledger.state.here.value == pytest.approx(2 * PER_FRAME)


def test_settings_that_change_within_a_frame_are_booked_by_rows() -> None:
    base = frame(0)
    doubled = replace(base.settings, beam_current=measured(2e-12))
    ledger = DoseLedger()
    ledger.book(replace(base, changes=((6, doubled),)))
    # six rows at one picoampere, two at two
    expected = PER_FRAME / 2 * 64 * (6 + 2 * 2) / 8
    assert ledger.state.electrons["imaging"] == pytest.approx(expected)
    assert ledger.state.here.value == pytest.approx(2 * PER_FRAME, rel=0.3)


def test_frames_that_never_came_are_booked_as_estimated() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    ledger.book_unseen(ledger.unseen_before(4), until=1.0)
    ledger.book(frame(4))
    assert ledger.state.unseen == 3
    assert ledger.state.here.value == pytest.approx(5 * PER_FRAME)
    assert ledger.state.here.source is Source.ESTIMATED


def test_a_broken_link_keeps_rows_that_were_scanned() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0, valid_rows=3))
    ledger.book_rest()
    ledger.book_rest()
    assert ledger.state.total == pytest.approx(PER_FRAME * 64)


def test_purposes_areas_and_shifts_of_the_feed_are_followed() -> None:
    ledger = DoseLedger()
    for number, (area, purpose) in enumerate([(1, 1), (1, 2), (1, 3), (2, 1)]):
        place = Place(area, Purpose(purpose), set_to(0.0), set_to(2e-9))
        ledger.book(replace(frame(number), place=place))
    first = ledger.areas[0].electrons
    assert first["imaging"] == first["focus"] == first["subscan"] > 0
    assert ledger.state.area == 2
    assert ledger.state.view is not None
    assert ledger.state.view.x == pytest.approx(20.0)


def test_a_parked_probe_is_booked_apart() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    ledger.book_parked(Exposed(set_to(1e-12), measured(2.0)))
    assert ledger.state.electrons["parked"] == pytest.approx(2 * 6.241509074e6)
    assert ledger.state.here.value == pytest.approx(PER_FRAME)
    assert (ledger.state.maximum.value or 0) > 1e5


@pytest.mark.parametrize("spent", [True, False])
def test_a_parked_probe_on_a_fresh_place_begins_its_budget(*, spent: bool) -> None:
    """Its frames come later: a guard that waited for them would let them all pass."""
    orders: list[tuple[Control, float]] = []
    desk = DoseDesk(
        lambda control, value: orders.append((control, value)),
        lambda kind, text, data: None,
        NoticeBoard(),
        None,
    )
    if spent:
        desk.book(replace(frame(0), place=Place(1)))
    else:
        desk.exposed(Exposed(set_to(0.0), measured(1.0), Place(1)))
    desk.guard.fresh = True  # a new area was acknowledged
    desk.exposed(Exposed(set_to(1e-15), measured(1.0), Place(2)))
    assert not desk.guard.fresh
    settings = frame(0).settings
    desk.guard.set_budget(Budget(PER_FRAME * 1.5, BudgetAction.STOP))
    controls = {Control.SCAN: Range(0, 1)}
    for number in (1, 2):
        desk.book(replace(frame(number), place=Place(2)))
    desk.guard.watch(desk.ledger.state.here, settings, ScanState(), controls, 0.0)
    assert orders == [(Control.SCAN, 0.0)]


def test_the_books_come_back_after_a_restart(tmp_path: Path) -> None:
    ledger = DoseLedger()
    for number in range(3):
        ledger.book(frame(number))
    ledger.run = "a"
    path = tmp_path / "ledger.npz"
    save_ledger(path, ledger, instrument="Made", saved_utc_ns=7)
    again = DoseLedger()
    assert load_ledger(path, again) == ("Made", 7)
    assert again.state.here == ledger.state.here
    assert again.state.session == ledger.state.session
    again.new_feed("a")
    assert again.unseen_before(5) == 2
    assert [item.name for item in tmp_path.iterdir()] == ["ledger.npz"]


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "flipped"])
def test_a_damaged_ledger_is_told_and_not_taken(tmp_path: Path, damage: str) -> None:
    ledger = DoseLedger()
    ledger.book(frame(0))
    path = tmp_path / "ledger.npz"
    save_ledger(path, ledger, instrument="Made", saved_utc_ns=7)
    good = path.read_bytes()
    middle = len(good) // 2
    bad = {
        "cut": good[:middle],
        "empty": b"",
        "other": b"PK\x03\x04 not a ledger",
        "flipped": good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :],
    }
    path.write_bytes(bad[damage])
    again = DoseLedger()
    with pytest.raises(LedgerFileError, match="counts from zero"):
        load_ledger(path, again)
    assert not again.state.here.known
