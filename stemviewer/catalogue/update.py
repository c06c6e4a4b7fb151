"""Bringing the index up to what lies in a folder: only what has changed is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stemviewer.catalogue.database import Database
from stemviewer.catalogue.notes import Notes, read_notes
from stemviewer.catalogue.walk import Found, find_sessions
from stemviewer.core.errors import SessionFileError
from stemviewer.foreign.facts import read_facts


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is.

    Parameters
    ----------
    done, changed : int
        Sessions read, of those that had changed.
    found : int
        Sessions in the folder.
    removed : int
        Sessions that are no longer there.
    """

    done: int = 0
    changed: int = 0
    found: int = 0
    removed: int = 0

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to read."""
        return self.done >= self.changed


def update(
    database: Database,
    folder: Path,
    *,
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[Progress], object] = lambda progress: None,
) -> Progress:
    """Take in what is new, changed or gone in a folder and below.

    Parameters
    ----------
    database : Database
        The index.
    folder : Path
        Looked through; no file in it is written to.
    stop : callable, optional
        Asked between sessions; True leaves the rest for another time.
    told : callable, optional
        Called at the start and after each session that was read.
    """
    folder = folder.resolve()
    there = {str(found.path): found for found in find_sessions(folder)}
    known = database.stamps(folder)
    gone = [path for path in known if path not in there]
    database.remove(gone)
    changed = [found for path, found in there.items() if known.get(path) != found.stamp]
    progress = Progress(0, len(changed), len(there), len(gone))
    told(progress)
    paths = [found.path for found in changed]
    by_path: dict[Path, Found] = {found.path: found for found in changed}
    for facts in read_facts(folder, paths, stop=stop):
        notes, remark = _notes(facts.path)
        database.put(facts, by_path[facts.path].stamp, notes, remark)
        progress = Progress(progress.done + 1, len(changed), len(there), len(gone))
        told(progress)
        if stop():
            break
    return progress


def _notes(path: Path) -> tuple[Notes, str]:
    try:
        return read_notes(path), ""
    except SessionFileError as error:
        return Notes(), str(error)
