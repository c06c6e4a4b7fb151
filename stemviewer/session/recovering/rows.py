"""Reading the rows of a damaged segment, and telling the sound ones from the others."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format import chain
from stemviewer.session.format.rows import bytes_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.segment_reader import SegmentReader

_BLOCK = 32


@dataclass(slots=True)
class FoundRow:
    """A row as it is stored, and whether its link proves that it is what was written."""

    table: str
    row: Row
    sound: bool


def found_rows(segment: SegmentReader) -> Iterator[FoundRow]:
    """Yield all rows of a segment in the order of their writing, each judged by its link.

    A row that was written after rows which are gone cannot be proved; it is taken for sound.
    """
    header = segment.header
    text = header.canonical()
    stored = computed = (
        chain.first_link(text)
        if header.segment == 1
        else chain.next_segment_link(header.previous_head.encode(), text)
    )
    due = header.first_sequence
    held: FoundRow | None = None
    for table, row in _merged(segment):
        link = bytes_of(row, "chain")
        fits = chain.link(stored, table, row) == link
        if held is not None and not fits and chain.link(computed, table, row) == link:
            # only the link of the row before was damaged, not the row
            fits = held.sound = True
        if held is not None:
            yield held
        after_gap = int(row["sequence"]) != due
        held = FoundRow(table, row, fits or after_gap)
        computed = chain.link(stored if fits else computed, table, row)
        stored, due = link, int(row["sequence"]) + 1
    if held is not None:
        yield held


def _merged(segment: SegmentReader) -> Iterator[tuple[str, Row]]:
    tables = [_rows(segment, table) for table in segment.tables]
    for _, table, row in heapq.merge(*tables, key=lambda item: item[:2]):
        yield table, row


def _rows(segment: SegmentReader, table: str) -> Iterator[tuple[int, str, Row]]:
    """Yield a table's rows with a place in the order, which a damaged number cannot upset."""
    count, last = segment.counts[table], 0
    for first in range(0, count, _BLOCK):
        rows = _block(segment, table, first, min(first + _BLOCK, count))
        numbers = rows["sequence"].astype(object)
        for at, row in enumerate(rows):
            number = int(numbers[at])
            following = int(numbers[at + 1]) if at + 1 < len(rows) else None
            if not last < number or (following is not None and last < following <= number):
                number = last
            last = number
            if bytes_of(row, "chain"):
                yield number, table, row


def _block(segment: SegmentReader, table: str, first: int, last: int) -> Row:
    try:
        return segment.stored_rows(table, first, last)
    except SessionFileError:
        found = [_one(segment, table, at) for at in range(first, last)]
        good = [row for row in found if row is not None]
        return np.concatenate(good) if good else np.zeros(0, segment.tables[table].dtype)


def _one(segment: SegmentReader, table: str, at: int) -> Row | None:
    try:
        return segment.stored_rows(table, at, at + 1)
    except SessionFileError:
        return None
