"""The NXprocess groups of a file: made empty, filled as programs come into use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import h5py
import numpy as np

from stemviewer.session.format.processes import (
    PARAMETERS_BYTES,
    PROCESS_SLOTS,
    ProcessSlot,
    ProcessSlots,
)
from stemviewer.session.structure.parts import fixed, group, growing, iso_time, set_attributes, text
from stemviewer.session.structure.table import Column

TRAINED_BYTES = 448
_SETS_PER_CHUNK = 16
_SETS = ("parameters", "parameters_text")
_TEXTS = {"program": 64, "version": 64, "date": 32}
_MODEL_TEXTS = {"weights_sha256": 64, "trained": TRAINED_BYTES}


def create_processes(entry: h5py.Group, created_utc_ns: int) -> None:
    """Make all slots; an unused one has no program, and the date of the file."""
    for number in range(1, PROCESS_SLOTS + 1):
        slot = group(entry, slot_name(number), "NXprocess")
        for name, length in _TEXTS.items():
            text(slot, name, iso_time(created_utc_ns) if name == "date" else "", length)
        slot.create_dataset("sequence_index", data=np.int64(number))
        details = group(slot, "details", "NXcollection")
        for name, length in _MODEL_TEXTS.items():
            text(details, name, "", length)
        made = growing(details, "parameters", f"S{PARAMETERS_BYTES}", _SETS_PER_CHUNK)
        set_attributes(made, long_name="each set of parameters it was used with, in order")
        growing(details, "parameters_text", "<i8", _SETS_PER_CHUNK)


def slot_name(number: int) -> str:
    """Return the name of a slot, from 1."""
    return f"process_{number:02d}"


def fill_slot(group_: h5py.Group, slot: ProcessSlot) -> Iterator[h5py.Dataset]:
    """Write the texts of a slot, and yield each dataset written."""
    values = {"program": slot.program, "version": slot.version, "date": slot.date}
    model = {"weights_sha256": slot.weights_sha256, "trained": slot.trained}
    for parent, content in ((group_, values), (group_["details"], model)):
        for name, value in content.items():
            dataset = parent[name]
            dataset[()] = fixed(value, dataset.dtype.itemsize)
            yield dataset


class ProcessLog:
    """Fills the slots of one file."""

    def __init__(self, entry: h5py.Group) -> None:
        self._entry = entry
        self._slots = ProcessSlots()
        self._columns: dict[int, tuple[Column, Column]] = {}

    def note(
        self, provenance: bytes, trained: Mapping[str, str], utc_ns: int, text_row: int
    ) -> None:
        """Take in a provenance; see :meth:`ProcessSlots.note`. Flushes what it writes."""
        for change in self._slots.note(provenance, trained, iso_time(utc_ns), text_row):
            slot = self._entry[slot_name(change.number)]
            if change.new:
                for dataset in fill_slot(slot, change.slot):
                    dataset.flush()
            if change.number not in self._columns:
                first, second = (Column(slot["details"][name]) for name in _SETS)
                self._columns[change.number] = (first, second)
            columns = self._columns[change.number]
            for column, value in zip(columns, change.parameters, strict=True):
                column.append(value)
                column.flush()


def parameter_problems(entry: h5py.Group, slots: ProcessSlots, *, whole: bool) -> Iterator[str]:
    """Yield the slots whose sets of parameters are not those of the provenance texts.

    A killed file (not ``whole``) may lack the last of them.
    """
    for number in range(1, PROCESS_SLOTS + 1):
        known = slots.slots[number - 1].parameters if number <= len(slots.slots) else []
        sets = entry[slot_name(number)]["details"]
        for at, name in enumerate(_SETS):
            found = sets[name][()]
            wanted = np.array([values[at] for values in known], found.dtype)
            missing = wanted.size - found.size
            same = found.tobytes() == wanted[: found.size].tobytes()
            if missing < 0 or (whole and missing) or not same:
                yield f"{sets.name}/{name} is not what the provenance texts say"
