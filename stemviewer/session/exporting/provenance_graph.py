"""What a session's pictures came from, gathered so that its size does not depend on frames.

Frames of one channel, size, number type and flags are one group, whatever their number; pictures
with the same provenance are another. The SHA-256 over all SHA-256 of a group binds it to exactly
those frames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stemviewer.core.provenance import Flag, Provenance, provenance_from_json
from stemviewer.core.quantity import Source
from stemviewer.session.format import schema
from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.index import trained_networks
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.segment_reader import SegmentReader

_BLOCK = 1024


@dataclass(slots=True)
class Group:
    """Frames or pictures with the same provenance.

    Parameters
    ----------
    name : str
        Unique in the session.
    channel : str
        Detector channel.
    shape : tuple of int
        Rows and columns.
    dtype : str
        Number type; of pictures float32.
    flags : tuple of str
        What a reader must know of each of them.
    """

    name: str
    channel: str
    shape: tuple[int, int]
    dtype: str
    flags: tuple[str, ...]
    count: int = 0
    first_row: int = 0
    last_row: int = 0
    first_utc_ns: int = 0
    last_utc_ns: int = 0
    settings: dict[str, tuple[float, float]] = field(default_factory=dict)
    sources: dict[str, set[str]] = field(default_factory=dict)
    provenance: Provenance | None = None
    sources_of: set[str] = field(default_factory=set)
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """SHA-256 over the SHA-256 (hex) of all members, in order."""
        return str(self._digest.hexdigest())

    def take(self, row: Row, position: int) -> None:
        """Count a row in."""
        utc_ns = int(row["written_utc_ns"])
        if not self.count:
            self.first_row, self.first_utc_ns = position, utc_ns
        self.count += 1
        self.last_row, self.last_utc_ns = position, utc_ns
        self._digest.update(text_of(row, "sha256").encode())

    def take_settings(self, row: Row) -> None:
        """Widen the ranges of settings by those of a frame."""
        for name in schema.SETTINGS:
            source = schema.SOURCES.get(int(row[f"{name}_source"]), Source.UNKNOWN)
            self.sources.setdefault(name, set()).add(source.value)
            value = float(row[name])
            if source is not Source.UNKNOWN and np.isfinite(value):
                low, high = self.settings.get(name, (value, value))
                self.settings[name] = (min(low, value), max(high, value))


@dataclass(slots=True)
class Graph:
    """A session's groups, and what its networks were trained for (by weights' SHA-256)."""

    raw: list[Group] = field(default_factory=list)
    processed: list[Group] = field(default_factory=list)
    trained: dict[str, str] = field(default_factory=dict)


def gather(reader: SessionReader) -> Graph:
    """Return the graph of a session; reads every row once, and no picture."""
    graph = Graph(trained=trained_networks(reader.segments))
    raw: dict[tuple[Any, ...], Group] = {}
    made: dict[tuple[Any, ...], Group] = {}
    for segment in reader.segments:
        for position, row in _rows(segment, "frames", segment.header.first_row):
            _frame(raw, row, position)
        for _, row in _rows(segment, "processed", segment.header.first_processed):
            if int(row["kind"]) != schema.STATEMENT:
                _picture(made, raw, segment, row)
    graph.raw, graph.processed = list(raw.values()), list(made.values())
    return graph


def _rows(segment: SegmentReader, table: str, start: int) -> Iterator[tuple[int, Row]]:
    total = segment.counts[table]
    for first in range(0, total, _BLOCK):
        for at, row in enumerate(segment.rows(table, first, min(first + _BLOCK, total))):
            yield start + first + at, row


def _frame(groups: dict[tuple[Any, ...], Group], row: Row, position: int) -> None:
    key = _key(row, text_of(row, "dtype"))
    if key not in groups:
        groups[key] = _group(f"raw-{len(groups) + 1}", row, text_of(row, "dtype"))
    groups[key].take(row, position)
    groups[key].take_settings(row)


def _picture(
    groups: dict[tuple[Any, ...], Group],
    raw: dict[tuple[Any, ...], Group],
    segment: SegmentReader,
    row: Row,
) -> None:
    text = segment.text("texts", int(row["provenance_text"])).decode("ascii")
    key = (*_key(row, "float32"), text)
    if key not in groups:
        group = _group(f"processed-{len(groups) + 1}", row, "float32")
        group.provenance = provenance_from_json(text)
        groups[key] = group
    groups[key].take(row, int(row["parent_row"]))
    same = (group.name for group in raw.values() if _fits(group, groups[key]))
    groups[key].sources_of.update(same)


def _fits(raw: Group, made: Group) -> bool:
    return (raw.channel, raw.shape) == (made.channel, made.shape)


def _key(row: Row, dtype: str) -> tuple[Any, ...]:
    shape = (int(row["rows"]), int(row["columns"]))
    return (text_of(row, "channel"), shape, dtype, int(row["flags"]))


def _group(name: str, row: Row, dtype: str) -> Group:
    channel, shape, _, flags = _key(row, dtype)
    return Group(name, channel, shape, dtype, Flag(flags).names())
