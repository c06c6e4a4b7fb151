"""The programs behind provenances, in the order in which NeXus's NXprocess groups name them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stemviewer.core.provenance import Step, provenance_from_json

PROCESS_SLOTS = 8
"""NXprocess groups of a file; programs past them are in the provenance texts alone."""

PARAMETERS_BYTES = 448
"""Longer parameters stand in the provenance text alone; the row of it is always given."""


@dataclass(slots=True)
class ProcessSlot:
    """One program with one version and weights, and every set of parameters it was used with.

    Parameters
    ----------
    program, version, weights_sha256 : str
        As the provenance names them; no weights but for a network.
    trained : str
        What the network was trained for, canonical JSON; empty where nobody says.
    date : str
        Of its first use in this file.
    parameters : list of tuple
        Canonical JSON, and the row of ``texts`` with the provenance that first has them.
    """

    program: str
    version: str
    weights_sha256: str
    trained: str
    date: str
    parameters: list[tuple[bytes, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SlotChange:
    """What a provenance adds: a new slot, or another set of parameters to one."""

    number: int
    slot: ProcessSlot
    new: bool
    parameters: tuple[bytes, int]


class ProcessSlots:
    """The slots of one file; used by the recorder, and by the check that follows it."""

    def __init__(self) -> None:
        self.slots: list[ProcessSlot] = []

    def note(
        self, provenance: bytes, trained: Mapping[str, str], date: str, text_row: int
    ) -> Iterator[SlotChange]:
        """Take in a provenance, and yield what it changes.

        Parameters
        ----------
        provenance : bytes
            Canonical JSON.
        trained : mapping
            By weights' SHA-256, what the network was trained for.
        date : str
            When it was first recorded.
        text_row : int
            Row of ``texts`` it starts at.
        """
        for step in provenance_from_json(provenance.decode("ascii")).steps:
            found = self._find(step)
            new = found is None
            if found is None:
                if len(self.slots) >= PROCESS_SLOTS:
                    continue
                weights = step.weights_sha256
                found = len(self.slots)
                self.slots.append(
                    ProcessSlot(
                        step.method[:64], step.version[:64], weights, trained.get(weights, ""), date
                    )
                )
            slot = self.slots[found]
            parameters = _parameters(step)
            if all(parameters != known for known, _ in slot.parameters):
                slot.parameters.append((parameters, text_row))
                yield SlotChange(found + 1, slot, new, slot.parameters[-1])

    def _find(self, step: Step) -> int | None:
        key = (step.method[:64], step.version[:64], step.weights_sha256)
        for at, slot in enumerate(self.slots):
            if key == (slot.program, slot.version, slot.weights_sha256):
                return at
        return None


def _parameters(step: Step) -> bytes:
    content = dict(step.parameters)
    if step.device:
        content |= {"device": step.device, "number_format": step.number_format}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return text if len(text) <= PARAMETERS_BYTES else b"see text"


def weights_of(provenance: bytes) -> list[str]:
    """Return the SHA-256 of all weights that a canonical provenance names."""
    steps = provenance_from_json(provenance.decode("ascii")).steps
    return [step.weights_sha256 for step in steps if step.weights_sha256]


def network_record(weights_sha256: str) -> dict[str, object] | None:
    """Return what this installation's catalogue says of weights, ``None`` if it lacks them."""
    from stemviewer.core.errors import StemviewerError
    from stemviewer.denoise.network.catalogue import read_catalogue

    try:
        entries = read_catalogue().networks
    except StemviewerError:
        # a damaged catalogue must not stop a recording; the weights' hash is recorded anyway
        return None
    entry = next((entry for entry in entries if entry.sha256 == weights_sha256), None)
    if entry is None:
        return None
    trained = entry.trained.model_dump(mode="json")
    return {"name": entry.name, "weights_sha256": weights_sha256, "trained": trained}


def trained_of(record: bytes) -> tuple[str, str]:
    """Return weights' SHA-256 and training range (canonical JSON) of a recorded network text."""
    content = json.loads(record)
    trained = json.dumps(content["trained"], sort_keys=True, separators=(",", ":"))
    return str(content["weights_sha256"]), trained
