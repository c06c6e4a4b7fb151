"""What the recorder process does: from the ring to the file, in order."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from stemviewer.session.reading.thumbnails import PROCESSED, RAW, ThumbnailClock
from stemviewer.session.recording.doorbell import Doorbell
from stemviewer.session.recording.ring import Ring, Slot, Text
from stemviewer.session.recording.settings import CLOSED, FAILED, Settings
from stemviewer.session.writing.disk import reason_of
from stemviewer.session.writing.message import MessageKind, read_message
from stemviewer.session.writing.places import ROOM_TO_END, free_bytes
from stemviewer.session.writing.prepare import Prepared
from stemviewer.session.writing.segment import WRITE_ERRORS
from stemviewer.session.writing.segments import NoPlaceError
from stemviewer.session.writing.writer import SessionWriter

SYNC_S = 1.0
"""A power cut costs at most what came in this time [s]."""

RETRY_S = 0.25
"""Between two looks for a folder that takes the recording [s]."""

_IN_FLIGHT = 4


class LastRoomError(Exception):
    """What room there is, is for ending the session."""


class RecorderLoop:
    """Takes messages from the ring, and writes them in order."""

    def __init__(self, ring: Ring, settings: Settings, doorbell: Doorbell) -> None:
        self._ring = ring
        self._settings = settings
        self._doorbell = doorbell
        self._writer = SessionWriter(
            settings.folder, settings.name, settings.info, settings.options, settings.key
        )
        self._position = ring.get(Slot.TAIL)
        self._pending: deque[tuple[Future[Prepared], int]] = deque()
        self._synced = time.monotonic()
        self._thumbnails = ThumbnailClock()
        # two even on two cores: hashing and compressing large frames at a camera's rate takes
        # more than one, and they idle when there is nothing to do
        workers = max(2, min(_IN_FLIGHT, (os.cpu_count() or 2) // 2))
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="compress")

    def run(self) -> None:
        """Work until asked to stop, or until the writer is gone, and close the session."""
        parent = os.getppid()
        try:
            while True:
                ending = self._ending(parent)
                self._take()
                if self._pending:
                    self._commit()
                elif ending:
                    break
                else:
                    self._sleep()
                if self._out_of_room() and not self._moved():
                    raise LastRoomError("the disk is almost full")
        except LastRoomError as error:
            self._stop(f"The recording was stopped: {error}.")
            return
        self._finish()

    def _ending(self, parent: int) -> bool:
        return (
            self._doorbell.gone
            or self._ring.get(Slot.STOPPING) == 1
            or (os.name != "nt" and os.getppid() != parent)
        )

    def _take(self) -> None:
        """Hand new messages to the compressing threads, a few at a time."""
        while len(self._pending) < _IN_FLIGHT:
            found = self._ring.peek(self._position)
            if found is None:
                return
            record, self._position = found
            message = read_message(record)
            small = message.pixels is not None and self._thumbnails.due(
                RAW if message.kind is MessageKind.FRAME else PROCESSED
            )
            work = self._pool.submit(self._writer.prepare, message, thumbnail=small)
            self._pending.append((work, self._position))

    def _commit(self) -> None:
        """Write the oldest message, then acknowledge it, then give its room back."""
        future, end = self._pending[0]
        self._surely(partial(self._writer.write, future.result()))
        self._surely(partial(self._writer.write_thumbnail, future.result()))
        # the pixels are a view of the ring, and its room is given back below
        self._pending.popleft()
        del future
        self._ring.set(Slot.FRAMES, self._writer.frames)
        self._ring.set(Slot.PROCESSED, self._writer.processed)
        self._ring.release(end)
        if self._ring.get(Slot.WAITING):
            self._ring.set(Slot.WAITING, 0)
            self._wake_writer()

    def _wake_writer(self) -> None:
        try:
            os.write(1, b"\1")
        except OSError:
            # the writer is gone; the doorbell says so too
            return

    def _sleep(self) -> None:
        self._ring.set(Slot.IDLE, 1)
        if self._ring.peek(self._position) is None:
            self._doorbell.wait(0.05)
        self._ring.set(Slot.IDLE, 0)

    def _surely(self, action: Callable[[], object]) -> None:
        """Do it; where that fails, go on in a new file and do it there.

        Raises
        ------
        NoPlaceError
            If no folder took a new file for as long as a full ring may hold the feed up.
        """
        deadline = 0.0
        while True:
            try:
                action()
                return
            except WRITE_ERRORS as error:
                deadline = deadline or time.monotonic() + self._settings.options.stall_s
                self._go_on(error, deadline)
                self._keep_room_to_end(error)

    def _keep_room_to_end(self, error: BaseException) -> None:
        """Raise where the ballast was freed, and the next frame would use up its room."""
        if not self._pending or not self._writer.files.last_room:
            return
        pixels = self._pending[0][0].result().message.pixels
        size = 0 if pixels is None else pixels.nbytes
        if free_bytes(self._writer.files.folder) < size + ROOM_TO_END:
            raise LastRoomError(reason_of(error))

    def _go_on(self, error: BaseException, deadline: float) -> None:
        """Open a new file somewhere; meanwhile the ring pushes back on the feed."""
        while True:
            try:
                what = self._writer.go_on(error)
            except NoPlaceError as none:
                if time.monotonic() >= deadline:
                    raise
                self._ring.set_text(Text.NOTICE, f"{none}. Waiting for room.")
                self._doorbell.wait(RETRY_S)
            else:
                self._tell(what)
                return

    def _tell(self, what: str) -> None:
        self._ring.set_text(Text.NOTICE, what)
        self._ring.set_text(Text.FIRST, str(self._writer.files.first_path))
        self._ring.set(Slot.SEGMENTS, self._writer.files.number)

    def _out_of_room(self) -> bool:
        """Sync about once a second, and look whether the disk still has room."""
        now = time.monotonic()
        if now - self._synced < SYNC_S and not self._writer.files.last_room:
            return False
        if now - self._synced >= SYNC_S:
            self._synced = now
            self._surely(self._writer.sync)
            self._ring.set(Slot.SEGMENTS, self._writer.files.number)
            self._ring.set(Slot.BYTES, self._writer.files.bytes_written())
        free = free_bytes(self._writer.files.folder)
        self._ring.set(Slot.DISK_FREE, free)
        least = self._settings.options.reserve_bytes // 4
        return free < (max(least, ROOM_TO_END) if self._writer.files.last_room else least)

    def _moved(self) -> bool:
        """Go on in a spare folder, in good order, while there is still room for that."""
        before = self._writer.files.folder
        self._surely(self._writer.move)
        moved = self._writer.files.folder != before
        if moved:
            what = f"The disk is almost full. The recording goes on in {self._writer.files.folder}."
            self._surely(partial(self._writer.event, "warning", what))
            self._tell(what)
        return moved

    def stop_after(self, error: BaseException) -> None:
        """Say as much as can still be written after no folder took the recording."""
        self._writer.go_on(error, last=True)
        self._stop(f"The recording was stopped: {error}.")

    def _stop(self, text: str) -> None:
        """End in good order while there is room for it; what waits becomes a gap."""
        waiting = [future.result().message for future, _ in self._pending]
        while (found := self._ring.peek(self._position)) is not None:
            record, self._position = found
            waiting.append(read_message(record))
        numbers = [int(m.row["number"]) for m in waiting if m.kind is MessageKind.FRAME]
        self._writer.event("error", text)
        if numbers:
            self._writer.gap(numbers[0], numbers[-1], f"{len(numbers)} not recorded: no room")
        self._writer.close(incomplete=True)
        self._ring.set_text(Text.ERROR, text)
        self._ring.set_text(Text.FIRST, str(self._writer.files.first_path))
        self._ring.set(Slot.STATE, FAILED)

    def _finish(self) -> None:
        lost = self._ring.get(Slot.GAP_COUNT)
        if lost:
            first, last = self._ring.get(Slot.GAP_FIRST), self._ring.get(Slot.GAP_LAST)
            reason = f"{lost} not recorded: the disk was too slow"
            self._surely(lambda: self._writer.gap(first, last, reason))
        asked = self._ring.get(Slot.STOPPING) == 1
        if not asked:
            text = "The program that recorded ended without closing."
            self._surely(lambda: self._writer.event("error", text))
        self._surely(lambda: self._writer.close(incomplete=bool(lost) or not asked))
        self._ring.set_text(Text.FIRST, str(self._writer.files.first_path))
        self._ring.set(Slot.SEGMENTS, self._writer.files.number)
        self._ring.set(Slot.BYTES, self._writer.files.bytes_written())
        self._ring.set(Slot.STATE, CLOSED)
