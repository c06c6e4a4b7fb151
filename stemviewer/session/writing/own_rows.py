"""Rows that the recorder makes by itself: its own events, gaps, and times of writing."""

from __future__ import annotations

import time

from stemviewer.session.format.rows import event_text, loss_to_row, text_of, text_rows
from stemviewer.session.format.schema import Row
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.prepare import Prepared


def own_event(kind: str, text: str) -> Prepared:
    """Return an event of the recorder's own, to be written like any other."""
    row = text_rows(kind, b"{}", time.time_ns(), time.monotonic_ns())[0]
    return Prepared(Message(MessageKind.EVENT, row, (event_text(text, {}), b"")))


def orphan(row: Row) -> Prepared:
    """Return the event that says of a processed picture why it was left out."""
    text = (
        f"A processed picture of frame {int(row['number'])} ({text_of(row, 'channel')}) was "
        "left out: its raw frame is not in this session."
    )
    return own_event("note", text)


def own_gap(first: int, last: int, reason: str) -> Prepared:
    """Return the loss that says which frames could not be recorded, and why."""
    row = loss_to_row(first, last, reason, time.time_ns())
    row["gap"] = 1
    return Prepared(Message(MessageKind.LOSS, row))


def stamp(row: Row) -> None:
    """Put the time of writing into a row."""
    row["written_utc_ns"], row["written_monotonic_ns"] = time.time_ns(), time.monotonic_ns()
