"""The records of a session as a table: a line a frame, comma-separated (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from stemviewer.core.quantity import Quantity
from stemviewer.session.exporting.picture import write_beside
from stemviewer.session.format.schema import SETTINGS
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.reader import SessionReader

_UNITS = {
    "dwell": "s",
    "beam_current": "A",
    "pixel_size": "m",
    "flyback": "s",
    "rotation": "rad",
    "voltage": "V",
}

_MADE = (
    "kind",
    "method",
    "model",
    "weights_sha256",
    "frames_used",
    "processed_flags",
    "processed_sha256",
    "pixels_stored",
    "evidence",
    "evidence_z",
    "contradicted_places",
    "range",
)


def export_records(session: Path, path: Path, rows: range | None = None) -> Path:
    """Write what the log says of each frame.

    Values are in SI units, doses in e/Å^2; each has a column with its source, and is empty where
    it is unknown.

    Parameters
    ----------
    session : Path
        Of any of its files.
    path : Path
        Of the CSV.
    rows : range, optional
        Positions of the frames; all by default.

    Raises
    ------
    SessionFileError
        If the session cannot be read, or the table cannot be written.
    """
    with SessionReader(session) as reader:
        chosen = range(len(reader)) if rows is None else rows

        def write(part: Path) -> None:
            with part.open("w", encoding="utf-8", newline="") as file:
                table = csv.writer(file)
                table.writerow(headings())
                table.writerows(line_of(reader.row(at)) for at in chosen)

        return write_beside(path, write)


def headings() -> list[str]:
    """Return the names of the columns."""
    named = [f"{name} [{_UNITS[name]}]" for name in SETTINGS]
    doses = ["dose_per_pixel [e/px]", "dose_per_frame [e/Å^2]", "dose_cumulative [e/Å^2]"]
    sourced = [text for name in [*named, *doses] for text in (name, f"{name.split(' ')[0]}_source")]
    first = ["row", "number", "channel", "time", "rows", "columns", "complete", "flags", "sha256"]
    return [*first, *sourced, *_MADE]


def line_of(row: FrameRow) -> list[str | int | float]:
    """Return a frame's line."""
    settings, dose = row.settings, row.dose
    quantities = [
        *(getattr(settings, name) for name in SETTINGS),
        dose.frame.per_pixel,
        dose.frame.total,
        dose.cumulative,
    ]
    return [
        row.index,
        row.number,
        row.channel,
        _time(row.acquired_utc_ns or row.received_utc_ns),
        settings.rows,
        settings.columns,
        int(row.complete),
        " ".join(row.flags.names()),
        row.sha256,
        *_values(quantities),
        *_made(row),
    ]


def _values(quantities: Iterable[Quantity]) -> Iterable[str | float]:
    for quantity in quantities:
        yield "" if quantity.value is None else quantity.value
        yield quantity.source.value


def _made(row: FrameRow) -> list[str | int | float]:
    made = row.processed_row
    if made is None:
        return ["raw", *[""] * (len(_MADE) - 1)]
    evidence = made.evidence
    return [
        made.provenance.kind.value,
        " + ".join(step.method for step in made.provenance.steps),
        made.provenance.model,
        made.provenance.weights_sha256,
        len(made.numbers),
        " ".join(made.flags.names()),
        made.sha256,
        int(made.stored),
        evidence.state.name.lower(),
        "" if evidence.score is None else evidence.score,
        "" if evidence.contradicted is None else evidence.contradicted,
        evidence.range_state.name.lower(),
    ]


def _time(utc_ns: int) -> str:
    if utc_ns <= 0:
        return ""
    seconds, rest = divmod(utc_ns, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"
