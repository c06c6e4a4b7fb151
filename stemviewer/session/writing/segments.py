"""The files of one session that is being written, one open at a time."""

from __future__ import annotations

import time
from pathlib import Path

from stemviewer.session.format import chain
from stemviewer.session.format.files import final_path, segment_path
from stemviewer.session.format.header import StackKey
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.schema import Row
from stemviewer.session.reading import locator
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.writing.ballast import Ballast
from stemviewer.session.writing.disk import disk_full, reason_of
from stemviewer.session.writing.finished import Finished
from stemviewer.session.writing.next_header import NextHeader
from stemviewer.session.writing.places import Places
from stemviewer.session.writing.sealing import Sealer
from stemviewer.session.writing.segment import WRITE_ERRORS, Segment

_NOWHERE = "; no folder takes the recording"


class NoPlaceError(RuntimeError):
    """No folder takes a new file."""


class Segments:
    """Opens the next file when one has no stack for a frame, is large or old enough, or failed.

    Parameters
    ----------
    folder : Path
        Where the files go as long as it takes them.
    name : str
        Of the files, already safe.
    info : SessionInfo
        For the headers.
    options : RecordOptions
        How to store.
    key : SigningKey or None
        What signs the chain's heads.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        info: SessionInfo,
        options: RecordOptions,
        key: SigningKey | None = None,
    ) -> None:
        self._name = name
        self._options = options
        self._next = NextHeader(info, options, key)
        self._sealer = Sealer(key)
        self._places = Places(folder, options)
        self._finished = Finished()
        self._opened = 0.0
        self.folder = folder
        self.ballast: Ballast | None = None
        self.last_room = False
        self.unsealed = ""
        """Why the closed session has no manifest; empty when it has one."""
        self.number = 0
        self.current: Segment | None = None
        self.first_path = segment_path(folder, name, 1)

    def key(self, row: Row) -> StackKey:
        """Return the key of the stack that a frame belongs to; keeps its settings in mind."""
        return self._next.key(row)

    def holds(self, key: StackKey) -> bool:
        """Whether the open file has a stack for ``key``."""
        return self.current is not None and self.current.stack(key) is not None

    def open_for(self, key: StackKey) -> Segment:
        """Go on in a new file, which has a stack for ``key``."""
        self._next.learn(key)
        return self.roll()

    def full(self) -> bool:
        """Whether the open file has reached its size or its age."""
        segment = self.current
        if segment is None:
            return False
        old = time.monotonic() - self._opened >= self._options.segment_seconds
        return old or segment.bytes_on_disk() >= self._options.segment_bytes

    def roll(self, folder: Path | None = None) -> Segment:
        """Open the next file, in another folder if one is given, then close the one before.

        A kill at any instant leaves a session that can be read: a file says that it is
        continued only when the next is on the disk.
        """
        before = self.current
        if before is not None:
            before.end(continued=True)
        segment = self._open(folder or self.folder, before, "")
        if before is not None:
            self._retire(before)
        return segment

    def _retire(self, before: Segment) -> None:
        """Close the file before; where that fails, the next one's header tells all the same."""
        try:
            before.close()
        except WRITE_ERRORS:
            self._abandon(before)
            return
        final = before.finish()
        self._finished.closed(before, final)
        self._sealer.add(final, before.header, before.committed)

    def _abandon(self, failed: Segment) -> None:
        """Never touch a file again, and save what was removed under us beside the open file."""
        self._finished.abandoned(failed)
        self._sealer.add(failed.path, failed.header, failed.committed)
        for old, new in self._finished.save(self.folder):
            self._sealer.moved(old, new)
            if final_path(old) == self.first_path:
                self.first_path = final_path(new)

    def spare(self) -> Path | None:
        """Return a spare folder with room, or ``None``."""
        return next((self._own_in(place) for place in self._places.spares()), None)

    def go_on(self, error: BaseException, *, progress: bool, last: bool = False) -> str:
        """Go on in a new file after a failed write; the failed one is never touched again.

        Parameters
        ----------
        error : BaseException
            What was raised.
        progress : bool
            Whether anything was written since the last call: if not, the folder is left.
        last : bool
            Whether only the end of the session is to be written.

        Returns
        -------
        str
            What happened, for the operator and the log.

        Raises
        ------
        NoPlaceError
            If no folder takes a new file.
        """
        failed = self.current
        reason = reason_of(error)
        if failed is not None:
            # what was signed in the file and not safe there is signed again in the next
            self._next.signer.rewind(failed.committed.signed)
        if failed is not None and not progress:
            self._places.failed(self._place_of(failed.path.parent))
        if self.ballast is not None and disk_full(error):
            self.ballast.free()
            self.last_room = True
        for place in self._places.after(error, last=last):
            folder = self._own_in(place)
            try:
                segment = self._open(folder, failed, reason)
            except WRITE_ERRORS:
                self._places.failed(place)
                continue
            self._leave_behind(failed, segment, reason)
            where = "a new file" if failed and failed.path.parent == folder else str(folder)
            name = failed.path.name if failed else self._name
            return f"{name} could not be written ({reason}). The recording goes on in {where}."
        raise NoPlaceError(f"{reason.removesuffix(_NOWHERE)}{_NOWHERE}")

    def _own_in(self, place: Path) -> Path:
        """Return this session's folder: in a spare one, several sessions may end up."""
        if place == self._places.own:
            return place
        return place / f"{self._name}-{self._next.session_id[:8]}"

    def _place_of(self, folder: Path) -> Path:
        return folder if folder == self._places.own else folder.parent

    def _open(self, folder: Path, before: Segment | None, failed: str) -> Segment:
        """Open the next file where ``before`` was last safe."""
        folder.mkdir(parents=True, exist_ok=True)
        header = self._next.after(before, self.number + 1, folder, failed)
        text = header.canonical()
        head = chain.first_link(text)
        if before is not None:
            head = chain.next_segment_link(before.committed.head, text)
        path = segment_path(folder, self._name, header.segment)
        if self.ballast is None:
            self.ballast = Ballast(folder, self._name, self._options.ballast_bytes)
        segment = Segment(path, header, head, self._next.signer)
        try:
            segment.begin()
        except WRITE_ERRORS:
            self._finished.never_begun(segment)
            raise
        if before is not None and folder != before.path.parent:
            locator.note(self._next.session_id, header.segment - 1, final_path(before.path))
            locator.note(self._next.session_id, header.segment, path)
        if before is None:
            self.first_path = final_path(segment.path)
        self.current, self.folder, self.number = segment, folder, header.segment
        self._opened = time.monotonic()
        return segment

    def _leave_behind(self, failed: Segment | None, segment: Segment, reason: str) -> None:
        """Leave the failed file as it is, and say where it goes on."""
        if failed is None:
            if segment.path.parent != self._places.own:
                beside = segment_path(self._places.own, self._name, 1)
                locator.leave_word(beside, final_path(segment.path), reason)
            return
        self._abandon(failed)
        if failed.path.parent != segment.path.parent:
            locator.leave_word(failed.path, final_path(segment.path), reason)

    def close(self, *, incomplete: bool) -> Path:
        """Close the last file, and return the final path of the first."""
        segment = self.current
        assert segment is not None
        segment.end(incomplete=incomplete)
        segment.close()
        if self.ballast is not None:
            self.ballast.free()
        self._sealer.add(segment.path, segment.header, segment.committed)
        try:
            # before the last file gets its name: a session of final names always has its manifest
            self._sealer.seal(segment.head, incomplete=incomplete)
        except OSError as error:
            self._finished.closed(segment, segment.path)
            self.unsealed = reason_of(error)
        else:
            self._finished.closed(segment, segment.finish())
        self.current = None
        return self.first_path

    def bytes_written(self) -> int:
        """Size of all files [bytes]."""
        return self._finished.bytes + (self.current.bytes_on_disk() if self.current else 0)

    def worked(self) -> None:
        """Something was written: folders that failed may be tried again."""
        self._places.worked()
