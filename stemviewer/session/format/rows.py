"""From frames and pictures to fixed-size rows, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.dose import FrameDose
from stemviewer.core.errors import RecordingError
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.place import Place, Purpose
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Parameter
from stemviewer.core.quantity import Quantity
from stemviewer.session.format import schema
from stemviewer.session.format.entries import (
    NO_EVIDENCE,
    NOT_STATED,
    EvidenceEntry,
    EvidenceSource,
    EvidenceState,
    RangeState,
)
from stemviewer.session.format.schema import Row
from stemviewer.session.format.types import Dose, FrameRow


def _channel(name: str) -> bytes:
    data = name.encode("utf-8")
    if len(data) > 64:
        raise RecordingError(
            f"The channel name {name!r} is longer than the log can hold (64 bytes).",
            "Nothing of this channel can be recorded.",
            "Give the channel a shorter name.",
        )
    return data


def frame_to_row(
    frame: Frame, origin: Flag, dose: FrameDose, cumulative: Quantity, place: Place = NOT_STATED
) -> Row:
    """Return the row of a frame; what only the recorder knows is left zero.

    Parameters
    ----------
    frame : Frame
        As received.
    origin : Flag
        SIMULATED or REPLAYED, by the instrument's origin.
    dose : FrameDose
        Of this frame.
    cumulative : Quantity
        With this frame [e/Å^2].
    place : Place
        Where and what for it was scanned.

    Raises
    ------
    RecordingError
        If its channel's name is too long.
    """
    row = np.zeros((), schema.FRAME_DTYPE)
    row["number"] = frame.number
    row["channel"] = _channel(frame.channel)
    row["complete"] = frame.complete
    row["flags"] = int(origin | (Flag.NONE if frame.complete else Flag.PARTIAL))
    row["rows"], row["columns"] = frame.data.shape
    row["valid_rows"] = frame.valid_rows
    row["dtype"] = frame.data.dtype.name.encode()
    for name in ("acquired_utc_ns", "received_utc_ns", "received_monotonic_ns"):
        row[name] = getattr(frame, name)
    for name in schema.SETTINGS:
        schema.set_quantity(row, name, getattr(frame.settings, name))
    for name in schema.CALIBRATION:
        schema.set_quantity(row, name, getattr(frame.calibration, name))
    row["counting"] = frame.calibration.counting
    for name in schema.DOSES:
        schema.set_quantity(row, f"dose_{name}", getattr(dose, name))
    schema.set_quantity(row, "dose_cumulative", cumulative)
    row["area"], row["purpose"] = place.area, place.purpose
    for name in schema.SHIFTS:
        schema.set_quantity(row, name, getattr(place, name))
    row["sha256"] = frame.sha256.encode() if frame.complete else b""
    return row


def row_to_frame_row(row: Row, index: int) -> FrameRow:
    """Return what a row of the frames table says.

    Raises
    ------
    ValueError
        If its values contradict each other.
    """
    settings = ScanSettings(
        int(row["rows"]),
        int(row["columns"]),
        **{name: schema.get_quantity(row, name) for name in schema.SETTINGS},
    )
    calibration = DetectorCalibration(
        schema.get_quantity(row, "gain"),
        schema.get_quantity(row, "offset"),
        bool(row["counting"]),
    )
    dose = FrameDose(**{name: schema.get_quantity(row, f"dose_{name}") for name in schema.DOSES})
    return FrameRow(
        index=index,
        number=int(row["number"]),
        channel=text_of(row, "channel"),
        complete=bool(row["complete"]),
        valid_rows=int(row["valid_rows"]),
        dtype=text_of(row, "dtype"),
        acquired_utc_ns=int(row["acquired_utc_ns"]),
        received_utc_ns=int(row["received_utc_ns"]),
        received_monotonic_ns=int(row["received_monotonic_ns"]),
        written_utc_ns=int(row["written_utc_ns"]),
        settings=settings,
        calibration=calibration,
        dose=Dose(dose, schema.get_quantity(row, "dose_cumulative")),
        flags=Flag(int(row["flags"])),
        sha256=text_of(row, "sha256"),
        chain=text_of(row, "chain"),
        has_raw=int(row["index"]) >= 0,
        place=Place(
            int(row["area"]),
            Purpose(int(row["purpose"])),
            **{name: schema.get_quantity(row, name) for name in schema.SHIFTS},
        ),
    )


def processed_to_row(processed: Processed, evidence: EvidenceEntry = NO_EVIDENCE) -> Row:
    """Return the row of a processed picture; what only the recorder knows is left zero."""
    provenance = processed.provenance
    row = empty_processed_row()
    row["first_number"], row["number"] = processed.numbers[0], processed.parent
    row["count"] = len(processed.numbers)
    row["channel"] = _channel(processed.channel)
    row["flags"] = int(provenance.flags)
    row["rows"], row["columns"] = processed.image.shape
    row["valid_rows"] = processed.valid_rows
    row["seconds"] = processed.seconds
    # model names are ours; a longer one is cut here and whole in the provenance
    row["model"] = provenance.model.encode("utf-8")[:64]
    row["weights_sha256"] = provenance.weights_sha256.encode()
    row["provenance_sha256"] = provenance.digest().encode()
    _set_evidence(row, evidence)
    return row


def empty_processed_row() -> Row:
    """Return a row that points nowhere and has no evidence."""
    row = np.zeros((), schema.PROCESSED_DTYPE)
    for name in ("numbers_text", "provenance_text", "stack", "index"):
        row[name] = -1
    _set_evidence(row, NO_EVIDENCE)
    return row


def _set_evidence(row: Row, evidence: EvidenceEntry) -> None:
    row["evidence_state"], row["evidence_source"] = evidence.state, evidence.source
    row["evidence_seed"] = evidence.seed
    for name in schema.EVIDENCE_VALUES:
        value = getattr(evidence, name)
        row[f"evidence_{name}"] = np.nan if value is None else value
    row["range_state"] = evidence.range_state
    row["range_reason"] = ascii_cut(evidence.range_reason, 96)


def row_to_evidence(row: Row) -> EvidenceEntry:
    """Return the evidence that a processed row holds.

    Raises
    ------
    ValueError
        If one of its codes is not known.
    """
    values = {name: float(row[f"evidence_{name}"]) for name in schema.EVIDENCE_VALUES}
    return EvidenceEntry(
        EvidenceState(int(row["evidence_state"])),
        EvidenceSource(int(row["evidence_source"])),
        seed=int(row["evidence_seed"]),
        range_state=RangeState(int(row["range_state"])),
        range_reason=text_of(row, "range_reason"),
        **{name: None if np.isnan(value) else value for name, value in values.items()},
    )


def numbers_text(numbers: tuple[int, ...]) -> bytes:
    """Return frame numbers as canonical JSON; empty when first and last say it all."""
    if numbers == tuple(range(numbers[0], numbers[0] + len(numbers))):
        return b""
    return canonical(list(numbers))


def loss_to_row(first: int, last: int, reason: str, utc_ns: int) -> Row:
    """Return the row for frames that never came."""
    row = np.zeros((), schema.LOSS_DTYPE)
    row["first"], row["last"], row["utc_ns"] = first, last, utc_ns
    row["reason"] = ascii_cut(reason, 160)
    return row


def event_text(text: str, data: Mapping[str, Parameter]) -> bytes:
    """Return an event as canonical ASCII JSON."""
    content = {"text": text, "data": dict(data)}
    return canonical(content)


def canonical(content: Any) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def text_rows(kind: str, content: bytes, utc_ns: int, monotonic_ns: int) -> list[Row]:
    """Cut an ASCII JSON text into rows; never empty, as JSON never is."""
    size = schema.PIECE_BYTES
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    rows = []
    for part, piece in enumerate(pieces):
        row = np.zeros((), schema.TEXT_DTYPE)
        row["part"], row["parts"] = part, len(pieces)
        row["kind"] = ascii_cut(kind, 32)
        row["utc_ns"], row["monotonic_ns"] = utc_ns, monotonic_ns
        row["piece"] = piece
        rows.append(row)
    return rows


def ascii_cut(text: str, size: int) -> bytes:
    """Return at most ``size`` ASCII bytes of a text; other characters become ``?``."""
    return text.encode("ascii", "replace")[:size]


def text_of(row: Row, name: str) -> str:
    """Return a text field of a row."""
    return bytes_of(row, name).decode("utf-8", "replace")


def bytes_of(row: Row, name: str) -> bytes:
    """Return a byte-string field of a row, without its padding."""
    return bytes(np.asarray(row[name]).item())
