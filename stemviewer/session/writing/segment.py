"""Writing one segment file: SWMR from its first row to its last."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

from stemviewer.core.provenance import Parameter
from stemviewer.session.format import chain
from stemviewer.session.format.files import (
    finish_file,
    new_file,
    part_path,
    sync_folder,
    sync_handle,
)
from stemviewer.session.format.header import HeaderModel, StackKey
from stemviewer.session.format.rows import event_text, text_rows
from stemviewer.session.format.schema import STATE_DTYPE, TABLES, Row
from stemviewer.session.signing.signatures import Signer
from stemviewer.session.structure.layout import LIBVER, layout_image
from stemviewer.session.structure.parts import fixed, iso_time
from stemviewer.session.structure.process_log import ProcessLog
from stemviewer.session.structure.settings_log import SettingsLog
from stemviewer.session.structure.table import Column, Stack
from stemviewer.session.writing.committed import Committed

END_KIND = "end of file"
"""Kind of a segment's last event."""

WRITE_ERRORS = (OSError, RuntimeError, ValueError)
"""What h5py raises when the system below it fails."""


class Segment:
    """One open segment.

    Parameters
    ----------
    path : Path
        Its final path; the file is ``.part`` until closed.
    header : HeaderModel
        What it holds.
    head : bytes
        Link of the chain that it starts from.
    signer : Signer
        Of the session.

    Raises
    ------
    OSError
        If the file cannot be made. Never overwrites one.
    """

    def __init__(self, path: Path, header: HeaderModel, head: bytes, signer: Signer) -> None:
        self.path = part_path(path)
        self.header = header
        self.head = head
        self._signer = signer
        self._signed = b""
        self.sequence = header.first_sequence
        self.handle = new_file(self.path, layout_image(header))
        self._file = h5py.File(self.path, "r+", libver=LIBVER, locking="best-effort")
        self._file.swmr_mode = True
        entry = self._file["entry"]
        self._log = entry["log"]
        self._tables = {name: Column(self._log[name]) for name in TABLES}
        self._parents = Column(self._log["parent_row"])
        self._signatures = Column(self._log["signatures"])
        self.stacks = [Stack(entry[stack.group]) for stack in header.stacks]
        self._by_key = {stack.key: at for at, stack in enumerate(header.stacks)}
        self.processes = ProcessLog(entry)
        self._settings = SettingsLog(entry["settings"], header.created_utc_ns)
        self._unlogged: tuple[Row, int] | None = None
        self._continued = self._incomplete = False
        self.committed = self._reached()

    def begin(self) -> None:
        """Write the first state, and have the disk keep the file."""
        self.write_state()
        sync_handle(self.handle)
        sync_folder(self.path.parent)

    def stack(self, key: StackKey) -> int | None:
        """Return the position of the stack for ``key``, or ``None`` if it has none."""
        return self._by_key.get(key)

    def next_row(self) -> int:
        """Position in the session of the next frame."""
        return self.header.first_row + self._tables["frames"].count

    def next_processed(self) -> int:
        """Position in the session of the next processed row."""
        return self.header.first_processed + self._tables["processed"].count

    def count(self, table: str) -> int:
        """Rows in a table of this segment."""
        return self._tables[table].count

    def append(self, table: str, row: Row) -> None:
        """Chain and append a row; the caller flushes."""
        if table == "frames":
            self._log_settings()
        row["sequence"] = self.sequence
        row["chain"] = self.head = chain.link(self.head, table, row)
        self._tables[table].append(row)
        self.sequence += 1
        if table == "processed":
            self._parents.append(row["parent_row"])
        elif table == "frames":
            self._unlogged = (row.copy(), self.next_row() - 1)

    def _log_settings(self) -> None:
        """Log what the last frame's settings changed: after its row is safe, so never too much."""
        if self._unlogged is not None:
            self._settings.take(*self._unlogged)
            self._settings.flush()
            self._unlogged = None

    def flush(self, table: str) -> None:
        """Flush a table (and what goes with it)."""
        if table == "processed":
            self._parents.flush()
        self._tables[table].flush()
        self.committed = self._reached()

    def _reached(self) -> Committed:
        rows = {name: table.count for name, table in self._tables.items()}
        place = (self.next_row(), self.next_processed())
        return Committed(self.head, self.sequence, *place, rows, self._signer.state)

    def write_state(self, *, closed: bool = False) -> None:
        """Sign the head, and write how far the segment is."""
        self._sign()
        self._log_settings()
        state = np.zeros((), STATE_DTYPE)
        state["closed"] = closed
        if closed:
            state["continued"], state["incomplete"] = self._continued, self._incomplete
        state["sequence"], state["head"] = self.sequence, self.head
        self._log["state"][()] = state
        self._log["state"].flush()

    def _sign(self) -> None:
        if self._signed == self.head:
            return
        self._signed = self.head
        row = self._signer.sign(self.header.segment, self.sequence, self.head)
        if row is not None:
            self._signatures.append(row)
            self._signatures.flush()
            self.committed = replace(self.committed, signed=self._signer.state)

    def sync(self) -> None:
        """State, then everything to the disk itself.

        Raises
        ------
        OSError
            If that fails, or the file was removed or moved: what is written would be lost.
        """
        self.check_there()
        self.write_state()
        sync_handle(self.handle)

    def check_there(self) -> None:
        """Raise ``FileNotFoundError`` if the file no longer bears its name."""
        if not self.there():
            raise FileNotFoundError(errno.ENOENT, "the file was removed or moved", str(self.path))

    def there(self) -> bool:
        """Whether the file still bears its name."""
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self.handle))
        except OSError:
            return False

    def bytes_on_disk(self) -> int:
        """Size of the file [bytes]."""
        return os.fstat(self.handle).st_size

    def append_text(
        self, table: str, kind: str, content: bytes, utc_ns: int, monotonic_ns: int
    ) -> int:
        """Append and flush a text, and return its position in the table."""
        at = self.count(table)
        for row in text_rows(kind, content, utc_ns, monotonic_ns):
            row["text"], row["before_row"] = at, self.next_row()
            self.append(table, row)
        self.flush(table)
        return at

    def end(self, *, continued: bool = False, incomplete: bool = False) -> None:
        """Write the last event: how the segment ended, inside the chain.

        The next segment is made between this and :meth:`close`, so that a file that says it is
        continued always has its successor on the disk.
        """
        self._continued, self._incomplete = continued, incomplete
        utc_ns = time.time_ns()
        data: dict[str, Parameter] = {"continued": continued, "incomplete": incomplete}
        content = event_text("continued in the next file" if continued else "ended", data)
        self.append_text("events", END_KIND, content, utc_ns, time.monotonic_ns())
        # now, as the next file's first signature follows this file's last
        self._sign()
        end = self._file["entry"]["end_time"]
        end[()] = fixed(iso_time(utc_ns), end.dtype.itemsize)
        end.flush()

    def close(self) -> None:
        """Close the ended segment; it keeps its name until :meth:`finish`.

        Raises
        ------
        OSError
            If it could not be written to its end; it must not be touched again then.
        """
        self.check_there()
        self.write_state(closed=True)
        # all of it now, where an error is an exception; on closing, it can be a crash
        self._file.flush()
        sync_handle(self.handle)
        self._file.close()

    def finish(self) -> Path:
        """Give the closed file its final name, and return its path."""
        if os.name == "nt":
            # an open file can not be renamed there
            self.release()
        return finish_file(self.path)

    def release(self) -> None:
        """Close the handle that syncs it."""
        with contextlib.suppress(OSError):
            os.close(self.handle)
