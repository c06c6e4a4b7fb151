"""The link to the recorder process: its ring, its doorbell, its death."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

from stemviewer.core.errors import RecordingError
from stemviewer.session.format.options import RecorderStatus
from stemviewer.session.recording.ring import Ring, Slot, Text
from stemviewer.session.recording.settings import FAILED
from stemviewer.session.writing.disk import recording_failed
from stemviewer.session.writing.message import Message, MessageKind

_POLL_S = 0.05


class RecorderLink:
    """Puts messages into the ring of a recorder process; any thread.

    Parameters
    ----------
    ring : Ring
        Made here; removed by :meth:`stop`.
    process : Popen
        The recorder, with pipes for its standard input and output.
    stall_s : float
        How long a full ring holds a producer up [s].
    """

    def __init__(self, ring: Ring, process: subprocess.Popen[bytes], stall_s: float) -> None:
        self._ring = ring
        self._process = process
        self._stall_s = stall_s
        self._lock = threading.Lock()
        self._room = threading.Condition()
        self._submitted = 0
        self._overflow = ""
        self._final: RecorderStatus | None = None
        self._first = ""
        self._watch = threading.Thread(target=self._watch_child, name="recorder-watch", daemon=True)
        self._watch.start()

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` came to its end."""
        return self._final is not None

    @property
    def process_id(self) -> int:
        """Of the recorder."""
        return self._process.pid

    def first_path(self) -> str:
        """Return the path of the session's first file as the recorder tells it, if it does."""
        with self._lock:
            return self._first if self._final is not None else self._ring.text(Text.FIRST)

    def put(self, message: Message) -> None:
        """Put a message; waits while the ring is full.

        Raises
        ------
        RecordingError
            If the recorder has failed or was stopped, or the ring stayed full too long.
        """
        deadline = time.monotonic() + self._stall_s
        while not self._try_put(message):
            error = self.status().error
            if error:
                raise recording_failed(error)
            if time.monotonic() >= deadline:
                self._overflowed(message)
            with self._room:
                self._ring.set(Slot.WAITING, 1)
                self._room.wait(_POLL_S)

    def _try_put(self, message: Message) -> bool:
        with self._lock:
            if self._final is not None or self._ring.get(Slot.STOPPING):
                raise recording_failed("The recording has been stopped.")
            trouble = self._overflow or self._trouble()
            if trouble:
                self._count_gap(message)
                raise recording_failed(trouble)
            room = self._ring.reserve(message.size)
            if room is None:
                return False
            message.write_to(room)
            self._ring.publish(message.size)
            self._submitted += message.kind is MessageKind.FRAME
            idle = self._ring.get(Slot.IDLE)
            # one ring of the bell for one sleep: a stopped recorder must not fill its pipe
            self._ring.set(Slot.IDLE, 0)
        if idle:
            self.send(b"\1")
        return True

    def _overflowed(self, message: Message) -> None:
        with self._lock:
            self._overflow = f"The disk was too slow: the ring stayed full for {self._stall_s:g} s."
            self._count_gap(message)
        raise recording_failed(self._overflow)

    def _count_gap(self, message: Message) -> None:
        """Tell the recorder which frames it never got, for the gap row."""
        if message.kind is not MessageKind.FRAME:
            return
        number, count = int(message.row["number"]), self._ring.get(Slot.GAP_COUNT)
        if count == 0:
            self._ring.set(Slot.GAP_FIRST, number)
        self._ring.set(Slot.GAP_LAST, number)
        self._ring.set(Slot.GAP_COUNT, count + 1)

    def status(self) -> RecorderStatus:
        """Return the counts; waits for no process and no disk."""
        with self._lock:
            return self._final or self._read_status()

    def _read_status(self) -> RecorderStatus:
        word = self._ring.get
        return RecorderStatus(
            self._submitted,
            word(Slot.FRAMES),
            word(Slot.PROCESSED),
            word(Slot.BYTES),
            word(Slot.DISK_FREE),
            self._overflow or self._trouble(),
            self._ring.text(Text.NOTICE),
            segments=word(Slot.SEGMENTS),
        )

    def _trouble(self) -> str:
        """Return why recording cannot go on, or an empty string."""
        if self._ring.get(Slot.STATE) == FAILED:
            return self._ring.text(Text.ERROR)
        status = self._process.poll()
        if status is not None and self._ring.get(Slot.STOPPING) == 0:
            return f"The recorder process ended unexpectedly (status {status})."
        if status:
            return f"The recorder process ended with status {status}."
        return ""

    def stop(self, timeout: float) -> None:
        """Have the recorder drain and close, and wait for its end.

        Raises
        ------
        RecordingError
            If it takes longer than ``timeout`` [s], or something went wrong.
        """
        if self._final is not None:
            return
        with self._lock:
            # whoever puts after this is refused, so nothing can slip in behind the drain
            self._ring.set(Slot.STOPPING, 1)
        self.send(b"\1")
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise RecordingError(
                f"The recorder is still writing after {timeout:.0f} s.",
                "Nothing is lost: it goes on by itself and closes the session when it is done.",
                "Wait, and do not switch the computer off.",
            ) from error
        finally:
            self._release()
        trouble = self.status().error
        if trouble:
            raise recording_failed(trouble)

    def _release(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        if self._process.poll() is not None:
            self._watch.join()
            self._process.stdout.close()
        with self._lock:
            self._final = self._read_status()
            self._first = self._ring.text(Text.FIRST)
            self._ring.close(unlink=True)

    def send(self, data: bytes) -> None:
        """Write to the recorder's standard input, if it still reads."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
        except (OSError, ValueError):
            # the process has ended: its status says so
            return

    def _watch_child(self) -> None:
        """Wake those who wait for room whenever the recorder made some, or ended."""
        assert self._process.stdout is not None
        read: Callable[[int], Any] = self._process.stdout.read
        while read(1):
            with self._room:
                self._room.notify_all()
        with self._room:
            self._room.notify_all()
