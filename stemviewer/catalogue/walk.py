"""Which sessions lie in a folder, and whether their files have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stemviewer.session.format.files import MASTER, PART, SUFFIX, first_segment_name

NOTES = ".notes.json"
"""Ending of the file with the notes on a session, beside it."""

LAYERS = ".layers"
"""Ending of the folder with what was made of a session later, beside it."""

_DEEPEST = 16


@dataclass(slots=True)
class Found:
    """A session in a folder: its first file, and what all its files look like from outside."""

    path: Path
    marks: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """Changes when a file of the session, or its notes, are written, added or removed."""
        text = repr(sorted(self.marks)).encode("utf-8", "surrogateescape")
        return hashlib.sha256(text).hexdigest()[:32]


def find_sessions(folder: Path) -> list[Found]:
    """Return the sessions in a folder and below, by path; reads no file.

    What cannot be listed is left out; links to folders are not followed, and hidden folders
    not entered.
    """
    found: dict[tuple[Path, str], Found] = {}
    for entry in _files(folder, 0):
        path = Path(entry.path)
        if path.name.endswith(NOTES):
            name = path.name.removesuffix(NOTES)
        elif path.name.endswith(MASTER + SUFFIX):
            continue
        else:
            name = first_segment_name(path)
        session = found.setdefault((path.parent, name), Found(Path()))
        try:
            status = entry.stat()
            session.marks.append((path.name, status.st_size, status.st_mtime_ns))
        except OSError:
            session.marks.append((path.name, -1, 0))
        if not path.name.endswith(NOTES):
            session.path = _first(session.path, path)
    sessions = [session for session in found.values() if session.path != Path()]
    return sorted(sessions, key=lambda session: session.path)


def _first(known: Path, path: Path) -> Path:
    """Return the one that a session begins with: the shorter name, the closed file."""
    if known == Path():
        return path
    return min(known, path, key=lambda p: (len(p.name.removesuffix(PART)), len(p.name), p.name))


def _files(folder: Path, depth: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError:
        return
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            if depth < _DEEPEST and not entry.name.endswith(LAYERS):
                yield from _files(Path(entry.path), depth + 1)
        elif entry.name.removesuffix(PART).endswith(SUFFIX) or entry.name.endswith(NOTES):
            yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
