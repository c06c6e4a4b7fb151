"""Making the header of the next file of a session."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import h5py
import numpy as np

import stemviewer
from stemviewer.core.quantity import Source
from stemviewer.session.format import schema
from stemviewer.session.format.files import final_path
from stemviewer.session.format.header import HeaderModel, StackModel
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.schema import Row
from stemviewer.session.signing.keys import key_id
from stemviewer.session.writing.committed import Committed


@dataclass(frozen=True, slots=True)
class Start:
    """The session's id, the file's number, the public key (or empty), its first signature."""

    session_id: str
    segment: int
    public_key: str
    first_signature: int


_NOTHING = Committed(b"", 1, 0, 0)


@dataclass(frozen=True, slots=True)
class After:
    """The file before: how far it is safe, its path, and why it failed, if it did."""

    end: Committed = _NOTHING
    path: Path | None = None
    failed: str = ""


def make_header(
    start: Start,
    after: After,
    folder: Path,
    info: SessionInfo,
    options: RecordOptions,
    *,
    stacks: tuple[StackModel, ...],
    newest: Row | None,
) -> HeaderModel:
    """Return the header of a file that goes on in ``folder`` where ``after`` ends.

    Parameters
    ----------
    start, after
        What it begins with, and what it follows.
    folder : Path
        Where it will be.
    info : SessionInfo
        Who recorded what.
    options : RecordOptions
        How it is stored.
    stacks : tuple of StackModel
        That it is to have.
    newest : ndarray of shape () or None
        Row of the frame that it is made for.
    """
    return HeaderModel(
        schema_version=schema.SCHEMA_VERSION,
        session_id=start.session_id,
        segment=start.segment,
        previous_head=after.end.head.decode(),
        previous_file=_name_from(after.path, folder),
        previous_failed=after.failed,
        first_row=after.end.next_row,
        first_processed=after.end.next_processed,
        first_sequence=after.end.sequence,
        first_signature=start.first_signature,
        created_utc_ns=time.time_ns(),
        created_monotonic_ns=time.monotonic_ns(),
        name=info.name,
        sample=info.sample,
        operator=info.operator,
        notes=info.notes,
        instrument=info.instrument.name,
        origin=info.instrument.origin,
        channels=info.instrument.channels,
        record_processed=options.record_processed,
        compression=options.compression,
        software=_software(),
        settings=_settings(newest),
        stacks=stacks,
        public_key=start.public_key,
        key_id=key_id(start.public_key) if start.public_key else "",
        segment_bytes=options.segment_bytes,
        segment_s=options.segment_seconds,
        denoised_storage=_storage(options.denoised),
    )


def _settings(row: Row | None) -> dict[str, tuple[float | None, Source]]:
    """Return the settings of a frame's row with their sources."""
    if row is None:
        return {}
    quantities = ((name, schema.get_quantity(row, name)) for name in schema.SETTINGS)
    return {name: (quantity.value, quantity.source) for name, quantity in quantities}


def _storage(name: str) -> Literal["float32", "float16", "recompute"]:
    return "float32" if name == "float32" else "float16" if name == "float16" else "recompute"


def _name_from(before: Path | None, folder: Path) -> str:
    """Return what a file is called from a folder: its name in the same one, else its path."""
    if before is None:
        return ""
    path = final_path(before)
    return path.name if path.parent == folder else str(path)


def _software() -> dict[str, str]:
    return {
        "stemviewer": stemviewer.__version__,
        "h5py": h5py.version.version,
        "hdf5": h5py.version.hdf5_version,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
