from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, measured, set_to
from stemviewer.live.ledger import DoseLedger


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


def test_half_a_frame_costs_half() -> None:
    ledger = DoseLedger()
    ledger.book(frame(0, valid_rows=4))
    assert ledger.state.here.value == pytest.approx(PER_FRAME / 2)


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
    assert ledger.state.session.value == pytest.approx(2 * PER_FRAME)


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
