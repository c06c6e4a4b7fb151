from __future__ import annotations

from itertools import product

import pytest

from stemviewer.ui.image.arrangement import (
    LEFT,
    RIGHT,
    WHOLE,
    Cell,
    Slot,
    ViewKind,
    ViewState,
    arrangement,
)

STATES = [ViewState(k, *flags) for k in ViewKind for flags in product((False, True), repeat=3)]


def squares(cell: Cell) -> set[tuple[int, int]]:
    return {(cell.row + r, cell.column + k) for r in range(cell.rows) for k in range(cell.columns)}


@pytest.mark.parametrize("state", STATES)
def test_no_pane_lies_over_another_and_a_picture_is_always_seen(state: ViewState) -> None:
    cells = arrangement(state)
    covered = [square for cell in cells.values() for square in squares(cell)]
    assert len(covered) == len(set(covered))
    assert cells.keys() & {Slot.RAW, Slot.PROCESSED, Slot.CURTAIN}


@pytest.mark.parametrize("state", STATES)
def test_what_is_processed_is_away_without_processing_and_while_raw_is_held(
    state: ViewState,
) -> None:
    if state.raw_only or not state.processing:
        assert not arrangement(state).keys() & {Slot.PROCESSED, Slot.CURTAIN, Slot.EVIDENCE}


def test_holding_raw_moves_no_place() -> None:
    for kind in ViewKind:
        before = arrangement(ViewState(kind, processing=True))
        held = arrangement(ViewState(kind, processing=True, raw_only=True))
        gone = {Slot.EVIDENCE} if kind is ViewKind.QUAD else set()
        places = {cell for slot, cell in before.items() if slot not in gone}
        assert set(held.values()) == places


def test_split_and_curtain() -> None:
    assert arrangement(ViewState(processing=True)) == {Slot.RAW: LEFT, Slot.PROCESSED: RIGHT}
    curtain = ViewState(ViewKind.CURTAIN, processing=True)
    assert arrangement(curtain) == {Slot.CURTAIN: WHOLE}


def test_kinds_go_in_a_circle() -> None:
    seen, kind = [], ViewKind.SPLIT
    for _ in ViewKind:
        seen.append(kind)
        kind = kind.following
    assert seen == list(ViewKind)
    assert kind is ViewKind.SPLIT
