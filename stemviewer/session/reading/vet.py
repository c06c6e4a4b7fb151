"""Looking over a session that may come from others, before its values are read.

A session of ours holds hard links only, a known set of names, fixed-size types, and chunks of
one picture. Whatever holds more was not written by this program, and is not opened.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.guarding import guard
from stemviewer.session.guarding.inspect import (
    Member,
    check_shape,
    logical_bytes,
    members,
    stored_bytes,
)

MOST_HEADER_BYTES = 1 << 20
"""Longest header [bytes]."""

MOST_STACKS = 256
"""Stacks of pictures in one file."""

_SESSION_OBJECTS = 4096
_TABLE_SLACK = 64 << 20
_BLOCK = 2048


def check_segment(file: h5py.File) -> None:
    """Refuse a segment that could lead elsewhere or fill the memory; reads no values.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    try:
        for count, member in enumerate(members(file, soft_links=False)):
            if count > _SESSION_OBJECTS:
                raise guard.refuse(f"It holds more than {_SESSION_OBJECTS} objects, as no session.")
            _check_member(member)
    except SessionFileError as error:
        # the sentence is about a place in the file; say which file
        name = Path(file.filename).name
        raise SessionFileError(f"{name}: {error.what}", error.meaning, error.action) from error


def _check_member(member: Member) -> None:
    node = member.node
    if isinstance(node, h5py.Datatype):
        raise guard.refuse(f"{member.path} is a named type, which no session has.")
    if isinstance(node, h5py.Dataset):
        check_shape(node)
        _check_size(member.path, node)


def _check_size(path: str, data: h5py.Dataset) -> None:
    size = logical_bytes(data)
    if path.endswith("/log/header") and size > MOST_HEADER_BYTES:
        raise guard.refuse(f"Its header is {size / 1e6:.0f} MB.")
    one = size / max((data.shape or (1,))[0] if data.ndim else 1, 1)
    if one > guard.MAX_PICTURE_BYTES:
        raise guard.refuse(f"{path} has pictures or rows of {one / 1e6:.0f} MB.")
    is_table = data.ndim <= 1
    if is_table and size > _TABLE_SLACK and size > 2 * stored_bytes(data):
        # tables are stored as they are: rows that are not in the file were never written
        raise guard.refuse(
            f"{path} claims {size / 1e6:.0f} MB of rows and holds {stored_bytes(data) / 1e6:.1f}."
        )


def check_header(header: HeaderModel) -> None:
    """Refuse a header that asks for more than any session has.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    if header.segment == 1 and (header.first_row or header.first_processed):
        raise guard.refuse(f"It is the first file, and says that {header.first_row} rows precede.")
    if len(header.stacks) > MOST_STACKS:
        raise guard.refuse(f"It names {len(header.stacks)} stacks.")
    for stack in header.stacks:
        size = stack.rows * stack.columns * np.dtype(stack.dtype).itemsize
        if size > guard.MAX_PICTURE_BYTES:
            raise guard.refuse(f"Its stack {stack.group} has pictures of {size / 1e6:.0f} MB.")


def vet(path: Path) -> int:
    """Open a session, read all its tables and texts, and return how many frames it has.

    Runs in a limited process: what breaks the HDF5 library breaks it there.

    Raises
    ------
    SessionFileError
        If it cannot be opened or read.
    """
    from stemviewer.session.reading.reader import SessionReader

    with SessionReader(Path(path)) as reader:
        rows = 0
        for segment in reader.segments:
            if segment.header.first_row != rows:
                raise guard.refuse(f"{segment.path.name} does not begin with row {rows}.")
            rows += segment.counts["frames"]
            for table, count in segment.counts.items():
                for first in range(0, count, _BLOCK):
                    segment.rows(table, first, min(first + _BLOCK, count))
            for member in members(segment.file, soft_links=False):
                _ = [member.node.attrs.get_id(name).shape for name in member.node.attrs]
        reader.losses()
        reader.events()
        return len(reader)
