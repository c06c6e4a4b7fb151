"""The recorder: a process of its own, sole owner of the session's file.

Started by :class:`stemviewer.session.recorder.Recorder`. Its standard input is the link to the
program that records: one line of settings, then a byte to wake it; when it ends, that program is
gone, and the recorder writes what is in the ring and closes the session.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from stemviewer.session.message import MessageKind, read_message
from stemviewer.session.ring import Ring, Slot, attach
from stemviewer.session.types import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.writer import Prepared, SessionWriter

RUNNING, CLOSED, FAILED = 1, 2, 3
"""States, in ``Slot.STATE``."""

SYNC_S = 1.0
"""A power cut costs at most what came in this time [s]."""

_IN_FLIGHT = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What the recorder is told at its start."""

    ring: str
    folder: Path
    name: str
    info: SessionInfo
    options: RecordOptions


def settings_from_json(line: str) -> Settings:
    """Read the settings that :meth:`Recorder.start` sends."""
    content = json.loads(line)
    info = content["info"]
    instrument = info.pop("instrument")
    instrument["channels"] = tuple(instrument["channels"])
    return Settings(
        content["ring"],
        Path(content["folder"]),
        content["name"],
        SessionInfo(instrument=InstrumentInfo(**instrument), **info),
        RecordOptions(**content["options"]),
    )


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
            settings.folder, settings.name, settings.info, settings.options
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


def run(settings: Settings) -> NoReturn:
    """Record until the end, then leave the process."""
    ring = attach(settings.ring)
    doorbell = Doorbell(sys.stdin.fileno())
    doorbell.start()
    ring.set(Slot.STATE, RUNNING)
    try:
        RecorderLoop(ring, settings, doorbell).run()
    except (OSError, RuntimeError, ValueError) as error:
        ring.set_text(f"Writing the session failed: {error}")
        ring.set(Slot.STATE, FAILED)
    # HDF5 must not touch the file again: closing it after a failed write can crash, and what
    # was acknowledged is in the file already; a session that ended well is closed by now
    sys.stderr.flush()
    os._exit(0 if ring.get(Slot.STATE) == CLOSED else 1)


def main() -> NoReturn:
    """Entry of ``python -m stemviewer.session.recorder_process``."""
    # Ctrl+C in the terminal reaches every process; the recorder ends when it is told to
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run(settings_from_json(_first_line(sys.stdin.fileno())))


def _first_line(handle: int) -> str:
    """Read up to the first line's end, byte by byte: what follows is the doorbell's."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(handle, 1)
        if not byte:
            break
        line += byte
    return line.decode("utf-8")


if __name__ == "__main__":
    main()
