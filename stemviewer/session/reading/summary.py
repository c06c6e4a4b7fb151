"""What a session holds, for ``stemviewer info`` and for the methods section of a paper."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.provenance import Flag
from stemviewer.session.format import schema
from stemviewer.session.format.rows import row_to_frame_row, text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.index import trained_networks
from stemviewer.session.reading.methods import methods_sentence
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.segment_reader import SegmentReader

_BLOCK = 2048


class _Counts:
    """Sums over all rows, a block at a time."""

    def __init__(self, frames: int) -> None:
        self.bits = np.zeros(frames, np.uint32)
        self._filled = 0
        self.complete = 0
        self.stored = 0
        self.models: Counter[str] = Counter()
        self.methods: Counter[str] = Counter()
        self.channels: Counter[str] = Counter()
        self.processed: set[int] = set()
        self.network: set[int] = set()
        self.pictures_stored = 0
        self.times: list[int] = []
        self.shapes: Counter[str] = Counter()

    def frames(self, rows: Row) -> None:
        self.complete += int(np.count_nonzero(rows["complete"]))
        self.stored += int(np.count_nonzero(rows["index"] >= 0))
        self.bits[self._filled : self._filled + rows.size] |= rows["flags"]
        self._filled += rows.size
        for channel, count in zip(*np.unique(rows["channel"], return_counts=True), strict=True):
            self.channels[bytes(channel).decode("utf-8", "replace")] += int(count)
        shapes = np.stack([rows["rows"], rows["columns"]], 1)
        for shape, count in zip(*np.unique(shapes, axis=0, return_counts=True), strict=True):
            self.shapes[f"{shape[0]}x{shape[1]}"] += int(count)
        if rows.size:
            self.times += [int(rows["written_utc_ns"][0]), int(rows["written_utc_ns"][-1])]

    def pictures(self, rows: Row) -> None:
        rows = rows[rows["kind"] != schema.STATEMENT]
        np.bitwise_or.at(self.bits, rows["parent_row"], rows["flags"])
        self.processed.update(rows["parent_row"].tolist())
        network = rows[rows["flags"] & int(Flag.NETWORK) != 0]
        self.network.update(network["parent_row"].tolist())
        self.pictures_stored += int(np.count_nonzero(rows["kind"] == schema.STORED))
        for row in network:
            self.models[f"{text_of(row, 'model')} {text_of(row, 'weights_sha256')}"] += 1

    def by_flag(self) -> dict[str, int]:
        """Frames that carry each flag, themselves or in a picture made of them."""
        numbers = {f.name or "": int(np.count_nonzero(self.bits & int(f))) for f in Flag if f}
        return {name: number for name, number in numbers.items() if number}


def _count(reader: SessionReader) -> _Counts:
    counts = _Counts(len(reader))
    for segment in reader.segments:
        for table, take in (("frames", counts.frames), ("processed", counts.pictures)):
            total = segment.counts[table]
            for first in range(0, total, _BLOCK):
                take(segment.rows(table, first, min(first + _BLOCK, total)))
        _count_methods(segment, counts)
    return counts


def _count_methods(segment: SegmentReader, counts: _Counts) -> None:
    """Count pictures by the label of their provenance."""
    total = segment.counts["processed"]
    for first in range(0, total, _BLOCK):
        rows = segment.rows("processed", first, min(first + _BLOCK, total))
        places = rows["provenance_text"][rows["kind"] != schema.STATEMENT]
        for place, count in zip(*np.unique(places, return_counts=True), strict=True):
            counts.methods[segment.text("texts", int(place)).decode("ascii")] += int(count)


def summarise(path: Path) -> dict[str, Any]:
    """Return counts and facts of a session, ready for JSON.

    Parameters
    ----------
    path : Path
        Of any of its files.

    Returns
    -------
    dict
        ``received``, ``recorded``, ``complete``, ``processed``, ``network_processed``,
        ``lost``, ``gaps``, ``by_flag``, ``by_model``, ``dose``, ``duration_s``, ``methods``
        and who recorded what.

    Raises
    ------
    SessionFileError
        If it cannot be read.
    """
    with SessionReader(path) as reader:
        counts = _count(reader)
        losses = reader.losses()
        result = {
            "session": reader.info.name,
            "session_id": reader.segments[0].header.session_id,
            "sample": reader.info.sample,
            "operator": reader.info.operator,
            "notes": reader.info.notes,
            "instrument": reader.info.instrument.name,
            "origin": reader.info.instrument.origin,
            "software": reader.segments[0].header.software,
            "files": [segment.path.name for segment in reader.segments],
            "closed": reader.closed,
            "incomplete": reader.incomplete or not reader.closed,
            "received": len(reader),
            "recorded": counts.stored,
            "complete": counts.complete,
            "partial": len(reader) - counts.complete,
            "processed": len(counts.processed),
            "network_processed": len(counts.network),
            "processed_stored": counts.pictures_stored,
            "lost": sum(loss.last - loss.first + 1 for loss in losses if not loss.gap),
            "not_recorded": sum(loss.last - loss.first + 1 for loss in losses if loss.gap),
            "by_flag": counts.by_flag(),
            "by_model": dict(counts.models),
            "by_channel": dict(counts.channels),
            "by_size": dict(counts.shapes),
            "events": len(reader.events()),
            "duration_s": (counts.times[-1] - counts.times[0]) / 1e9 if counts.times else 0.0,
            "head": reader.head,
        }
        result |= _first_and_last(reader)
        result["methods"] = methods_sentence(
            result, counts.methods, trained_networks(reader.segments)
        )
    return result


def _first_and_last(reader: SessionReader) -> dict[str, Any]:
    """Return settings of the first frame and the dose up to the last."""
    if not len(reader):
        return {"settings": {}, "dose": {}}
    segments = [segment for segment in reader.segments if segment.counts["frames"]]
    first = row_to_frame_row(segments[0].row("frames", 0), 0)
    end = segments[-1].counts["frames"] - 1
    last = row_to_frame_row(segments[-1].row("frames", end), len(reader) - 1)
    quantities = {name: getattr(first.settings, name) for name in schema.SETTINGS}
    doses = {
        "per_pixel": first.dose.frame.per_pixel,
        "per_frame": first.dose.frame.total,
        "cumulative": last.dose.cumulative,
    }
    return {
        "settings": {name: _plain(value) for name, value in quantities.items()},
        "dose": {name: _plain(value) for name, value in doses.items()},
    }


def _plain(quantity: Any) -> dict[str, Any]:
    return {"value": quantity.value, "source": quantity.source.value}


def summary_text(summary: dict[str, Any]) -> str:
    """Return a summary as lines that an operator reads."""
    frames = (
        f"{summary['received']} received, {summary['recorded']} recorded, "
        f"{summary['partial']} partial, {summary['lost']} lost, "
        f"{summary['not_recorded']} not recorded"
    )
    pictures = (
        f"{summary['processed']} frames, {summary['network_processed']} of them by a network; "
        f"{summary['processed_stored']} pictures stored"
    )
    lines = [
        f"Session     {summary['session']} ({', '.join(summary['files'])})",
        f"Sample      {summary['sample'] or '-'}; operator {summary['operator'] or '-'}",
        f"Instrument  {summary['instrument'] or '-'} ({summary['origin']})",
        f"State       {_state(summary)}",
        f"Frames      {frames}",
        f"Processed   {pictures}",
    ]
    lines += [f"Flag        {name}: {count}" for name, count in summary["by_flag"].items()]
    lines += [f"Model       {name}: {count}" for name, count in summary["by_model"].items()]
    for name, dose in summary["dose"].items():
        value = "unknown" if dose["value"] is None else f"{dose['value']:.4g} {_UNITS[name]}"
        lines.append(f"Dose        {name.replace('_', ' ')}: {value} ({dose['source']})")
    lines += [
        f"Duration    {summary['duration_s']:.1f} s, {summary['events']} events",
        f"Head        {summary['head']}",
        f"Methods     {summary['methods']}",
    ]
    return "\n".join(lines)


_UNITS = {"per_pixel": "e/px", "per_frame": "e/Å^2", "cumulative": "e/Å^2"}


def _state(summary: dict[str, Any]) -> str:
    if not summary["closed"]:
        return "never closed, or still recording"
    return "closed, INCOMPLETE" if summary["incomplete"] else "closed"
