"""The average of a span of recorded frames: plain, or aligned for drift."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.denoise.accumulate.series import break_between
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.estimate import CalibrationTracker

PLAIN_VERSION = "1"


def average_span(frames: Iterable[Frame], *, aligned: bool, origin: Flag = Flag.NONE) -> Processed:
    """Return the average of frames that belong together [electrons per pixel].

    Parameters
    ----------
    frames : iterable of Frame
        Two or more complete ones of one channel, scan and place, in order; at most 64 aligned.
    aligned : bool
        Whether they are shifted onto the last one by whole pixels; else pixel by pixel.
    origin : Flag
        Of the session's instrument.

    Raises
    ------
    SettingsError
        If they do not belong together, or are too few or too many.
    """
    return _aligned(frames, origin) if aligned else _plain(frames, origin)


def _aligned(frames: Iterable[Frame], origin: Flag) -> Processed:
    span = list(_checked(frames))
    if not 2 <= len(span) <= MOST_FRAMES:
        raise _unfit(f"{len(span)} frames cannot be aligned; 2 to {MOST_FRAMES} can")
    chain = Chain(None, average=len(span))
    for frame in span:
        made = chain.process(frame, origin).processed
    if len(made.numbers) != len(span):
        raise _unfit("the frames of the span are not of one view")
    return made


def _plain(frames: Iterable[Frame], origin: Flag) -> Processed:
    started = time.perf_counter()
    total: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None = None
    numbers, estimated, tracker = [], False, CalibrationTracker()
    last = None
    for frame in _checked(frames):
        calibration = frame.calibration
        if not calibration.known:
            calibration, estimated = tracker.update(frame.valid, calibration).calibration, True
        electrons = np.nan_to_num(calibration.electrons(frame.valid)).astype(np.float64)
        total = electrons if total is None else total + electrons
        numbers.append(frame.number)
        last = frame
    if total is None or last is None or len(numbers) < 2:
        raise _unfit("an average needs two frames")
    flags = origin | (Flag.UNCALIBRATED if estimated else Flag.NONE)
    step = Step("mean", PLAIN_VERSION, {"frames": len(numbers)}, Flag.ACCUMULATED)
    return Processed(
        tuple(numbers),
        last.channel,
        read_only((total / len(numbers)).astype(np.float32)),
        Provenance((step,), flags),
        seconds=time.perf_counter() - started,
    )


def _checked(frames: Iterable[Frame]) -> Iterable[Frame]:
    before: Frame | None = None
    for frame in frames:
        reason = "" if before is None else break_between(before, frame)
        if not frame.complete:
            reason = "it is not complete"
        if reason:
            raise _unfit(f"frame {frame.number} does not belong to the others: {reason}")
        before = frame
        yield frame


def _unfit(why: str) -> SettingsError:
    return SettingsError(
        f"The span cannot be averaged: {why}.", "Nothing was made.", "Choose another span."
    )
