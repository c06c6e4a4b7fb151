"""The kinds of view, and which panes each of them shows where: pure, without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stemviewer.ui.language.words import mark


class ViewKind(StrEnum):
    """How raw and processed are put beside, over or after each other."""

    SPLIT = "split"
    """Raw at the left, processed at the right."""
    CURTAIN = "curtain"
    """One place: raw left of an edge that can be dragged, processed right of it."""
    BLINK = "blink"
    """One place: raw and processed by turns."""
    SINGLE = "single"
    """One place, one picture."""
    QUAD = "quad"
    """Raw, processed, evidence, and a fourth place for the FFT."""

    @property
    def label(self) -> str:
        """As shown."""
        return "2×2" if self is ViewKind.QUAD else self.value.capitalize()

    @property
    def following(self) -> ViewKind:
        """The kind after this one, in a circle."""
        kinds = list(ViewKind)
        return kinds[(kinds.index(self) + 1) % len(kinds)]


class Slot(StrEnum):
    """The panes there are."""

    RAW = "raw"
    PROCESSED = "processed"
    RAW_AGAIN = mark("raw again")
    """Raw in the place of the processed picture."""
    CURTAIN = "curtain"
    EVIDENCE = "evidence"
    CORNER = "corner"
    """The fourth place."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a grid of two rows and two columns."""

    row: int = 0
    column: int = 0
    rows: int = 2
    columns: int = 2


WHOLE = Cell()
LEFT, RIGHT = Cell(columns=1), Cell(column=1, columns=1)
TOP_LEFT, TOP_RIGHT = Cell(0, 0, 1, 1), Cell(0, 1, 1, 1)
BOTTOM_LEFT, BOTTOM_RIGHT = Cell(1, 0, 1, 1), Cell(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the arrangement depends on.

    Parameters
    ----------
    kind : ViewKind
        Chosen.
    processing : bool
        Whether there is a processed side at all; without one raw has all the room.
    raw_only : bool
        Whether raw takes the place of everything processed, for as long as a key is held.
    raw_turn : bool
        In Single and Blink: whether it is raw that is shown.
    """

    kind: ViewKind = ViewKind.SPLIT
    processing: bool = False
    raw_only: bool = False
    raw_turn: bool = False

    @property
    def blinking(self) -> bool:
        """Whether raw and processed take turns by themselves."""
        return self.kind is ViewKind.BLINK and self.processing and not self.raw_only

    @property
    def one_at_a_time(self) -> bool:
        """Whether raw and processed are never seen together."""
        return self.kind in (ViewKind.BLINK, ViewKind.SINGLE)


def arrangement(state: ViewState) -> Mapping[Slot, Cell]:
    """Return the panes that are seen and their cells.

    No cell of a kind moves while ``raw_only`` is on: the eye compares in place.
    """
    if not state.processing:
        return _without_processing(state.kind)
    second = Slot.RAW_AGAIN if state.raw_only else Slot.PROCESSED
    match state.kind:
        case ViewKind.SPLIT:
            return {Slot.RAW: LEFT, second: RIGHT}
        case ViewKind.CURTAIN:
            return {Slot.RAW if state.raw_only else Slot.CURTAIN: WHOLE}
        case ViewKind.QUAD:
            cells = {Slot.RAW: TOP_LEFT, second: TOP_RIGHT, Slot.CORNER: BOTTOM_RIGHT}
            return cells if state.raw_only else {**cells, Slot.EVIDENCE: BOTTOM_LEFT}
        case _:
            raw = state.raw_only or state.raw_turn
            return {Slot.RAW if raw else Slot.PROCESSED: WHOLE}


def _without_processing(kind: ViewKind) -> Mapping[Slot, Cell]:
    if kind is ViewKind.QUAD:
        return {Slot.RAW: LEFT, Slot.CORNER: RIGHT}
    return {Slot.RAW: WHOLE}
