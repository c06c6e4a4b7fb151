"""From a raw frame to a processed picture: units to electrons, denoiser, provenance."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import scipy

from stemviewer.core.calibration import DetectorCalibration, ElectronImage
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.denoise.accumulate.accumulator import Accumulated, Accumulator
from stemviewer.denoise.base import (
    IN_RANGE,
    Denoised,
    Denoiser,
    GrowingDenoiser,
    RangeState,
    RangeVerdict,
)
from stemviewer.denoise.estimate import CalibrationTracker, Estimate

MIN_ROWS = 16
"""A partial frame with fewer rows is not processed."""

MAX_BAD_SHARE = 0.01
"""A frame with a larger share of values that are not finite is not processed."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainResult:
    """What became of a frame.

    Parameters
    ----------
    processed : Processed
        The picture with its provenance.
    range : RangeVerdict
        Whether the frame suits the denoiser.
    calibration : DetectorCalibration
        The one used: the frame's own, or what was estimated.
    """

    processed: Processed
    range: RangeVerdict
    calibration: DetectorCalibration


class Chain:
    """Applies one denoiser to frame after frame. Not thread-safe: one thread owns it.

    It has a memory only for channels without known calibration: gain and black level that it
    estimated are kept and refined (``estimate.CalibrationTracker``), and every picture says
    which numbers it was made with.

    Parameters
    ----------
    denoiser : Denoiser or None
        What to apply; ``None`` for a plain average.
    average : int
        Number of complete frames that are summed, drift-aligned, before it is applied; below 2
        there is no averaging. Parts of frames are never summed.

    Raises
    ------
    ValueError
        With neither denoiser nor average: nothing would be done.
    """

    def __init__(self, denoiser: Denoiser | None, *, average: int = 0) -> None:
        if denoiser is None and average < 2:
            raise ValueError("a chain without denoiser averages at least 2 frames")
        self._denoiser = denoiser
        self._accumulator = Accumulator(average) if average >= 2 else None
        self._trackers: dict[str, CalibrationTracker] = {}

    @property
    def denoiser(self) -> Denoiser | None:
        """The denoiser applied, if any."""
        return self._denoiser

    def process(self, frame: Frame, origin: Flag = Flag.NONE) -> ChainResult:
        """Process the rows of a frame that have arrived.

        Parameters
        ----------
        frame : Frame
            Complete or partial. Single values that are not finite (masked detector pixels)
            are filled from their neighbours, which the provenance then says.
        origin : Flag
            Of the feed, said of the picture: ``SIMULATED``, ``REPLAYED`` or ``NONE``.

        Returns
        -------
        ChainResult
            The picture has the shape of the frame; rows from ``valid_rows`` on are zero.

        Raises
        ------
        ValueError
            With fewer than ``MIN_ROWS`` rows, or more than ``MAX_BAD_SHARE`` of the values not
            finite; for part of a frame without a denoiser, since parts are not averaged.
        """
        started = time.perf_counter()
        if frame.valid_rows < MIN_ROWS:
            raise ValueError(f"{frame.valid_rows} rows have arrived; {MIN_ROWS} are needed")
        if self._denoiser is None and not frame.complete:
            raise ValueError("part of a frame is not averaged")
        steps: list[Step] = []
        calibration = frame.calibration
        if not calibration.known:
            used = self._estimate(frame)
            calibration = used.calibration
            steps.append(_estimate_step(used))
        electrons, filled = _fill(calibration.electrons(frame.valid))
        if filled:
            steps.append(Step("fill-nonfinite", "1", {"pixels": filled}))
        summed = self._accumulate(frame, electrons)
        verdict, image = IN_RANGE, electrons
        if summed is not None:
            steps.append(summed.step)
            image = summed.counts
        if self._denoiser is not None:
            denoised = _denoised(self._denoiser, image, frame)
            steps.append(denoised.step)
            verdict, image = denoised.range, denoised.image
        if summed is not None:
            # sums of Poisson counts are denoised, as they are; then the dose of one frame
            image = image / summed.exposure
        processed = Processed(
            numbers=(frame.number,) if summed is None else summed.numbers,
            channel=frame.channel,
            image=read_only(_whole(image, frame)),
            provenance=Provenance(tuple(steps), origin | _flags(frame, verdict)),
            valid_rows=frame.valid_rows,
            seconds=time.perf_counter() - started,
        )
        return ChainResult(processed, verdict, calibration)

    def _accumulate(self, frame: Frame, electrons: ElectronImage) -> Accumulated | None:
        if self._accumulator is None or not frame.complete:
            return None
        return self._accumulator.add(frame, electrons)

    def _estimate(self, frame: Frame) -> Estimate:
        tracker = self._trackers.setdefault(frame.channel, CalibrationTracker())
        current = tracker.current
        if current is not None and not frame.complete:
            return current  # part of a frame says less than the whole ones before it
        return tracker.update(frame.valid, frame.calibration)


def _denoised(denoiser: Denoiser, electrons: ElectronImage, frame: Frame) -> Denoised:
    if frame.complete or not isinstance(denoiser, GrowingDenoiser):
        return denoiser.apply(electrons)
    return denoiser.apply_part(electrons, (frame.channel, frame.number))


def _flags(frame: Frame, verdict: RangeVerdict) -> Flag:
    flags = Flag.NONE
    if not frame.complete:
        flags |= Flag.PARTIAL
    if verdict.state is RangeState.OUT:
        flags |= Flag.OUT_OF_RANGE
    return flags


def _estimate_step(used: Estimate) -> Step:
    gain, offset = used.calibration.gain, used.calibration.offset
    error = used.relative_error
    return Step(
        "estimate-calibration",
        "1",
        {
            "gain": gain.value,
            "gain_source": gain.source.value,
            "offset": offset.value,
            "offset_source": offset.source.value,
            "gain_relative_error": error if np.isfinite(error) else None,
            "reason": used.reason,
        },
        Flag.UNCALIBRATED,
    )


def _fill(electrons: ElectronImage) -> tuple[ElectronImage, int]:
    """Replace values that are not finite by the median of their 3x3 neighbours.

    Returns
    -------
    tuple
        The image, changed in place, and how many pixels were filled.
    """
    # one pass decides for nearly every frame: a sum is finite only if every value is
    with np.errstate(invalid="ignore"):
        if np.isfinite(electrons.sum(dtype=np.float64)):
            return electrons, 0
    bad = ~np.isfinite(electrons)
    count = int(bad.sum())
    if count > MAX_BAD_SHARE * electrons.size:
        share = count / electrons.size
        raise ValueError(f"{share:.1%} of the values are not finite; {MAX_BAD_SHARE:.0%} may be")
    electrons[bad] = np.median(electrons[~bad])
    electrons[bad] = scipy.ndimage.median_filter(electrons, size=3)[bad]
    return electrons, count


def _whole(image: ElectronImage, frame: Frame) -> ElectronImage:
    """Return the picture in the shape of its frame, zero where no row has arrived."""
    if image.shape == frame.settings.shape:
        return image
    whole: ElectronImage = np.zeros(frame.settings.shape, dtype=np.float32)
    whole[: frame.valid_rows] = image
    return whole
