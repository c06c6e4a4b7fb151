"""Starting, feeding and ending the session log without ever blocking the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from time import monotonic

from stemviewer.core.errors import RecordingError, StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.place import Place
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.core.quantity import Quantity
from stemviewer.core.worker import Worker
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.recorder_watch import STILL_S, RecorderWatch
from stemviewer.live.state import Notice, RecordingState, Severity
from stemviewer.session.format.entries import EvidenceEntry
from stemviewer.session.format.options import RecorderStatus, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder

STOP_TIMEOUT_S = 120.0
"""Time the recorder gets to write what its ring holds and close the file."""

KEPT_EVENTS = 10_000
"""Lines waiting for the feed thread; it writes them within a tenth of a second."""


class RecordingControl:
    """Owns the recorder. ``start`` and ``stop`` return at once; the work runs in a thread.

    The ``put`` methods are called by the feed and denoise threads; they do nothing while no
    recording is active, and push back on their caller when the recorder is behind.
    """

    def __init__(self, notices: NoticeBoard) -> None:
        self._notices = notices
        self._lock = threading.Lock()
        self._recorder: Recorder | None = None
        self._worker: Worker | None = None
        self._path = ""
        self._failed = ""
        self._told = ""
        self._watch = RecorderWatch()
        self._started = 0.0
        self._last: RecorderStatus | None = None
        self._events: deque[tuple[str, str, Mapping[str, Parameter]]] = deque(maxlen=KEPT_EVENTS)
        self.release: Callable[[], tuple[Processed, EvidenceEntry] | None] = lambda: None
        """Gives the picture that is still under test when the session ends."""
        self.noted: Callable[[str, str], None] = lambda kind, text: None
        """Told of every line for the event log, whether or not a session is open."""

    # -- control ------------------------------------------------------------------------

    def start(
        self, folder: Path, info: SessionInfo, options: RecordOptions, opening: tuple[str, ...]
    ) -> None:
        """Begin a session in ``folder``; ``opening`` are the first lines of its event log."""
        if self._recorder is not None or self._busy:
            self._notices.post(
                Severity.WARNING,
                "A recording is already under way.",
                "It goes on unchanged.",
                "Stop it before you start another.",
            )
            return
        self._failed = self._told = ""

        def body() -> None:
            recorder = Recorder.start(folder, info, options)
            for line in opening:
                recorder.put_event("state", line)
            with self._lock:
                self._recorder = recorder
                self._watch = RecorderWatch()
                self._path = str(recorder.path)
                self._started = monotonic()
            self._notices.info(f"Recording to {recorder.path}.")
            if recorder.unsigned:
                self._notices.post(Severity.WARNING, recorder.unsigned)

        self._run("recorder-start", body)

    def stop(self) -> None:
        """End the session: everything put so far is written before the file is closed."""
        if self._busy:
            return
        with self._lock:
            recorder, self._recorder = self._recorder, None
        if recorder is None:
            return

        def body() -> None:
            left = self.release()
            if left is not None:
                recorder.put_processed(left[0], evidence=left[1])
            while self._events:
                recorder.put_event(*self._events.popleft())
            path = recorder.stop(STOP_TIMEOUT_S)
            self._last = recorder.status()
            self._path = str(path)
            self._notices.info(f"Session closed: {path}")

        self._run("recorder-stop", body)

    def wait(self, timeout: float) -> bool:
        """Wait until a start or stop under way is done; return whether it is."""
        worker = self._worker
        return worker is None or worker.join(timeout)

    @property
    def active(self) -> bool:
        """Whether frames are being written."""
        return self._recorder is not None

    @property
    def _busy(self) -> bool:
        return self._worker is not None and self._worker.alive

    def _run(self, name: str, body: Callable[[], None]) -> None:
        self._worker = Worker(name, body, self._start_or_stop_failed)
        self._worker.start()

    def _start_or_stop_failed(self, error: Exception) -> None:
        self._failed = str(error)
        self._notices.error(error)

    # -- data ---------------------------------------------------------------------------

    def put_frame(self, frame: Frame, cumulative: Quantity, place: Place) -> None:
        """Hand a frame that has ended to the log, with the dose of its area so far [e/Å^2]."""
        self._put(lambda recorder: recorder.put_frame(frame, cumulative, place=place))

    def put_processed(
        self,
        processed: Processed,
        evidence: EvidenceEntry,
        mine: Callable[[], bool] = lambda: True,
    ) -> None:
        """Hand a processed picture to the log, with what is known of how far it can be trusted.

        ``mine`` is asked, while no session can end, whether the caller still has to hand it over:
        a session that ends takes what is under test itself (``release``).
        """

        def put(recorder: Recorder) -> None:
            if mine():
                recorder.put_processed(processed, evidence=evidence)

        self._put(put)

    def put_lost(self, first: int, last: int, reason: str) -> None:
        """Book frames that will never come."""
        self._put(lambda recorder: recorder.put_lost(first, last, reason))

    def put_event(self, kind: str, text: str, data: Mapping[str, Parameter] | None = None) -> None:
        """Note a line for the session's event log; never blocks, so the window may call it."""
        self.noted(kind, text)
        if self._recorder is not None:
            self._events.append((kind, text, data or {}))

    def flush_events(self) -> None:
        """Write the noted lines; called by the feed thread, which may be pushed back."""
        while self._recorder is not None and self._events:  # else the stop writes them
            line = self._events.popleft()
            self._put(partial(Recorder.put_event, kind=line[0], text=line[1], data=line[2]))

    def put_notice(self, notice: Notice) -> None:
        """Write what the operator is told into the session's event log."""
        text = " ".join(part for part in (notice.what, notice.meaning, notice.action) if part)
        self.put_event(str(notice.severity), text)

    def _put(self, action: Callable[[Recorder], None]) -> None:
        failure: StemviewerError | None = None
        with self._lock:
            recorder = self._recorder
            if recorder is None:
                return
            try:
                action(recorder)
            except RecordingError as error:
                failure = error
                self._recorder = None
                self._failed = str(error)
                self._last = recorder.status()
        if failure is not None:
            self._notices.error(failure)
            self._close_failed(recorder)

    def _close_failed(self, recorder: Recorder) -> None:
        """Let a recorder that failed save and close what it acknowledged."""

        def body() -> None:
            path = recorder.stop(STOP_TIMEOUT_S)
            self._notices.post(
                Severity.ERROR,
                f"The recording stopped by itself: {path}",
                "Every frame acknowledged before is in the file; later ones are not.",
                "Free disk space or choose another folder, then record again.",
            )

        self._run("recorder-stop", body)

    # -- state --------------------------------------------------------------------------

    def state(self, channels: int) -> RecordingState:
        """Return the present state; never blocks for long.

        Parameters
        ----------
        channels : int
            Of the instrument: the log counts a frame for each, the operator counts scans.
        """
        recorder = self._recorder
        status = recorder.status() if recorder is not None else self._last
        if status is None:
            return RecordingState(busy=self._busy, failed=self._failed)
        if recorder is not None and status.notice != self._told:
            self._tell(recorder, status.notice)
        if recorder is not None and self._watch.look(status.submitted, status.acknowledged):
            self._tell_still()
        return RecordingState(
            active=recorder is not None,
            busy=self._busy,
            path=self._path,
            submitted=status.submitted // channels,
            written=status.acknowledged // channels,
            processed_written=status.processed_acknowledged,
            bytes_written=status.bytes_written,
            disk_free=status.disk_free,
            minutes_left=self._minutes_left(status) if recorder is not None else None,
            failed=self._failed or status.error,
        )

    def _tell(self, recorder: Recorder, notice: str) -> None:
        """Tell once what the recorder had to do to go on, such as to change the disk."""
        self._told, self._path = notice, str(recorder.path)
        self._notices.post(
            Severity.WARNING,
            notice,
            "Every frame acknowledged is safe, and the recording goes on as long as it can.",
            "See to the disk. The session opens from any of its files.",
        )

    def _tell_still(self) -> None:
        if not self._watch.still:
            self._notices.info("The recorder writes again.")
            return
        self._notices.post(
            Severity.WARNING,
            f"The recorder has written nothing for {STILL_S:.0f} s.",
            "Frames wait in memory; nothing is lost until its room is full.",
            "Look at the disk: is it full, asleep, or gone from the network?",
        )

    def _minutes_left(self, status: RecorderStatus) -> float | None:
        elapsed = monotonic() - self._started
        if status.bytes_written <= 0 or elapsed < 1.0:
            return None
        return status.disk_free / (status.bytes_written / elapsed) / 60.0
