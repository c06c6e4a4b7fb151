"""One recording on a disk that fails, and what can be read of it afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemviewer.bench.log.traffic import Traffic
from stemviewer.core.errors import RecordingError, SessionFileError
from stemviewer.session.format.files import existing
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify

Fault = Callable[[Recorder], None]
"""Makes the disk fail; called once some frames are acknowledged."""


@dataclass(frozen=True, slots=True)
class DiskResult:
    """What became of the frames of one recording."""

    submitted: int
    acknowledged: int
    readable: int
    lost: int
    wrong: int
    zeros: int
    crashed: bool
    stopped: str
    notice: str
    segments: int
    gaps: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing that was acknowledged is lost or wrong, and nothing crashed."""
        return not (self.lost or self.wrong or self.zeros or self.crashed or self.problems)


def record_on(
    folder: Path, traffic: Traffic, options: RecordOptions, frames: int, fault: Fault | None = None
) -> DiskResult:
    """Record frames at full speed on a disk that fails meanwhile.

    Parameters
    ----------
    folder : Path
        On that disk.
    traffic : Traffic
        What is recorded.
    options : RecordOptions
        With the spare folders there are.
    frames : int
        How many to record; the fault comes after a fifth of them.
    fault : callable, optional
        What makes it fail, if it does not by itself.
    """
    recorder = Recorder.start(folder, SessionInfo("disk"), options)
    submitted = 0
    try:
        for number in range(frames):
            recorder.put_frame(traffic.frame(number))
            submitted += 1
            if fault is not None and number == frames // 5:
                _wait_for_one(recorder)
                fault(recorder)
        recorder.stop()
    except RecordingError:
        _end(recorder)
    return _result(recorder, traffic, submitted)


def _wait_for_one(recorder: Recorder) -> None:
    pause, deadline = threading.Event(), time.monotonic() + 60
    while recorder.status().acknowledged == 0 and time.monotonic() < deadline:
        if recorder.status().error:
            return
        pause.wait(0.002)


def _end(recorder: Recorder) -> None:
    if not recorder.stopped:
        try:
            recorder.stop()
        except RecordingError:
            return


def _result(recorder: Recorder, traffic: Traffic, submitted: int) -> DiskResult:
    status = recorder.status()
    readable = wrong = zeros = gaps = 0
    problems: tuple[str, ...] = ()
    try:
        path = existing(recorder.path)
        with SessionReader(path) as reader:
            readable = len(reader)
            gaps = len(reader.losses())
            for index in range(readable):
                frame = reader.raw(index)
                wrong += not traffic.same(frame, index)
                zeros += not np.any(frame.data)
        problems = tuple(verify(path).problems)
    except SessionFileError as error:
        # a recording of which nothing was acknowledged may have left nothing
        problems = (str(error),) if status.acknowledged else ()
    return DiskResult(
        submitted=submitted,
        acknowledged=status.acknowledged,
        readable=readable,
        lost=max(0, status.acknowledged - readable),
        wrong=wrong,
        zeros=zeros,
        crashed="recorder process ended" in status.error,
        stopped=status.error,
        notice=status.notice,
        segments=status.segments,
        gaps=gaps,
        problems=problems,
    )
