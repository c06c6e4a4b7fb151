"""What the recorder process does: from the ring to the file, in order."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from stemviewer.session.message import MessageKind, read_message
from stemviewer.session.ring import Ring, Slot
from stemviewer.session.settings import CLOSED, FAILED, Settings
from stemviewer.session.writer import Prepared, SessionWriter

SYNC_S = 1.0
"""A power cut costs at most what came in this time [s]."""

_IN_FLIGHT = 4


class Doorbell(threading.Thread):
    """Waits on standard input: a byte wakes, the end says that the writer is gone."""

    def __init__(self, handle: int) -> None:
        super().__init__(name="doorbell", daemon=True)
        self._handle = handle
        self._rung = threading.Event()
        self.gone = False

    def run(self) -> None:
        """Read until the end."""
        while os.read(self._handle, 4096):
            self._rung.set()
        self.gone = True
        self._rung.set()

    def wait(self, seconds: float) -> None:
        """Return when rung, or after a time [s]."""
        self._rung.wait(seconds)
        self._rung.clear()


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
        workers = max(1, min(_IN_FLIGHT, (os.cpu_count() or 2) // 2))
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="compress")

    def run(self) -> None:
        """Work until asked to stop, or until the writer is gone, and close the session."""
        parent = os.getppid()
        while True:
            ending = self._ending(parent)
            self._take()
            if self._pending:
                self._commit()
            elif ending:
                break
            else:
                self._sleep()
            if self._out_of_room():
                self._stop_for_room()
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
            self._pending.append((self._pool.submit(self._writer.prepare, message), self._position))

    def _commit(self) -> None:
        """Write the oldest message, then acknowledge it, then give its room back."""
        future, end = self._pending.popleft()
        self._writer.write(future.result())
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

    def _out_of_room(self) -> bool:
        """Sync about once a second, and look whether the disk still has room."""
        now = time.monotonic()
        if now - self._synced < SYNC_S:
            return False
        self._synced = now
        self._writer.sync()
        free = shutil.disk_usage(self._settings.folder).free
        self._ring.set(Slot.BYTES, self._writer.bytes_written())
        self._ring.set(Slot.DISK_FREE, free)
        return free < self._settings.options.reserve_bytes // 4

    def _stop_for_room(self) -> None:
        """End in good order while there is room for it; what waits becomes a gap."""
        waiting = [future.result().message for future, _ in self._pending]
        while (found := self._ring.peek(self._position)) is not None:
            record, self._position = found
            waiting.append(read_message(record))
        numbers = [int(m.row["number"]) for m in waiting if m.kind is MessageKind.FRAME]
        text = "The disk is almost full: the recording was stopped."
        self._writer.event("error", text)
        if numbers:
            self._writer.gap(numbers[0], numbers[-1], "not recorded: the disk was almost full")
        self._writer.close(incomplete=True)
        self._ring.set_text(text)
        self._ring.set(Slot.STATE, FAILED)

    def _finish(self) -> None:
        lost = self._ring.get(Slot.GAP_COUNT)
        if lost:
            first, last = self._ring.get(Slot.GAP_FIRST), self._ring.get(Slot.GAP_LAST)
            self._writer.gap(first, last, f"{lost} not recorded: the disk was too slow")
        asked = self._ring.get(Slot.STOPPING) == 1
        if not asked:
            self._writer.event("error", "The program that recorded ended without closing.")
        self._writer.close(incomplete=bool(lost) or not asked)
        self._ring.set(Slot.BYTES, self._writer.bytes_written())
        self._ring.set(Slot.STATE, CLOSED)
