"""Notes, stars and marks of a session: a small file beside it, never in it."""

from __future__ import annotations

import contextlib
import os
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.catalogue.walk import NOTES
from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import first_segment_name

MOST_BYTES = 16 << 20
"""Larger files are not read."""

_MOST_TEXT = 20_000


class Mark(StrEnum):
    """What an operator thinks of a frame."""

    NONE = ""
    KEEP = "keep"
    REJECT = "reject"
    LOOK = "look again"


class Remark(BaseModel):
    """On a session, or on one of its frames."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    star: bool = False
    mark: Mark = Mark.NONE
    note: str = Field(default="", max_length=_MOST_TEXT)

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return self == Remark()


class Notes(BaseModel):
    """All remarks on one session; frames are named by their position in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1, le=1)
    session_id: str = Field(default="", max_length=64)
    session: Remark = Remark()
    frames: dict[int, Remark] = Field(default_factory=dict)

    def frame(self, row: int) -> Remark:
        """Return what is remarked on a frame."""
        return self.frames.get(row, Remark())

    def with_frame(self, row: int, remark: Remark) -> Notes:
        """Return the notes with another remark on a frame."""
        frames = {at: kept for at, kept in self.frames.items() if at != row}
        if not remark.empty:
            frames[row] = remark
        return self.model_copy(update={"frames": dict(sorted(frames.items()))})

    def with_session(self, remark: Remark) -> Notes:
        """Return the notes with another remark on the session."""
        return self.model_copy(update={"session": remark})

    @property
    def starred(self) -> bool:
        """Whether the session or one of its frames has a star."""
        return self.session.star or any(remark.star for remark in self.frames.values())


def notes_path(session: Path) -> Path:
    """Return where the notes on a session are kept, whichever of its files is named."""
    return session.with_name(first_segment_name(session) + NOTES)


def read_notes(session: Path) -> Notes:
    """Return the notes on a session; empty ones where there are none.

    Raises
    ------
    SessionFileError
        If the file is there, and is not of this form.
    """
    path = notes_path(session)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unreadable(path, "it is too large")
        return Notes.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Notes()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise _unreadable(path, "it is not of the form that this program writes") from error


def write_notes(session: Path, notes: Notes) -> Path:
    """Write the notes beside the session, all at once; the session's own files are not opened.

    Raises
    ------
    SessionFileError
        If the folder does not take them.
    """
    path = notes_path(session)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(notes.model_dump_json(indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise SessionFileError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            "The note was not kept; the session is not affected.",
            "Copy the session into a folder that you may write to.",
        ) from error
    return path


def _unreadable(path: Path, why: str) -> SessionFileError:
    return SessionFileError(
        f"{path.name} cannot be read: {why}.",
        "Its notes, stars and marks are not shown; the session is not affected.",
        "Move the file away if it is not needed, or mend it.",
    )
