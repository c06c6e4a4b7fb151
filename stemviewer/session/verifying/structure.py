"""Checking a segment's structure: it is compared with a fresh one made from its header."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import h5py

from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.processes import ProcessSlot, ProcessSlots
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.structure import version1
from stemviewer.session.structure.layout import LIBVER, create_layout
from stemviewer.session.structure.parts import fixed, iso_time
from stemviewer.session.structure.process_log import fill_slot, parameter_problems, slot_name
from stemviewer.session.structure.settings_log import Change, settings_problems
from stemviewer.session.verifying.tree import Node, compare, described


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
    wanted = _wanted(header, derived.slots.slots, derived.ended_utc_ns)
    before = None
    if segment.growing:
        # the last program named and the time of the end are written after their rows
        last = derived.slots.slots[: None if whole else -1]
        before = _expected(_wanted(header, last, 0))
    problems = list(compare(_expected(wanted), segment.file, before))
    yield from problems
    # the content of groups is looked at only where the structure is sound
    if not problems and header.schema_version > 1:
        entry, start = segment.file["entry"], header.created_utc_ns
        yield from settings_problems(entry["settings"], derived.changes, start, whole=whole)
        yield from parameter_problems(entry, derived.slots, whole=whole)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What decides how a file must look; two with the same first three are the same."""

    text: bytes
    named: str
    ended_utc_ns: int
    slots: Sequence[ProcessSlot] = field(compare=False)
    header: HeaderModel = field(compare=False)


def _wanted(header: HeaderModel, slots: Sequence[ProcessSlot], ended_utc_ns: int) -> _Wanted:
    return _Wanted(header.canonical(), repr(slots), ended_utc_ns, slots, header)


@functools.lru_cache(maxsize=16)
def _expected(wanted: _Wanted) -> Node:
    """Make the file that is wanted, in memory; making it takes as long as the comparison."""
    with h5py.File("expected", "w", driver="core", backing_store=False, libver=LIBVER) as file:
        create_layout(file, wanted.header)
        _fill(file["entry"], wanted)
        return described(file)


def _fill(entry: h5py.Group, wanted: _Wanted) -> None:
    """Write what the recorder writes later into places made at the start."""
    if wanted.ended_utc_ns:
        end = iso_time(wanted.ended_utc_ns)
        entry["end_time"][()] = fixed(end, entry["end_time"].dtype.itemsize)
    for number, slot in enumerate(wanted.slots, 1):
        if wanted.header.schema_version == 1:
            _fill_v1(entry, number, slot)
        else:
            list(fill_slot(entry[slot_name(number)], slot))


def _fill_v1(entry: h5py.Group, number: int, slot: ProcessSlot) -> None:
    if number > version1.PROCESS_SLOTS:
        return
    group = entry[slot_name(number)]
    for name in version1.PROCESS_TEXTS:
        group[name][()] = fixed(str(getattr(slot, name)), group[name].dtype.itemsize)
