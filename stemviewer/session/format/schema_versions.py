"""The tables of former schema versions, and their rows in today's form.

A file keeps the rows it was written with: chain and signatures are over those. For reading they
are brought into today's form, with what was not recorded then as unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stemviewer.session.format import schema
from stemviewer.session.format.schema import Row

READABLE = (1, schema.SCHEMA_VERSION)
"""Versions that this program reads."""

_NEW_IN_2 = {
    "frames": {"area", "purpose", "shift_y", "shift_y_source", "shift_x", "shift_x_source"},
    "processed": {
        "evidence_state",
        "evidence_source",
        "evidence_q",
        "evidence_seed",
        "evidence_supported",
        "evidence_undecided",
        "range_state",
        "range_reason",
    },
}


def _without(dtype: np.dtype[Any], names: set[str]) -> np.dtype[Any]:
    kept = [name for name in dtype.names or () if name not in names]
    return np.dtype([(name, dtype[name]) for name in kept])


_TABLES_1 = {
    name: _without(dtype, _NEW_IN_2.get(name, set()))
    for name, dtype in schema.TABLES.items()
    if name != "thumbnails"
}


def tables_of(version: int) -> dict[str, np.dtype[Any]]:
    """Return the chained tables of a version, with the types they are stored in."""
    return _TABLES_1 if version == 1 else schema.TABLES


def signed(version: int) -> bool:
    """Whether files of a version have a table of signatures."""
    return version >= 2


def upgraded(table: str, rows: Row) -> Row:
    """Return rows in today's form, shape as given; what they do not say is 0 or NaN."""
    today = schema.TABLES[table]
    if rows.dtype == today:
        return rows
    result = np.zeros(rows.shape, today)
    for name in today.names or ():
        if name in (rows.dtype.names or ()):
            result[name] = rows[name]
        elif today[name].kind == "f":
            result[name] = np.nan
    return result
