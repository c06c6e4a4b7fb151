"""What a catalogue keeps of a session: who, what, when, and a few columns of its frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.provenance import Flag
from stemviewer.session.format import schema
from stemviewer.session.format.columns import AVERAGED, DENOISED, FILTERED, MOST_AT_ONCE, NOT_MADE
from stemviewer.session.format.entries import EvidenceState
from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.reader import SessionReader

RECOVERED_KIND = "recovered"
"""Kind of the first event of a recovered session: where it comes from."""


def facts_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what is told of a session, JSON-ready: first itself, then its frames in blocks.

    Parameters
    ----------
    path : Path
        Of any of its files.

    Yields
    ------
    dict
        ``{"session": {...}}`` once, then ``{"first": row, "columns": {...}}``; the columns are
        those of ``FRAME_COLUMNS``: doses [e/Å^2], ``None`` where unknown.

    Raises
    ------
    SessionFileError
        If it cannot be read.
    """
    with SessionReader(path) as reader:
        yield {"session": _session(reader)}
        made = _made(reader)
        row = 0
        for segment in reader.segments:
            total = segment.counts["frames"]
            for first in range(0, total, MOST_AT_ONCE):
                rows = segment.rows("frames", first, min(first + MOST_AT_ONCE, total))
                yield {"first": row, "columns": _columns(rows, made, row)}
                row += rows.size


def _session(reader: SessionReader) -> dict[str, Any]:
    header, info = reader.segments[0].header, reader.info
    losses = reader.losses()
    events = reader.events()
    return {
        "name": info.name,
        "session_id": header.session_id,
        "sample": info.sample,
        "operator": info.operator,
        "notes": info.notes,
        "instrument": info.instrument.name,
        "origin": info.instrument.origin,
        "created_ns": header.created_utc_ns,
        "frames": len(reader),
        "closed": reader.closed,
        "incomplete": reader.incomplete,
        "lost": sum(loss.last - loss.first + 1 for loss in losses),
        "recovered": any(event.kind == RECOVERED_KIND for event in events),
        "said": " ".join(event.text for event in events if event.kind == "note")[:20_000],
    }


def _made(reader: SessionReader) -> dict[int, Row]:
    """Return the last picture's row of each frame that has one."""
    found: dict[int, Row] = {}
    for segment in reader.segments:
        total = segment.counts["processed"]
        for first in range(0, total, MOST_AT_ONCE):
            for row in segment.rows("processed", first, min(first + MOST_AT_ONCE, total)):
                if int(row["kind"]) != schema.STATEMENT:
                    found[int(row["parent_row"])] = row
    return found


def _columns(rows: Row, made: dict[int, Row], first: int) -> dict[str, list[Any]]:
    utc = np.where(rows["acquired_utc_ns"] > 0, rows["acquired_utc_ns"], rows["received_utc_ns"])
    columns: dict[str, list[Any]] = {
        "number": rows["number"].tolist(),
        "utc_ns": utc.tolist(),
        "channel": [bytes(name).decode("utf-8", "replace") for name in rows["channel"]],
        "dose": _known(rows["dose_imaging"] + np.nan_to_num(rows["dose_flyback"])),
        "cumulative": _known(rows["dose_cumulative"]),
        "flags": rows["flags"].tolist(),
        "kind": [NOT_MADE] * rows.size,
        "model": [""] * rows.size,
        "evidence": [int(EvidenceState.NONE)] * rows.size,
        "score": [None] * rows.size,
        "contradicted": [0] * rows.size,
    }
    for at in range(rows.size):
        picture = made.get(first + at)
        if picture is not None:
            _take_picture(columns, at, picture)
    return columns


def _take_picture(columns: dict[str, list[Any]], at: int, picture: Row) -> None:
    flags = Flag(int(picture["flags"]))
    columns["flags"][at] |= int(flags)
    columns["kind"][at] = (
        DENOISED if Flag.NETWORK in flags else AVERAGED if Flag.ACCUMULATED in flags else FILTERED
    )
    columns["model"][at] = text_of(picture, "model")
    columns["evidence"][at] = int(picture["evidence_state"])
    score, places = float(picture["evidence_score"]), float(picture["evidence_contradicted"])
    columns["score"][at] = score if np.isfinite(score) else None
    contradicted = int(places) if np.isfinite(places) and places > 0 else 0
    columns["contradicted"][at] = contradicted or int(Flag.CONTRADICTED in flags)


def _known(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]
