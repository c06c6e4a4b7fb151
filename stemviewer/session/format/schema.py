"""The session file's tables: fixed-size rows, little-endian, packed. See the guide's page.

Nothing here has a variable length: live (SWMR) readers of HDF5 cannot follow such types.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.quantity import UNKNOWN, Quantity, Source

SCHEMA_VERSION = 2
"""Raised whenever a reader of the former version would misread a new file."""

Row = npt.NDArray[Any]
"""Structured array of shape () or (1,) with one of the dtypes below."""

SOURCE_CODES: dict[Source, int] = {
    Source.UNKNOWN: 0,
    Source.MEASURED: 1,
    Source.SET: 2,
    Source.ESTIMATED: 3,
    Source.ASSUMED: 4,
}
SOURCES = {code: source for source, code in SOURCE_CODES.items()}

SETTINGS = ("dwell", "beam_current", "pixel_size", "flyback", "rotation", "voltage")
CALIBRATION = ("gain", "offset")
DOSES = ("per_pixel", "imaging", "flyback", "rate", "duration")
SHIFTS = ("shift_y", "shift_x")
EVIDENCE_VALUES = ("q", "score", "supported", "undecided", "contradicted")

Fields = list[Any]


def _quantities(names: tuple[str, ...], prefix: str = "") -> Fields:
    fields: Fields = []
    for name in names:
        fields += [(prefix + name, "<f8"), (f"{prefix}{name}_source", "u1")]
    return fields


_EVIDENCE: Fields = [
    ("evidence_state", "u1"),
    ("evidence_source", "u1"),
    ("evidence_q", "<f8"),
    ("evidence_seed", "<u8"),
    ("evidence_score", "<f8"),
    ("evidence_supported", "<f8"),
    ("evidence_undecided", "<f8"),
    ("evidence_contradicted", "<f8"),
    ("range_state", "u1"),
    ("range_reason", "S96"),
]

FRAME_DTYPE = np.dtype(
    [
        ("sequence", "<u8"),
        ("number", "<i8"),
        ("channel", "S64"),
        ("complete", "u1"),
        ("flags", "<u4"),
        ("rows", "<u4"),
        ("columns", "<u4"),
        ("valid_rows", "<u4"),
        ("dtype", "S8"),
        ("acquired_utc_ns", "<i8"),
        ("received_utc_ns", "<i8"),
        ("received_monotonic_ns", "<i8"),
        ("written_utc_ns", "<i8"),
        ("written_monotonic_ns", "<i8"),
        *_quantities(SETTINGS),
        *_quantities(CALIBRATION),
        ("counting", "u1"),
        *_quantities(DOSES, "dose_"),
        *_quantities(("dose_cumulative",)),
        ("area", "<u4"),
        ("purpose", "u1"),
        *_quantities(SHIFTS),
        ("stack", "<i4"),
        ("index", "<i8"),
        ("sha256", "S64"),
        ("chain", "S64"),
    ]
)
"""One row per received frame."""

PROCESSED_DTYPE = np.dtype(
    [
        ("sequence", "<u8"),
        ("kind", "u1"),
        ("parent_row", "<i8"),
        ("stated_from", "<i8"),
        ("first_number", "<i8"),
        ("number", "<i8"),
        ("count", "<u4"),
        ("numbers_text", "<i8"),
        ("channel", "S64"),
        ("flags", "<u4"),
        ("rows", "<u4"),
        ("columns", "<u4"),
        ("valid_rows", "<u4"),
        ("seconds", "<f8"),
        ("model", "S64"),
        ("weights_sha256", "S64"),
        ("provenance_text", "<i8"),
        ("provenance_sha256", "S64"),
        *_EVIDENCE,
        ("written_utc_ns", "<i8"),
        ("written_monotonic_ns", "<i8"),
        ("stack", "<i4"),
        ("index", "<i8"),
        ("sha256", "S64"),
        ("chain", "S64"),
    ]
)
"""One row per processed picture, and one per statement that frames were not processed."""

STORED, HASH_ONLY, STATEMENT = 1, 2, 3
"""Kinds of processed rows."""

LOSS_DTYPE = np.dtype(
    [
        ("sequence", "<u8"),
        ("gap", "u1"),
        ("first", "<i8"),
        ("last", "<i8"),
        ("before_row", "<i8"),
        ("utc_ns", "<i8"),
        ("reason", "S160"),
        ("chain", "S64"),
    ]
)
"""Frames that never came, or could not be recorded."""

PIECE_BYTES = 448

TEXT_DTYPE = np.dtype(
    [
        ("sequence", "<u8"),
        ("text", "<i8"),
        ("part", "<u4"),
        ("parts", "<u4"),
        ("kind", "S32"),
        ("utc_ns", "<i8"),
        ("monotonic_ns", "<i8"),
        ("before_row", "<i8"),
        ("piece", f"S{PIECE_BYTES}"),
        ("chain", "S64"),
    ]
)
"""A piece of an ASCII JSON text: events, and provenance records."""

THUMBNAIL_SIDE = 64

THUMBNAIL_DTYPE = np.dtype(
    [
        ("sequence", "<u8"),
        ("row", "<i8"),
        ("kind", "u1"),
        ("low", "<f8"),
        ("high", "<f8"),
        ("rows", "<u2"),
        ("columns", "<u2"),
        ("pixels", "u1", (THUMBNAIL_SIDE, THUMBNAIL_SIDE)),
        ("chain", "S64"),
    ]
)
"""A small picture, at most one a second, for finding one's way in a long session."""

SIGNATURE_DTYPE = np.dtype(
    [
        ("number", "<u8"),
        ("sequence", "<u8"),
        ("head", "S64"),
        ("utc_ns", "<i8"),
        ("signature", "S128"),
    ]
)
"""A signature over the chain up to before row ``sequence``; not itself part of the chain."""

STATE_DTYPE = np.dtype(
    [
        ("closed", "u1"),
        ("continued", "u1"),
        ("incomplete", "u1"),
        ("sequence", "<u8"),
        ("head", "S64"),
    ]
)
"""How the segment stands: written about once a second and at the end."""

TABLES: dict[str, np.dtype[Any]] = {
    "frames": FRAME_DTYPE,
    "processed": PROCESSED_DTYPE,
    "losses": LOSS_DTYPE,
    "events": TEXT_DTYPE,
    "texts": TEXT_DTYPE,
    "thumbnails": THUMBNAIL_DTYPE,
}
"""Append-only tables of ``/entry/log``; their rows together form one chain."""


def set_quantity(row: Row, name: str, value: Quantity) -> None:
    """Write a quantity and its source into a row; an unknown value is NaN."""
    row[name] = np.nan if value.value is None else value.value
    row[f"{name}_source"] = SOURCE_CODES[value.source]


def get_quantity(row: Row, name: str) -> Quantity:
    """Read a quantity and its source from a row.

    Raises
    ------
    ValueError
        If the source is not one of the known codes, or contradicts the value.
    """
    source = SOURCES.get(int(row[f"{name}_source"]))
    if source is None:
        raise ValueError(f"{name} has an unknown source code")
    return UNKNOWN if source is Source.UNKNOWN else Quantity(float(row[name]), source)
