"""Finding and opening the files of a damaged session, without ever writing to them."""

from __future__ import annotations

import re
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import PART, SUFFIX, existing, first_segment_name, segment_path
from stemviewer.session.reading.segment_reader import SegmentReader

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_END_AT = 28
"""Where superblocks 2 and 3 of HDF5 keep the address of the file's end (8 bytes)."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the session as it was found."""

    path: Path
    segment: int


def source_files(path: Path) -> list[SourceFile]:
    """Return the files of the session that ``path`` belongs to, in order; gaps are allowed.

    Raises
    ------
    SessionFileError
        If there is none.
    """
    stem = first_segment_name(path)
    pattern = re.compile(
        rf"{re.escape(stem)}(?:\.(\d{{4,}}))?{re.escape(SUFFIX)}(?:{re.escape(PART)})?"
    )
    numbers = set()
    if path.parent.is_dir():
        for file in path.parent.iterdir():
            found = pattern.fullmatch(file.name)
            if found is not None:
                numbers.add(int(found.group(1) or 1))
    if not numbers:
        return [SourceFile(existing(path), 1)]
    return [
        SourceFile(existing(segment_path(path.parent, stem, number)), number)
        for number in sorted(numbers)
    ]


def open_leniently(source: SourceFile, scratch: Path) -> tuple[SegmentReader, str]:
    """Open a file; one that was cut off is opened as a copy, filled up with zeros.

    Parameters
    ----------
    source : SourceFile
        It is only read.
    scratch : Path
        Folder for the copy.

    Returns
    -------
    SegmentReader, str
        And what had to be done, empty where nothing had.

    Raises
    ------
    SessionFileError
        If nothing helps.
    """
    try:
        return SegmentReader(source.path), ""
    except SessionFileError as error:
        missing = _missing_bytes(source.path)
        if missing <= 0:
            raise
        copy = scratch / source.path.name
        shutil.copyfile(source.path, copy)
        with copy.open("r+b") as file:
            # HDF5 refuses a file shorter than it says; what is missing reads as zeros, which
            # no checksum and no row takes for data
            file.truncate(source.path.stat().st_size + missing)
        try:
            return SegmentReader(copy), f"{missing} bytes are cut off its end"
        except SessionFileError:
            raise error from None


def _missing_bytes(path: Path) -> int:
    """Return how many bytes the file lacks, by its own superblock; 0 when that is unknown."""
    with path.open("rb") as file:
        start = file.read(_END_AT + 8)
    if len(start) < _END_AT + 8 or not start.startswith(_SIGNATURE) or start[8] not in (2, 3):
        return 0
    end = int(struct.unpack_from("<Q", start, _END_AT)[0])
    size = path.stat().st_size
    # a damaged address must not make a copy that fills the disk
    return end - size if size < end <= 64 * size + (1 << 20) else 0
