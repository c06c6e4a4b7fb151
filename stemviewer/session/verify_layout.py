"""Checking a segment's structure: it is compared with a fresh one made from its header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session import guard, layout_v1
from stemviewer.session.layout import LIBVER, create_layout
from stemviewer.session.layout_parts import fixed, iso_time
from stemviewer.session.process_log import fill_slot, parameter_problems, slot_name
from stemviewer.session.processes import ProcessSlot, ProcessSlots
from stemviewer.session.segment_reader import SegmentReader
from stemviewer.session.settings_log import Change, settings_problems

_CHECKED_ELSEWHERE = ("/entry/log/header", "/entry/log/state")


@dataclass(slots=True)
class Derived:
    """What the rows of a segment say that its groups repeat.

    Parameters
    ----------
    slots : ProcessSlots
        Programs that its provenance texts name.
    changes : list of Change
        Changes of settings that its frames show.
    ended_utc_ns : int
        When it was closed; 0 while it is open [ns].
    """

    slots: ProcessSlots = field(default_factory=ProcessSlots)
    changes: list[Change] = field(default_factory=list)
    ended_utc_ns: int = 0


def layout_problems(segment: SegmentReader, derived: Derived) -> Iterator[str]:
    """Yield what differs from the structure and content that header and rows demand.

    Parameters
    ----------
    segment : SegmentReader
        Open segment.
    derived : Derived
        What its rows say.
    """
    header, whole = segment.header, bool(derived.ended_utc_ns)
    with h5py.File("expected", "w", driver="core", backing_store=False, libver=LIBVER) as expected:
        create_layout(expected, header)
        _fill(expected["entry"], header.schema_version, derived)
        problems = list(_compare(expected, segment.file))
    yield from problems
    # the content of groups is looked at only where the structure is sound
    if not problems and header.schema_version > 1:
        entry, start = segment.file["entry"], header.created_utc_ns
        yield from settings_problems(entry["settings"], derived.changes, start, whole=whole)
        yield from parameter_problems(entry, derived.slots, whole=whole)


def _fill(entry: h5py.Group, version: int, derived: Derived) -> None:
    """Write what the recorder writes later into places made at the start."""
    if derived.ended_utc_ns:
        end = iso_time(derived.ended_utc_ns)
        entry["end_time"][()] = fixed(end, entry["end_time"].dtype.itemsize)
    for number, slot in enumerate(derived.slots.slots, 1):
        if version == 1:
            _fill_v1(entry, number, slot)
        else:
            list(fill_slot(entry[slot_name(number)], slot))


def _fill_v1(entry: h5py.Group, number: int, slot: ProcessSlot) -> None:
    if number > layout_v1.PROCESS_SLOTS:
        return
    group = entry[slot_name(number)]
    for name in layout_v1.PROCESS_TEXTS:
        group[name][()] = fixed(str(getattr(slot, name)), group[name].dtype.itemsize)


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
