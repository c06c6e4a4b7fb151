"""The files of one session that is being written, one open at a time."""

from __future__ import annotations

import platform
import time
import uuid
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

import stemviewer
from stemviewer.core.quantity import Source
from stemviewer.session import chain, schema
from stemviewer.session.files import segment_path
from stemviewer.session.header import HeaderModel, StackKey
from stemviewer.session.keys import SigningKey, key_id
from stemviewer.session.schema import Row
from stemviewer.session.sealing import Sealer
from stemviewer.session.segment import Segment
from stemviewer.session.signatures import Signer
from stemviewer.session.stacks import KnownStacks
from stemviewer.session.types import RecordOptions, SessionInfo


class Segments:
    """Opens the next file when the present one has no stack for a frame, or is large enough.

    Parameters
    ----------
    folder : Path
        Where the files go.
    name : str
        Of the files, already safe.
    info : SessionInfo
        For the headers.
    options : RecordOptions
        How to store.
    key : SigningKey or None
        What signs the chain's heads.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        info: SessionInfo,
        options: RecordOptions,
        key: SigningKey | None = None,
    ) -> None:
        self._folder, self._name = folder, name
        self._info, self._options = info, options
        self._id = uuid.uuid4().hex
        self._signer = Signer(key, self._id)
        self._sealer = Sealer(key)
        self._known = KnownStacks()
        self._closed_bytes = 0
        self._newest: Row | None = None
        self.number = 0
        self.current: Segment | None = None

    def key(self, row: Row) -> StackKey:
        """Return the key of the stack that a frame belongs to; keeps its settings in mind."""
        self._newest = row
        return self._known.key(row)

    def holds(self, key: StackKey) -> bool:
        """Whether the open file has a stack for ``key``."""
        return self.current is not None and self.current.stack(key) is not None

    def open_for(self, key: StackKey) -> Segment:
        """Go on in a new file, which has a stack for ``key``.

        The instrument's other channels scan with it: they get stacks alike, so that the first
        frame of a second channel does not need a file of its own.
        """
        for channel in self._info.instrument.channels:
            self._known.learn(replace(key, channel=channel))
        self._known.learn(key)
        return self.roll()

    def full(self) -> bool:
        """Whether the open file has reached its size."""
        segment = self.current
        return segment is not None and segment.bytes_on_disk() >= self._options.segment_bytes

    def roll(self) -> Segment:
        """Open the next file, then close the one before.

        A kill at any instant leaves a session that can be read: a file says that it is
        continued only when the next is on the disk.
        """
        before = self.current
        if before is not None:
            before.end(continued=True)
        header = self._header(before)
        text = header.canonical()
        head = chain.first_link(text)
        if before is not None:
            head = chain.next_segment_link(before.head, text)
        path = segment_path(self._folder, self._name, header.segment)
        self.current = Segment(path, header, head, self._signer)
        self.number = header.segment
        if before is not None:
            before.close()
            final = before.finish()
            self._closed_bytes += final.stat().st_size
            self._sealer.add(final, before.header, before.head, before.row_counts())
        return self.current

    def close(self, *, incomplete: bool) -> Path:
        """Close the last file, and return the path of the first."""
        segment = self.current
        assert segment is not None
        segment.end(incomplete=incomplete)
        segment.close()
        self._sealer.add(segment.path, segment.header, segment.head, segment.row_counts())
        # before the last file gets its name: a session of final names always has its manifest
        self._sealer.seal(segment.head, incomplete=incomplete)
        final = segment.finish()
        self._closed_bytes += final.stat().st_size
        self.current = None
        return final if self.number == 1 else segment_path(self._folder, self._name, 1)

    def bytes_written(self) -> int:
        """Size of all files [bytes]."""
        return self._closed_bytes + (self.current.bytes_on_disk() if self.current else 0)

    def _header(self, before: Segment | None) -> HeaderModel:
        info = self._info
        return HeaderModel(
            schema_version=schema.SCHEMA_VERSION,
            session_id=self._id,
            segment=self.number + 1,
            previous_head="" if before is None else before.head.decode(),
            first_row=0 if before is None else before.next_row(),
            first_processed=0 if before is None else before.next_processed(),
            first_sequence=1 if before is None else before.sequence,
            created_utc_ns=time.time_ns(),
            created_monotonic_ns=time.monotonic_ns(),
            name=info.name,
            sample=info.sample,
            operator=info.operator,
            notes=info.notes,
            instrument=info.instrument.name,
            origin=info.instrument.origin,
            channels=info.instrument.channels,
            record_processed=self._options.record_processed,
            compression=self._options.compression,
            software=_software(),
            settings=_settings(self._newest),
            stacks=self._known.models(self._options.record_processed),
            public_key=self._signer.public,
            key_id=key_id(self._signer.public) if self._signer.public else "",
            segment_bytes=self._options.segment_bytes,
            denoised_storage="float32" if self._options.record_processed else "recompute",
        )


def _settings(row: Row | None) -> dict[str, tuple[float | None, Source]]:
    """Return the settings of a frame's row with their sources."""
    if row is None:
        return {}
    quantities = ((name, schema.get_quantity(row, name)) for name in schema.SETTINGS)
    return {name: (quantity.value, quantity.source) for name, quantity in quantities}


def _software() -> dict[str, str]:
    return {
        "stemviewer": stemviewer.__version__,
        "h5py": h5py.version.version,
        "hdf5": h5py.version.hdf5_version,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
