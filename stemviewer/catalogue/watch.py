"""The catalogue beside a window: one thread keeps the index up to date, one answers searches."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stemviewer.catalogue.database import Database
from stemviewer.catalogue.entries import SessionEntry
from stemviewer.catalogue.search import search
from stemviewer.catalogue.update import Progress, update
from stemviewer.core.errors import SessionFileError, StemviewerError

LOOK_EVERY_S = 3.0
"""How often a folder is looked through for changes [s]."""

LISTED_EVERY = 16
"""Sessions read between two listings, while an index is made."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Answer to a search.

    Parameters
    ----------
    generation : int
        Of the wish it answers.
    entries : tuple of SessionEntry
        What was found.
    error : StemviewerError or None
        Why nothing could be looked for.
    """

    generation: int
    entries: tuple[SessionEntry, ...] = ()
    error: StemviewerError | None = None


class Catalogue:
    """Watches one folder and answers searches in it; never blocks its caller.

    Parameters
    ----------
    folder : Path
        Looked through with all folders in it.
    index : Path
        File of the index.
    """

    def __init__(self, folder: Path, index: Path) -> None:
        self.folder = folder.resolve()
        self._index = index
        self._condition = threading.Condition()
        self._stopping = False
        self._wish: tuple[int, str] = (0, "")
        self._generation = 0
        self._changes = 0
        self._answered = (0, 0)
        self._listing: Listing | None = None
        self._progress = Progress()
        self._failed: StemviewerError | None = None
        self._threads = [
            threading.Thread(target=self._guarded, args=(work,), name=name, daemon=True)
            for name, work in (("catalogue", self._watch), ("search", self._answer))
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Have both threads end, without waiting for them."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    def stop(self, timeout: float = 90.0) -> None:
        """End both threads; idempotent.

        Raises
        ------
        TimeoutError
            If one does not end within ``timeout`` [s].
        """
        self.leave()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout)
                if thread.is_alive():
                    raise TimeoutError("the catalogue did not end")

    def ask(self, text: str) -> int:
        """Search for something else; return the generation of the wish."""
        with self._condition:
            self._generation += 1
            self._wish = (self._generation, text)
            self._condition.notify_all()
            return self._generation

    def take(self) -> Listing | None:
        """Return the newest listing, once."""
        with self._condition:
            listing, self._listing = self._listing, None
            return listing

    @property
    def progress(self) -> Progress:
        """How far the index is."""
        with self._condition:
            return self._progress

    def failure(self) -> StemviewerError | None:
        """Return why the index cannot be kept, once."""
        with self._condition:
            failed, self._failed = self._failed, None
            return failed

    def _stopped(self) -> bool:
        with self._condition:
            return self._stopping

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (sqlite3.Error, OSError, StemviewerError) as error:
            told = error if isinstance(error, StemviewerError) else _broken(error)
            with self._condition:
                self._failed = told

    def _watch(self) -> None:
        with Database(self._index) as database:
            while not self._stopped():
                update(database, self.folder, stop=self._stopped, told=self._told)
                with self._condition:
                    self._condition.wait_for(lambda: self._stopping, LOOK_EVERY_S)

    def _told(self, progress: Progress) -> None:
        with self._condition:
            self._progress = progress
            news = progress.removed and not progress.done
            if news or (progress.done and (progress.finished or not progress.done % LISTED_EVERY)):
                self._changes += 1
                self._condition.notify_all()

    def _answer(self) -> None:
        with Database(self._index) as database:
            while (wish := self._next_wish()) is not None:
                generation, text = wish
                try:
                    listing = Listing(generation, tuple(search(database, self.folder, text)))
                except StemviewerError as error:
                    listing = Listing(generation, error=error)
                with self._condition:
                    self._listing = listing

    def _next_wish(self) -> tuple[int, str] | None:
        """Wait until there is something to search for anew; ``None`` at the end."""
        with self._condition:
            self._condition.wait_for(lambda: self._stopping or self._due() != self._answered)
            self._answered = self._due()
            return None if self._stopping else self._wish

    def _due(self) -> tuple[int, int]:
        return self._wish[0], self._changes


def _broken(error: Exception) -> StemviewerError:
    return SessionFileError(
        f"The index of sessions cannot be kept: {error}.",
        "Folders cannot be searched; sessions can be opened one by one.",
        "Free some space in your home folder, and open the folder again.",
    )
