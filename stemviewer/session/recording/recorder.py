"""Recording a session: the end that the live program holds."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from stemviewer.core.errors import SigningKeyError
from stemviewer.core.frame import Frame
from stemviewer.core.place import Place
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.core.quantity import Quantity
from stemviewer.session.format.entries import NO_EVIDENCE, NOT_STATED, EvidenceEntry
from stemviewer.session.format.files import existing, free_name, safe_name, segment_path
from stemviewer.session.format.options import RecorderStatus, RecordOptions, SessionInfo
from stemviewer.session.format.rows import (
    event_text,
    frame_to_row,
    loss_to_row,
    numbers_text,
    processed_to_row,
    text_rows,
)
from stemviewer.session.recording.dose_count import DoseCount
from stemviewer.session.recording.link import RecorderLink
from stemviewer.session.recording.ring import Slot
from stemviewer.session.recording.ring_memory import create
from stemviewer.session.recording.settings import Settings, recorder_command
from stemviewer.session.signing.key_store import load_or_make_key
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.writing.disk import check_folder, recording_failed
from stemviewer.session.writing.message import Message, MessageKind


class Recorder:
    """Feeds the recorder process; every method may be called from any thread.

    Make one with :meth:`start`. ``put_*`` copy into the ring and return at once while it has
    room; a full ring holds them up to ``options.stall_s``. Do not call them on the Qt thread.
    """

    def __init__(self, link: RecorderLink, path: Path, info: SessionInfo) -> None:
        self._link = link
        self._path = path
        self._info = info
        self._dose = DoseCount()
        self._dose_lock = threading.Lock()
        self.unsigned = ""
        """Why this session is not signed; empty when it is."""

    @classmethod
    def start(
        cls,
        folder: Path,
        info: SessionInfo,
        options: RecordOptions | None = None,
        key: SigningKey | None = None,
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
        key : SigningKey, optional
            What signs the session; the user's own, made at first use, when not given.

        Raises
        ------
        RecordingError
            If the folder or the disk cannot take it, or memory for the ring is short.
        """
        options = options or RecordOptions()
        key, unsigned = _signing_key(key)
        free = check_folder(folder, options)
        name = free_name(folder, safe_name(info.name))
        ring = create(options.ring_bytes)
        ring.set(Slot.DISK_FREE, free)
        try:
            process = subprocess.Popen(
                recorder_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        except OSError as error:
            ring.close(unlink=True)
            raise recording_failed(f"The recorder could not be started: {error}.") from error
        link = RecorderLink(ring, process, options.stall_s)
        settings = Settings(ring.name, folder.resolve(), name, info, options, key)
        link.send(settings.to_json().encode() + b"\n")
        recorder = cls(link, segment_path(folder, name, 1), info)
        recorder.unsigned = unsigned
        recorder.put_event("recording", "started", {})
        if unsigned:
            recorder.put_event("warning", unsigned)
        return recorder

    @property
    def path(self) -> Path:
        """Final path of the session's first file; ``.part`` is added while it is open.

        In another folder than was asked for when that one could not be written to.
        """
        told = self._link.first_path()
        return Path(told) if told else self._path

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._link.stopped

    @property
    def process_id(self) -> int:
        """Of the recorder process."""
        return self._link.process_id

    def put_frame(
        self, frame: Frame, cumulative: Quantity | None = None, *, place: Place = NOT_STATED
    ) -> None:
        """Record a received frame.

        Parameters
        ----------
        frame : Frame
            Complete or not; rows that never came are stored as zeros.
        cumulative : Quantity, optional
            Dose of the area with this frame [e/Å^2]; by default the sum since the start of
            the recording.
        place : Place, optional
            Where on the specimen it was scanned, and what for.

        Raises
        ------
        RecordingError
            If it cannot be recorded: the session is then marked incomplete.
        """
        pixels = np.ascontiguousarray(frame.data, dtype=frame.data.dtype.newbyteorder("<"))
        if frame.valid_rows < frame.settings.rows:
            pixels = pixels.copy()
            pixels[frame.valid_rows :] = 0
        with self._dose_lock:
            dose = self._dose.add(frame)
            total = self._dose.total if cumulative is None else cumulative
        row = frame_to_row(frame, self._info.instrument.flag, dose, total, place)
        self._link.put(Message(MessageKind.FRAME, row, pixels=pixels))

    def put_processed(self, processed: Processed, *, evidence: EvidenceEntry = NO_EVIDENCE) -> None:
        """Record a processed picture, after its frame; raises like :meth:`put_frame`."""
        row = processed_to_row(processed, evidence)
        texts = (
            processed.provenance.canonical_json().encode("ascii"),
            numbers_text(processed.numbers),
        )
        pixels = np.ascontiguousarray(processed.image, dtype="<f4")
        self._link.put(Message(MessageKind.PROCESSED, row, texts, pixels))

    def put_event(self, kind: str, text: str, data: Mapping[str, Parameter] | None = None) -> None:
        """Record that something happened; raises like :meth:`put_frame`."""
        content = event_text(text, data or {})
        row = text_rows(kind, b"{}", time.time_ns(), time.monotonic_ns())[0]
        self._link.put(Message(MessageKind.EVENT, row, (content, b"")))

    def put_lost(self, first: int, last: int, reason: str) -> None:
        """Record that frames ``first`` to ``last`` never came; raises like :meth:`put_frame`."""
        with self._dose_lock:
            self._dose.lost(last - first + 1)
        row = loss_to_row(first, last, reason, time.time_ns())
        self._link.put(Message(MessageKind.LOSS, row))

    def status(self) -> RecorderStatus:
        """Return the counts; waits for no process and no disk."""
        return self._link.status()

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
        self._link.stop(timeout)
        return existing(self.path)


def _signing_key(key: SigningKey | None) -> tuple[SigningKey | None, str]:
    """Return the key, or why there is none: no frame is given up for want of a signature."""
    try:
        return key or load_or_make_key(), ""
    except SigningKeyError as error:
        return None, str(error)
