"""Recording a session: the end that the live program holds."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.errors import RecordingError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.core.quantity import Quantity
from stemviewer.session import ring as ring_module
from stemviewer.session.disk import check_folder, recording_failed
from stemviewer.session.dose_count import DoseCount
from stemviewer.session.files import existing, free_name, safe_name, segment_path
from stemviewer.session.message import Message, MessageKind
from stemviewer.session.ring import Ring, Slot
from stemviewer.session.rows import (
    event_text,
    frame_to_row,
    loss_to_row,
    numbers_text,
    processed_to_row,
    text_rows,
)
from stemviewer.session.settings import FAILED, Settings, recorder_command
from stemviewer.session.types import RecorderStatus, RecordOptions, SessionInfo

_POLL_S = 0.05


class Recorder:
    """Feeds the recorder process; every method may be called from any thread.

    Make one with :meth:`start`. ``put_*`` copy into the ring and return at once while it has
    room; a full ring holds them up to ``options.stall_s``. Do not call them on the Qt thread.
    """

    def __init__(self, ring: Ring, process: subprocess.Popen[bytes], base: Path) -> None:
        self._ring = ring
        self._process = process
        self._path = base
        self._options = RecordOptions()
        self._info = SessionInfo("")
        self._dose = DoseCount()
        self._lock = threading.Lock()
        self._room = threading.Condition()
        self._submitted = 0
        self._overflow = ""
        self._final: RecorderStatus | None = None
        self._watch = threading.Thread(target=self._watch_child, name="recorder-watch", daemon=True)
        self._watch.start()

    @classmethod
    def start(
        cls, folder: Path, info: SessionInfo, options: RecordOptions | None = None
    ) -> Recorder:
        """Start recording into ``folder``; the file appears with the first frame.

        Parameters
        ----------
        folder : Path
            Made if it does not exist.
        info : SessionInfo
            Who, what, on which instrument.
        options : RecordOptions, optional
            How to record.

        Raises
        ------
        RecordingError
            If the folder or the disk cannot take it, or memory for the ring is short.
        """
        options = options or RecordOptions()
        free = check_folder(folder, options)
        name = free_name(folder, safe_name(info.name))
        ring = ring_module.create(options.ring_bytes)
        ring.set(Slot.DISK_FREE, free)
        process = subprocess.Popen(
            recorder_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        recorder = cls(ring, process, segment_path(folder, name, 1))
        recorder._options, recorder._info = options, info
        settings = Settings(ring.name, folder.resolve(), name, info, options)
        recorder._ring_bell(settings.to_json().encode() + b"\n")
        recorder.put_event("recording", "started", {})
        return recorder

    @property
    def path(self) -> Path:
        """Final path of the session's first file; ``.part`` is added while it is open."""
        return self._path

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._final is not None

    @property
    def process_id(self) -> int:
        """Of the recorder process."""
        return self._process.pid

    def put_frame(self, frame: Frame, cumulative: Quantity | None = None) -> None:
        """Record a received frame.

        Parameters
        ----------
        frame : Frame
            Complete or not; rows that never came are stored as zeros.
        cumulative : Quantity, optional
            Dose of the area with this frame [e/Å^2]; by default the sum since the start of
            the recording.

        Raises
        ------
        RecordingError
            If it cannot be recorded: the session is then marked incomplete.
        """
        pixels = np.ascontiguousarray(frame.data, dtype=frame.data.dtype.newbyteorder("<"))
        if frame.valid_rows < frame.settings.rows:
            pixels = pixels.copy()
            pixels[frame.valid_rows :] = 0
        with self._lock:
            dose = self._dose.add(frame)
            total = self._dose.total if cumulative is None else cumulative
        row = frame_to_row(frame, self._info.instrument.flag, dose, total)
        self._put(Message(MessageKind.FRAME, row, pixels=pixels))

    def put_processed(self, processed: Processed) -> None:
        """Record a processed picture, after its frame; raises like :meth:`put_frame`."""
        row = processed_to_row(processed)
        texts = (
            processed.provenance.canonical_json().encode("ascii"),
            numbers_text(processed.numbers),
        )
        pixels = np.ascontiguousarray(processed.image, dtype="<f4")
        self._put(Message(MessageKind.PROCESSED, row, texts, pixels))

    def put_event(self, kind: str, text: str, data: Mapping[str, Parameter] | None = None) -> None:
        """Record that something happened; raises like :meth:`put_frame`."""
        content = event_text(text, data or {})
        row = text_rows(kind, b"{}", time.time_ns(), time.monotonic_ns())[0]
        self._put(Message(MessageKind.EVENT, row, (content, b"")))

    def put_lost(self, first: int, last: int, reason: str) -> None:
        """Record that frames ``first`` to ``last`` never came; raises like :meth:`put_frame`."""
        with self._lock:
            self._dose.lost(last - first + 1)
        row = loss_to_row(first, last, reason, time.time_ns())
        self._put(Message(MessageKind.LOSS, row))

    def status(self) -> RecorderStatus:
        """Return the counts; never blocks."""
        return self._final or self._read_status()

    def stop(self, timeout: float = 60.0) -> Path:
        """Write what is in the ring, close the session, and return its path.

        Parameters
        ----------
        timeout : float
            How long to wait [s].

        Raises
        ------
        RecordingError
            If the session could not be closed in good order; what was acknowledged is in the
            file all the same (its path ends in ``.part`` then).
        """
        if self._final is not None:
            return existing(self._path)
        self._ring.set(Slot.STOPPING, 1)
        self._ring_bell(b"\1")
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
        return existing(self._path)

    def _release(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        if self._process.poll() is not None:
            self._watch.join()
            self._process.stdout.close()
        self._final = self._read_status()
        with self._lock:
            self._ring.close(unlink=True)

    def _put(self, message: Message) -> None:
        deadline = time.monotonic() + self._options.stall_s
        while not self._try_put(message):
            error = self._trouble()
            if error:
                raise recording_failed(error)
            if time.monotonic() >= deadline:
                self._overflowed(message)
            with self._room:
                self._ring.set(Slot.WAITING, 1)
                self._room.wait(_POLL_S)

    def _try_put(self, message: Message) -> bool:
        with self._lock:
            if self._final is not None:
                raise recording_failed("The recording has been stopped.")
            if self._overflow or self._trouble():
                self._count_gap(message)
                raise recording_failed(self._overflow or self._trouble())
            room = self._ring.reserve(message.size)
            if room is None:
                return False
            message.write_to(room)
            self._ring.publish(message.size)
            self._submitted += message.kind is MessageKind.FRAME
            idle = self._ring.get(Slot.IDLE)
        if idle:
            self._ring_bell(b"\1")
        return True

    def _overflowed(self, message: Message) -> None:
        self._overflow = (
            f"The disk was too slow: the ring stayed full for {self._options.stall_s:g} s."
        )
        with self._lock:
            self._count_gap(message)
        raise recording_failed(self._overflow)

    def _count_gap(self, message: Message) -> None:
        if message.kind is not MessageKind.FRAME:
            return
        number, count = int(message.row["number"]), self._ring.get(Slot.GAP_COUNT)
        if count == 0:
            self._ring.set(Slot.GAP_FIRST, number)
        self._ring.set(Slot.GAP_LAST, number)
        self._ring.set(Slot.GAP_COUNT, count + 1)

    def _trouble(self) -> str:
        """Return why recording cannot go on, or an empty string."""
        if self._ring.get(Slot.STATE) == FAILED:
            return self._ring.text()
        status = self._process.poll()
        if status is not None and self._ring.get(Slot.STOPPING) == 0:
            return f"The recorder process ended unexpectedly (status {status})."
        if status:
            return f"The recorder process ended with status {status}."
        return ""

    def _read_status(self) -> RecorderStatus:
        word = self._ring.get
        return RecorderStatus(
            self._submitted,
            word(Slot.FRAMES),
            word(Slot.PROCESSED),
            word(Slot.BYTES),
            word(Slot.DISK_FREE),
            self._overflow or self._trouble(),
        )

    def _ring_bell(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
        except (OSError, ValueError):
            # the process has ended: its status says so
            return

    def _watch_child(self) -> None:
        """Wake those who wait for room whenever the recorder made some, or ended."""
        read: Callable[[int], Any] = self._process.stdout.read  # type: ignore[union-attr]
        while read(1):
            with self._room:
                self._room.notify_all()
        with self._room:
            self._room.notify_all()
