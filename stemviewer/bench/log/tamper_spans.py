"""Which bytes of a session's files hold what: where a flipped byte goes, and what it hits."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

_TABLES = ("frames", "processed", "losses", "events", "texts", "thumbnails", "signatures")
STRUCTURE = "structure and unused bytes"


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start`` to ``start + size - 1`` of a file."""

    file: Path
    start: int
    size: int


def spans_of(folder: Path) -> dict[str, list[Span]]:
    """Return the spans of every file of the session in a folder, by what they hold.

    Everything of a closed file that is in no dataset (HDF5's own structure, free space, unused
    ends of chunks) is called :data:`STRUCTURE`. A file that was never closed has no such entry:
    nothing vouches for those bytes.
    """
    result: dict[str, list[Span]] = defaultdict(list)
    for file in sorted(folder.iterdir()):
        if file.name.endswith(".manifest.json"):
            result["manifest"].append(Span(file, 0, file.stat().st_size))
        elif file.name.endswith(".master.nxs"):
            result["master"].append(Span(file, 0, file.stat().st_size))
        elif file.name.endswith((".nxs", ".nxs.part")):
            _segment(file, result)
    return dict(result)


def _segment(file: Path, result: dict[str, list[Span]]) -> None:
    closed = file.suffix == ".nxs"
    mine: list[Span] = []
    with h5py.File(file, "r", swmr=not closed) as opened:
        used = {} if closed else _written(opened["entry"])

        def visit(name: str, member: h5py.Group | h5py.Dataset) -> None:
            if isinstance(member, h5py.Dataset):
                spans = [s for s in _dataset(file, member, used.get(name)) if s.size]
                mine.extend(spans)
                if spans:
                    result[_kind(name)] += spans

        opened.visititems(visit)
    if closed:
        result[STRUCTURE] += _between(file, mine)


def _kind(name: str) -> str:
    last = name.rsplit("/", 1)[-1]
    if name.startswith("entry/log/"):
        return f"rows of {last}" if last in _TABLES else last
    if last == "data":
        return "processed pixels" if "/denoised" in name else "raw pixels"
    return "other datasets"


def _written(entry: h5py.Group) -> dict[str, int]:
    """Return how many entries of each dataset of a file that was cut off belong to a row.

    A kill between a picture and its row leaves one that nobody acknowledged.
    """
    log = entry["log"]
    used = {}
    for name in _TABLES:
        rows = log[name][:]
        number = "number" if name == "signatures" else "sequence"
        used[f"entry/log/{name}"] = int(np.count_nonzero(rows[number]))
    used["entry/log/parent_row"] = used["entry/log/processed"]
    frames = log["frames"][: used["entry/log/frames"]]
    pictures = log["processed"][: used["entry/log/processed"]]
    for at, stack in enumerate(json.loads(bytes(log["header"][()]))["stacks"]):
        rows = pictures if stack["processed"] else frames
        for name in ("data", "frame_number"):
            named = np.count_nonzero((rows["stack"] == at) & (rows["index"] >= 0))
            used[f"entry/{stack['group']}/{name}"] = int(named)
    return used


def _dataset(file: Path, data: h5py.Dataset, used: int | None) -> list[Span]:
    if data.chunks is None:
        offset = data.id.get_offset()
        return [] if offset is None else [Span(file, offset, data.id.get_storage_size())]
    spans = []
    count = data.shape[0] if used is None else used
    for at in range(data.id.get_num_chunks()):
        chunk = data.id.get_chunk_info(at)
        if chunk.chunk_offset[0] >= count:
            continue
        size = chunk.size
        if data.ndim == 1:
            # a table's last chunk is used in part; its rest holds nothing
            size = min(count - chunk.chunk_offset[0], data.chunks[0]) * data.dtype.itemsize
        spans.append(Span(file, int(chunk.byte_offset), int(size)))
    return spans


def _between(file: Path, spans: list[Span]) -> list[Span]:
    free, at = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start > at:
            free.append(Span(file, at, span.start - at))
        at = max(at, span.start + span.size)
    end = file.stat().st_size
    return [*free, Span(file, at, end - at)] if end > at else free


def draw(spans: list[Span], rng: np.random.Generator) -> tuple[Path, int]:
    """Return a file and the place of a byte in it; every byte of the spans is as likely."""
    sizes = np.array([span.size for span in spans], float)
    span = spans[int(rng.choice(len(spans), p=sizes / sizes.sum()))]
    return span.file, span.start + int(rng.integers(span.size))
