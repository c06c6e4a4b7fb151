"""Sessions in a folder that were never closed: found at the program's next start."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.files import PART, SUFFIX, first_segment_name

CHILD_S = 120.0
"""Time that looking into damaged files may take [s]."""

QUIET_S = 10.0
"""A running recorder writes to its file at least once a second while frames come [s]."""


@dataclass(frozen=True, slots=True)
class UncleanSession:
    """A session that was cut off.

    Parameters
    ----------
    path : Path
        Of its last file, ``.part``.
    frames : int or None
        Frames that can be read; ``None`` where it cannot be opened.
    reason : str
        Why it cannot be opened, else empty.
    """

    path: Path
    frames: int | None
    reason: str = ""

    @property
    def notice(self) -> str:
        """What an operator is told."""
        if self.frames is None:
            return (
                f"The session {self.path.name} was cut off and cannot be opened: {self.reason} "
                f"Save what can be saved with: stemviewer recover '{self.path}'"
            )
        return (
            f"The session {self.path.name} was cut off: all {self.frames} frames that were "
            "acknowledged are in it, and it opens in the review as it is. A closed copy is made "
            f"by: stemviewer recover '{self.path}'"
        )


def find_unclean(folder: Path, *, quiet_s: float = QUIET_S) -> list[UncleanSession]:
    """Return the sessions in a folder that were cut off, by name.

    Parameters
    ----------
    folder : Path
        Where sessions are recorded; one that does not exist has none.
    quiet_s : float
        Files written to since are taken for a recording that runs [s].
    """
    looked_at = (_looked_at(part) for part in cut_off_files(folder, quiet_s=quiet_s))
    return [session for session in looked_at if session is not None]


def cut_off_files(folder: Path, *, quiet_s: float = QUIET_S) -> list[Path]:
    """Return the files of a folder that were never closed, without opening any."""
    if not folder.is_dir():
        return []
    parts = sorted(folder.glob(f"*{SUFFIX}{PART}"))
    recovered = {first_segment_name(file) for file in folder.glob(f"*{SUFFIX}")}
    now = time.time()
    return [
        part
        for part in parts
        if now - part.stat().st_mtime >= quiet_s
        and f"{first_segment_name(part)}-recovered" not in recovered
    ]


def find_unclean_apart(folder: Path) -> list[UncleanSession]:
    """Do the same in a child process: a damaged file must not take the window with it.

    Nothing is started where there is nothing to look at.
    """
    if not cut_off_files(folder):
        return []
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "stemviewer"]
    command += ["recover", "--find", str(folder), "--json"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=CHILD_S, check=True)
        found = json.loads(done.stdout)
        return [UncleanSession(Path(e["path"]), e["frames"], e["reason"]) for e in found]
    except (OSError, ValueError, KeyError, subprocess.SubprocessError):
        reason = "looking into it took too long, or failed."
        return [UncleanSession(part, None, reason) for part in cut_off_files(folder)]


def as_json(found: list[UncleanSession]) -> str:
    """Return what :func:`find_unclean_apart` reads."""
    return json.dumps([asdict(session) for session in found], default=str, indent=2)


def _looked_at(part: Path) -> UncleanSession | None:
    from stemviewer.session.reading.reader import SessionReader

    try:
        with SessionReader(part) as reader:
            # a file that failed keeps its .part, though the recording went on and was closed
            return None if reader.closed else UncleanSession(part, len(reader))
    except SessionFileError as error:
        return UncleanSession(part, None, error.what)
