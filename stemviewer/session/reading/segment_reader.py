"""Reading one segment file, closed, growing or left behind by a killed recorder."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import PART
from stemviewer.session.format.header import HeaderModel, parse_header
from stemviewer.session.format.rows import bytes_of
from stemviewer.session.format.schema import SIGNATURE_DTYPE, STATE_DTYPE, Row
from stemviewer.session.format.schema_versions import signed, tables_of, upgraded
from stemviewer.session.guarding import guard
from stemviewer.session.guarding.chunks import PictureCheck
from stemviewer.session.reading.growing import GrowingTables
from stemviewer.session.reading.vet import check_header, check_segment

ROWS_AT_ONCE = 128
"""Rows of a table are read in blocks of this many where they are all written."""

KEPT_BLOCKS = 16
"""Blocks kept, less than a megabyte each."""


class SegmentReader:
    """One segment, open for reading.

    Parameters
    ----------
    path : Path
        ``.nxs``, or ``.nxs.part`` while it is written or where it was never closed.

    Raises
    ------
    SessionFileError
        If it cannot be opened, is no session, or refers to other files.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._signatures_limit: int | None = None
        self.growing = path.name.endswith(PART)
        self.file = _open(path, self.growing)
        try:
            check_segment(self.file)
            log = guard.subgroup(guard.subgroup(self.file, "entry"), "log")
            self.header: HeaderModel = parse_header(
                bytes(guard.dataset(log, "header")[()]), path.name
            )
            check_header(self.header)
            tables = tables_of(self.header.schema_version)
            self.tables = {name: _table(log, name, dtype) for name, dtype in tables.items()}
            self._rows = GrowingTables(self.tables, growing=self.growing)
            self._parents = guard.dataset(log, "parent_row")
            self._state = guard.dataset(log, "state")
            self.refresh()
        except (OSError, KeyError, RuntimeError, TypeError, ValueError) as error:
            self.close()
            raise SessionFileError(f"{path.name} cannot be read: {error}") from error
        except SessionFileError:
            self.close()
            raise
        self._text = functools.lru_cache(maxsize=64)(self._read_text)
        self._block = functools.lru_cache(maxsize=KEPT_BLOCKS)(self._read_block)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table, as far as was last looked."""
        return self._rows.counts

    def refresh(self) -> None:
        """Look how far the file has grown; whatever a row refers to is there with it."""
        self._rows.refresh()

    def settle(self) -> None:
        """Look how far the file has grown in all tables at one instant: links without a hole."""
        self._rows.settle()

    def limit(self, after: HeaderModel) -> None:
        """Leave out rows and signatures that the next file has again: never acknowledged here."""
        self._signatures_limit = after.first_signature
        self._rows.limit(after.first_sequence)

    def state(self) -> Row:
        """Return the state last written."""
        if self.growing:
            self._state.refresh()
        state = np.asarray(self._state[()])
        if state.dtype != STATE_DTYPE:
            raise SessionFileError(f"The state of {self.path.name} is not of this format.")
        return state.reshape(())

    def row(self, table: str, at: int) -> Row:
        """Row of a table by its position in this segment; not to be written to."""
        block = at // ROWS_AT_ONCE
        if at < 0 or (block + 1) * ROWS_AT_ONCE > self.counts[table]:
            return self.rows(table, at, at + 1).reshape(-1)[0:1].reshape(())
        # a single read of a compound row costs milliseconds, nearly all of it per call
        offset = at % ROWS_AT_ONCE
        return self._block(table, block)[offset : offset + 1].reshape(())

    def _read_block(self, table: str, block: int) -> Row:
        rows = self.rows(table, block * ROWS_AT_ONCE, (block + 1) * ROWS_AT_ONCE)
        rows.flags.writeable = False
        return rows

    def signatures(self) -> Row:
        """Return the rows of signatures, shape (n,); none in a file of version 1."""
        if not signed(self.header.schema_version):
            return np.zeros(0, SIGNATURE_DTYPE)
        table = _table(guard.subgroup(self.file, "entry/log"), "signatures", SIGNATURE_DTYPE)
        if self.growing:
            table.refresh()
        rows: Row = table[:]
        # a kill can leave a last one that was never written
        while self.growing and len(rows) and rows["number"][-1] == 0:
            rows = rows[:-1]
        if self._signatures_limit is not None:
            rows = rows[rows["number"] < self._signatures_limit]
        return rows

    def rows(self, table: str, first: int, last: int) -> Row:
        """Rows ``first`` to ``last - 1`` of a table of this segment, shape (n,).

        In today's form, whatever version the file was written with.
        """
        return upgraded(table, self.stored_rows(table, first, last))

    def stored_rows(self, table: str, first: int, last: int) -> Row:
        """Rows as they are stored: what the chain was made over; shape (n,)."""
        try:
            rows: Row = self.tables[table][first:last]
        except (OSError, RuntimeError, ValueError) as error:
            raise SessionFileError(
                f"Rows {first} to {last - 1} of {table} in {self.path.name} cannot be read: {error}"
            ) from error
        return rows

    def parents(self) -> npt.NDArray[np.int64]:
        """Frame positions (in the session) of this segment's processed rows."""
        if self.growing:
            self._parents.refresh()
        values: npt.NDArray[np.int64] = self._parents[: self.counts["processed"]]
        return values

    def pixels(self, stack: int, index: int) -> npt.NDArray[Any]:
        """Read one picture.

        Raises
        ------
        SessionFileError
            If it is not there, or its checksum is wrong.
        """
        model = self.header.stacks[stack]
        data = self.stack(stack)
        if self.growing and index >= data.shape[0]:
            data.refresh()
        if not 0 <= index < data.shape[0]:
            raise SessionFileError(f"{model.group} of {self.path.name} has no picture {index}.")
        try:
            self._check(stack).check(index)
            pixels: npt.NDArray[Any] = data[index]
        except (OSError, RuntimeError) as error:
            raise SessionFileError(
                f"Picture {index} of {model.group} in {self.path.name} is damaged: {error}",
                "It cannot be shown; the others are not affected.",
                "Run stemviewer verify on the session.",
            ) from error
        return pixels

    def frame_number(self, stack: int, index: int) -> int:
        """Frame number that a stack gives for one of its pictures."""
        numbers = self._numbers(stack)
        if self.growing and index >= numbers.shape[0]:
            numbers.refresh()
        if not 0 <= index < numbers.shape[0]:
            group = self.header.stacks[stack].group
            raise SessionFileError(f"{group} has no frame number for picture {index}.")
        return int(numbers[index])

    @functools.cache  # noqa: B019  lives as long as the open file
    def _check(self, stack: int) -> PictureCheck:
        return PictureCheck(self.stack(stack))

    @functools.cache  # noqa: B019  lives as long as the open file
    def _numbers(self, stack: int) -> h5py.Dataset:
        group = guard.subgroup(self.file, f"entry/{self.header.stacks[stack].group}")
        return guard.dataset(group, "frame_number")

    @functools.cache  # noqa: B019  lives as long as the open file
    def stack(self, stack: int) -> h5py.Dataset:
        """Return the dataset of a stack, checked against the header."""
        if not 0 <= stack < len(self.header.stacks):
            raise SessionFileError(f"{self.path.name} has no stack {stack}.")
        model = self.header.stacks[stack]
        group = guard.subgroup(guard.subgroup(self.file, "entry"), model.group)
        data = guard.dataset(group, "data")
        expected = np.dtype(model.dtype).newbyteorder("<")
        if data.dtype != expected or data.shape[1:] != (model.rows, model.columns):
            raise SessionFileError(
                f"{model.group} of {self.path.name} is {data.dtype} {data.shape}, "
                f"not {model.dtype} (n, {model.rows}, {model.columns}) as its header says."
            )
        return data

    def text(self, table: str, at: int) -> bytes:
        """Text that starts at a row of a text table of this segment."""
        return self._text(table, at)

    def _read_text(self, table: str, at: int) -> bytes:
        parts = int(self.row(table, at)["parts"])
        if parts > self.counts[table] - at:
            raise SessionFileError(f"A text of {self.path.name} is cut off.")
        rows = self.rows(table, at, at + parts)
        return b"".join(bytes_of(row, "piece") for row in rows)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _open(path: Path, growing: bool) -> h5py.File:
    try:
        return h5py.File(path, "r", swmr=growing, locking="best-effort")
    except OSError as error:
        if "truncated file" in str(error):
            raise SessionFileError(
                f"{path.name} is shorter than it says; nothing of it is shown.",
                "It was copied in part, or its copying still runs.",
                "Wait for the copying to end, or copy it again.",
            ) from error
        raise SessionFileError(
            f"{path.name} cannot be opened: {error}",
            "It is damaged, or is not a session file; it was not changed.",
            "Open a copy of it, or run stemviewer verify on it.",
        ) from error


def _table(log: h5py.Group, name: str, dtype: np.dtype[Any]) -> h5py.Dataset:
    table = guard.dataset(log, name)
    if table.dtype != dtype or table.ndim != 1:
        raise SessionFileError(f"Table {name} of {log.file.filename} is not of this format.")
    return table
