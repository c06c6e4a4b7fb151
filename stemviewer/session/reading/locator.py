"""Where a session goes on when its next file is not in the same folder.

Two traces are left: a small text file beside the session, for people and other machines, and a
line in this user's own list. Only the list is followed: a file that came from elsewhere must not
send the program to folders of its choice.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import platformdirs

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import (
    PART,
    first_segment_name,
    next_segment,
    part_path,
    segment_path,
)
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.reading.segment_reader import SegmentReader

WHERE = ".where"
_MOST = 64 << 10


def list_path() -> Path:
    """Return this user's list of sessions that lie in more than one folder."""
    return platformdirs.user_data_path("stemviewer", appauthor=False) / "split-sessions.jsonl"


def note(session_id: str, segment: int, path: Path) -> None:
    """Add a file to this user's list; one that cannot be written is done without."""
    line = json.dumps({"session": session_id, "segment": segment, "file": str(path)}) + "\n"
    where = list_path()
    with contextlib.suppress(OSError):
        where.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)


def leave_word(beside: Path, following: Path, reason: str) -> None:
    """Write beside a file where its session goes on, if the folder still takes anything."""
    word = beside.with_name(following.name + WHERE)
    content = {"file": str(following), "reason": reason}
    with contextlib.suppress(OSError):
        word.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _noted(session_id: str, segment: int) -> Path | None:
    """Return the place last noted for a file, if it is still there."""
    try:
        lines = list_path().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in reversed(lines):
        entry = _entry(line)
        if entry.get("session") == session_id and entry.get("segment") == segment:
            return _there(Path(str(entry.get("file", ""))))
    return None


def listed_files(most: int = 256) -> list[Path]:
    """Return the files last noted in this user's list that are still there."""
    try:
        lines = list_path().read_text(encoding="utf-8").splitlines()[-most:]
    except (OSError, UnicodeDecodeError):
        return []
    found = (_there(Path(str(_entry(line).get("file", "")))) for line in lines)
    return [path for path in found if path is not None]


def _entry(line: str) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _there(path: Path) -> Path | None:
    for candidate in (path, part_path(path)):
        if candidate.is_file():
            return candidate
    return None


def find_next(path: Path, header: HeaderModel, *, needed: bool) -> Path | None:
    """Return the file that follows the one at ``path``.

    Parameters
    ----------
    path : Path
        Of a file of the session.
    header : HeaderModel
        Its header.
    needed : bool
        Whether there must be one.

    Raises
    ------
    SessionFileError
        If there must be one and it is not found, or it is only known to be in a folder that is
        not on this user's list.
    """
    following = next_segment(path)
    found = _there(following) or _noted(header.session_id, header.segment + 1)
    if found is not None:
        return found
    word = path.with_name(following.name + WHERE)
    if word.is_file():
        raise _elsewhere(following.name, _told(word))
    if needed:
        raise _missing(following)
    return None


def _told(word: Path) -> str:
    """Return what the text file says, cut to a sane length."""
    with contextlib.suppress(OSError), word.open(encoding="utf-8", errors="replace") as lines:
        return str(_entry(lines.read(_MOST)).get("file", "unknown"))[:500]
    return "unknown"


def find_first(path: Path) -> Path:
    """Return the first file of the session that ``path`` belongs to.

    Raises
    ------
    SessionFileError
        If it is not found.
    """
    beside = segment_path(path.parent, first_segment_name(path), 1)
    found = _there(beside)
    if found is not None:
        return found
    if path.is_file():
        return _first_elsewhere(path, beside)
    raise _missing(beside)


def _first_elsewhere(path: Path, beside: Path) -> Path:
    """Find the first file of one that a recording went on in, in another folder."""
    segment = SegmentReader(path)
    header = segment.header
    segment.close()
    found = _noted(header.session_id, 1)
    if found is None:
        raise _elsewhere(beside.name, header.previous_file or "unknown")
    return found


def _elsewhere(name: str, told: str) -> SessionFileError:
    return SessionFileError(
        f"{name} is in another folder: {told}.",
        "The recording went on there. It was not opened: a file may not send this program to "
        "other folders.",
        "Put all files of the session into one folder, and open it there.",
    )


def _missing(path: Path) -> SessionFileError:
    return SessionFileError(
        f"There is no session file {path.name} in {path.parent}.",
        "What it held cannot be shown.",
        f"Put the missing file (or {path.name}{PART}) back beside the others.",
    )
