"""Checking a segment's structure: it is compared with a fresh one made from its header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session import guard
from stemviewer.session.layout import LIBVER, PROCESS_SLOTS, create_layout, fixed, iso_time
from stemviewer.session.segment_reader import SegmentReader

Process = tuple[str, str, str, str]

_CHECKED_ELSEWHERE = ("/entry/log/header", "/entry/log/state")


def layout_problems(
    segment: SegmentReader, processes: list[Process], ended_utc_ns: int
) -> Iterator[str]:
    """Yield what differs from the structure that the header demands.

    Parameters
    ----------
    segment : SegmentReader
        Open segment.
    processes : list of tuple
        Program, version, date and weights that its provenance texts name.
    ended_utc_ns : int
        When it was closed; 0 while it is open [ns].
    """
    with h5py.File("expected", "w", driver="core", backing_store=False, libver=LIBVER) as expected:
        create_layout(expected, segment.header)
        _fill(expected["entry"], processes, ended_utc_ns)
        yield from _compare(expected, segment.file)


def _fill(entry: h5py.Group, processes: list[Process], ended_utc_ns: int) -> None:
    """Write what the recorder writes later into places made at the start."""
    if ended_utc_ns:
        entry["end_time"][()] = fixed(iso_time(ended_utc_ns), entry["end_time"].dtype.itemsize)
    known: dict[tuple[str, str, str], str] = {}
    for program, version, date, weights in processes:
        known.setdefault((program, version, weights), date)
    for slot, ((program, version, weights), date) in enumerate(known.items(), 1):
        if slot > PROCESS_SLOTS:
            return
        group = entry[f"process_{slot:02d}"]
        values = {"program": program, "version": version, "date": date, "weights_sha256": weights}
        for name, value in values.items():
            group[name][()] = fixed(value, group[name].dtype.itemsize)


def _compare(expected: h5py.Group, found: h5py.Group) -> Iterator[str]:
    yield from _attributes(expected, found)
    extra = set(found) - set(expected)
    if extra:
        yield f"{found.name} holds {sorted(extra)}, which stemviewer did not write"
    for name in expected:
        try:
            member = guard.child(found, name)
        except SessionFileError as error:
            yield error.what
            continue
        if isinstance(expected[name], h5py.Group) != isinstance(member, h5py.Group):
            yield f"{member.name} is of the wrong kind"
        elif isinstance(member, h5py.Group):
            yield from _compare(expected[name], member)
        else:
            yield from _dataset(expected[name], member)


def _dataset(expected: h5py.Dataset, found: h5py.Dataset) -> Iterator[str]:
    yield from _attributes(expected, found)
    if found.dtype != expected.dtype or found.maxshape != expected.maxshape:
        yield f"{found.name} is of another type or shape than it was made"
    elif _is_static(expected) and _bytes(expected[()]) != _bytes(found[()]):
        yield f"{found.name} was changed"


def _is_static(data: h5py.Dataset) -> bool:
    return bool(data.maxshape == data.shape) and data.name not in _CHECKED_ELSEWHERE


def _attributes(expected: Any, found: Any) -> Iterator[str]:
    wanted, there = _as_bytes(expected), _as_bytes(found)
    if wanted != there:
        names = sorted(k for k in wanted.keys() | there.keys() if wanted.get(k) != there.get(k))
        yield f"attributes {names} of {found.name} were changed"


def _as_bytes(holder: Any) -> dict[str, bytes]:
    return {name: _bytes(value) for name, value in holder.attrs.items()}


def _bytes(value: Any) -> bytes:
    return np.asarray(value).tobytes()
