"""Which files of a folder are finished: told by looking, as network shares give no notice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from stemviewer.core.errors import FeedError

MOST_FILES = 100_000
"""More files in a folder than this are not watched."""

_UNFINISHED = (".tmp", ".part", ".crdownload", ".lock", ".swp")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a look at a file says: size [bytes] and time of change [ns]."""

    size: int
    changed_ns: int


class FolderWatch:
    """Finds files that are new, and waits until they are finished.

    A file is finished when two looks, ``settle`` seconds apart or more, find the same size,
    not zero, and the same time of change. A file that is written anew later is a new file.

    Parameters
    ----------
    folder : Path
        Watched without its sub-folders.
    endings : collection of str
        Of the files that count, in lower case.
    settle : float
        How long a file must not have changed [s].
    existing : bool
        Whether the files that are there at the first look count as new.
    """

    def __init__(
        self, folder: Path, endings: Collection[str], settle: float = 1.0, *, existing: bool = False
    ) -> None:
        self._folder, self._endings = folder, frozenset(endings)
        self._settle = settle
        self._existing = existing
        self._known: dict[Path, Stamp] | None = None
        self._growing: dict[Path, tuple[Stamp, float]] = {}

    def look(self, now: float) -> list[tuple[Path, Stamp]]:
        """Look once; return the files that are finished, the oldest first.

        Parameters
        ----------
        now : float
            Of any clock that never goes back [s].

        Raises
        ------
        FeedError
            If the folder cannot be read.
        """
        found = self._list()
        if self._known is None:
            self._known = {} if self._existing else found
        # what was deleted may come again under the same name
        self._known = {path: stamp for path, stamp in self._known.items() if path in found}
        self._growing = {path: seen for path, seen in self._growing.items() if path in found}
        finished = []
        for path, stamp in found.items():
            if self._known.get(path) == stamp:
                continue
            seen, since = self._growing.get(path, (None, now))
            if seen != stamp:
                self._growing[path] = (stamp, now)
            elif stamp.size and now - since >= self._settle:
                del self._growing[path]
                self._known[path] = stamp
                finished.append((path, stamp))
        return sorted(finished, key=lambda item: (item[1].changed_ns, item[0].name))

    @property
    def waiting(self) -> int:
        """Files that are still growing, or not yet old enough."""
        return len(self._growing)

    def _list(self) -> dict[Path, Stamp]:
        found: dict[Path, Stamp] = {}
        try:
            for path in self._folder.iterdir():
                if len(found) > MOST_FILES:
                    raise FeedError(
                        f"{self._folder} holds more than {MOST_FILES} images.",
                        "It is not watched.",
                        "Let the detector write into an empty folder.",
                    )
                stamp = self._stamp(path)
                if stamp is not None:
                    found[path] = stamp
        except OSError as error:
            raise FeedError(
                f"The folder {self._folder} cannot be read ({error.strerror or error}).",
                "No frames arrive; nothing that was recorded is affected.",
                "Check the network share and its permissions; the viewer keeps trying.",
            ) from error
        return found

    def _stamp(self, path: Path) -> Stamp | None:
        name = path.name.lower()
        if name.startswith((".", "~")) or name.endswith(_UNFINISHED):
            return None
        if path.suffix.lower() not in self._endings:
            return None
        try:
            state = path.stat()
        except OSError:
            return None  # renamed or deleted between the listing and the look
        return Stamp(state.st_size, state.st_mtime_ns) if path.is_file() else None
