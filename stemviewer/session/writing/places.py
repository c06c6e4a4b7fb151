"""The folders that a recording may go on in when one can no longer be written to."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from stemviewer.session.format.options import RecordOptions
from stemviewer.session.writing.disk import error_number

ROOM_TO_END = 160 << 10
"""What a file takes that holds little more than the end of a session [bytes]."""

MORE_ROOM = 1 << 20
"""By how much the room in a folder that failed must have grown to try it again [bytes]."""


def default_spares() -> tuple[Path, ...]:
    """Return the user's own data folder, and the system's for temporary files."""
    own = platformdirs.user_data_path("stemviewer", appauthor=False)
    return own / "recordings", Path(tempfile.gettempdir()) / "stemviewer-recordings"


class Places:
    """Which folder comes next.

    Parameters
    ----------
    folder : Path
        The session's own.
    options : RecordOptions
        Spare folders, and the room they must have.
    """

    def __init__(self, folder: Path, options: RecordOptions) -> None:
        self.own = folder
        self._reserve = options.reserve_bytes
        given = options.spare_folders
        spares = default_spares() if given is None else tuple(Path(spare) for spare in given)
        self._spares = [spare for spare in spares if spare != folder]
        self._bad: dict[Path, int] = {}

    def spares(self) -> list[Path]:
        """Return the spare folders that take files now and have the room of a start."""
        return [spare for spare in self._spares if self._takes(spare, self._reserve)]

    def after(self, error: BaseException, *, last: bool = False) -> Iterator[Path]:
        """Yield the folders to go on in after a failed write, the best first.

        A file that may not grow says nothing against its folder; whatever else failed may fail
        there again. With ``last`` also those that took a file, but no frame.
        """
        if last:
            self._bad.clear()
        own_first = error_number(error) == errno.EFBIG
        rooms = [(spare, self._reserve) for spare in self._spares]
        rooms.insert(0 if own_first else len(rooms), (self.own, ROOM_TO_END))
        # one after the other: a removed folder is only made again when nothing else is left
        yield from (folder for folder, room in rooms if self._takes(folder, room))

    def failed(self, folder: Path) -> None:
        """Do not use a folder again before it has more room, or something was written."""
        self._bad[folder] = free_bytes(folder)

    def worked(self) -> None:
        """Something was written: what failed before may be tried again some day."""
        self._bad.clear()

    def _takes(self, folder: Path, room: int) -> bool:
        if folder in self._bad and free_bytes(folder) < self._bad[folder] + MORE_ROOM:
            return False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            return False
        return free_bytes(folder) >= room


def free_bytes(folder: Path) -> int:
    """Return the room on the disk of a folder [bytes]; 0 when it can not be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
