"""Names of a session's files, and making them safe on disk."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from stemviewer.core.errors import SessionFileError

SUFFIX = ".nxs"
PART = ".part"
MASTER = ".master"
_SEGMENT = re.compile(r"\.(\d{4,})$")


def safe_name(name: str) -> str:
    """Return a name that is a file name on every system."""
    kept = re.sub(r"[^\w\-+= ]+", "_", name.strip()).strip(" _")
    return kept[:100] or "session"


def segment_path(folder: Path, name: str, segment: int) -> Path:
    """Return the final path of a segment: ``name.nxs``, then ``name.0002.nxs``, ..."""
    middle = "" if segment == 1 else f".{segment:04d}"
    return folder / f"{name}{middle}{SUFFIX}"


def part_path(path: Path) -> Path:
    """Return the name that a segment bears while it is written."""
    return path.with_name(path.name + PART)


def final_path(path: Path) -> Path:
    """Return the name that a segment bears once it is closed."""
    return path.with_name(path.name.removesuffix(PART))


def free_name(folder: Path, name: str) -> str:
    """Return ``name``, or with a number added the first one that no session here bears."""
    candidate, number = name, 1
    while any(
        p.exists()
        for p in (segment_path(folder, candidate, 1), part_path(segment_path(folder, candidate, 1)))
    ):
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def first_segment_name(path: Path) -> str:
    """Return the name of the session that a segment belongs to, without endings."""
    name = path.name.removesuffix(PART).removesuffix(MASTER + SUFFIX)
    return _SEGMENT.sub("", name.removesuffix(SUFFIX))


def master_path(path: Path) -> Path:
    """Return the path of the master of the session that a segment belongs to."""
    return path.with_name(first_segment_name(path) + MASTER + SUFFIX)


def existing(path: Path) -> Path:
    """Return ``path``, or its ``.part`` while (or because) it was never closed.

    Raises
    ------
    SessionFileError
        If neither exists.
    """
    for candidate in (path, part_path(path)):
        if candidate.is_file():
            return candidate
    raise SessionFileError(
        f"There is no session file {path.name} in {path.parent}.",
        "What it held cannot be shown.",
        "Check the name, or put the missing file back beside the others.",
    )


def next_segment(path: Path) -> Path:
    """Return the final path of the segment that follows the one at ``path``."""
    stem = path.name.removesuffix(PART).removesuffix(SUFFIX)
    found = _SEGMENT.search(stem)
    number = int(found.group(1)) if found else 1
    return segment_path(path.parent, _SEGMENT.sub("", stem), number + 1)


def sync_handle(handle: int) -> None:
    """Ask the disk to keep what was written (``fdatasync`` where there is one)."""
    getattr(os, "fdatasync", os.fsync)(handle)


def finish_file(part: Path) -> Path:
    """Make a closed and synced segment final: drop ``.part``, sync the folder.

    Where that is refused (another program holds it open on Windows, or the folder takes no
    change any more), it keeps its ``.part`` name, under which it is read just as well.
    """
    final = final_path(part)
    try:
        part.rename(final)
        sync_folder(final.parent)
    except OSError:
        return final if final.is_file() else part
    return final


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep the folder's entries; not possible, nor needed, on Windows."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_file(path: Path, image: bytes) -> int:
    """Write a fresh file, and return a handle of it; leaves nothing behind when it fails."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    try:
        rest = memoryview(image)
        while rest:
            rest = rest[os.write(handle, rest) :]
    except OSError:
        os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return handle
