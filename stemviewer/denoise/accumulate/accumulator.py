"""The sum of the last frames in the coordinates of the newest."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.frame import Frame
from stemviewer.core.provenance import Flag, Step
from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.denoise.accumulate.registration import Drift, Registration
from stemviewer.denoise.accumulate.series import break_between, counts_break, view_jump

VERSION = "1"

MEMORY = 1 << 30
"""Of the frames kept [bytes]; of very large frames fewer are kept, which the step says."""

Exposure = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Accumulated:
    """A sum of frames.

    Parameters
    ----------
    counts : ndarray of float32, shape (rows, columns)
        Sum of the electrons counted at each place of the newest frame; Poisson as they were.
    exposure : ndarray of float32, same shape
        Number of frames that saw the place, at least 1.
    numbers : tuple of int
        Of the frames, ascending; the newest last.
    step : Step
        What was done, for the provenance.
    """

    counts: ElectronImage
    exposure: Exposure
    numbers: tuple[int, ...]
    step: Step


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    frame: Frame
    electrons: ElectronImage
    down: float
    right: float
    drift: Drift


class Accumulator:
    """Sums frame after frame, aligned; starts again where frames do not belong together.

    Frames are moved by whole pixels: what is summed are electrons, none is shared between two
    pixels, so the sum of Poisson counts stays one. Not thread-safe.

    Parameters
    ----------
    frames : int
        Number of frames, 2 to ``MOST_FRAMES``.

    Raises
    ------
    ValueError
        With another number of frames.
    """

    def __init__(self, frames: int) -> None:
        if not 2 <= frames <= MOST_FRAMES:
            raise ValueError(f"{frames} frames cannot be averaged; 2 to {MOST_FRAMES} can")
        self._asked = frames
        self._kept: deque[_Kept] = deque()
        self._registration = Registration(frames)
        self._restarted = ""

    @property
    def frames(self) -> int:
        """Number of frames asked for."""
        return self._asked

    def add(self, frame: Frame, electrons: ElectronImage) -> Accumulated:
        """Take in a complete frame and return the sum.

        Parameters
        ----------
        frame : Frame
            With its number, settings and place.
        electrons : ndarray of float32, shape (rows, columns)
            Its counts, finite [electrons per pixel].
        """
        if self._kept:
            last = self._kept[-1]
            reason = break_between(last.frame, frame) or counts_break(last.electrons, electrons)
            if reason:
                self._restart(reason)
        before = self._kept[-1] if self._kept else None
        gap = frame.number - before.frame.number if before else 1
        jump = (before and view_jump(before.frame, frame)) or (0.0, 0.0)
        drift = self._registration.follow(electrons, gap, jump)
        down = drift.down + jump[0] + (before.down if before else 0.0)
        right = drift.right + jump[1] + (before.right if before else 0.0)
        self._kept.append(_Kept(frame, electrons, down, right, drift))
        while len(self._kept) > self._most(electrons):
            self._kept.popleft()
        return self._sum()

    def _most(self, electrons: ElectronImage) -> int:
        return max(1, min(self._asked, MEMORY // max(electrons.nbytes, 1)))

    def _restart(self, reason: str) -> None:
        self._kept.clear()
        self._registration = Registration(self._asked)
        self._restarted = reason

    def _sum(self) -> Accumulated:
        newest = self._kept[-1]
        counts = np.zeros_like(newest.electrons)
        exposure = np.zeros_like(newest.electrons)
        shifts = []
        for kept in self._kept:
            down, right = round(newest.down - kept.down), round(newest.right - kept.right)
            shifts.append((down, right))
            _add_moved(counts, exposure, kept.electrons, down, right)
        numbers = tuple(kept.frame.number for kept in self._kept)
        return Accumulated(counts, exposure, numbers, self._step(shifts, exposure))

    def _step(self, shifts: list[tuple[int, int]], exposure: Exposure) -> Step:
        kept = self._kept
        velocity = self._registration.motion.velocity
        count = len(kept)
        return Step(
            "accumulate",
            VERSION,
            {
                "frames": count,
                "asked": self._asked,
                "shifts_px": ";".join(f"{down},{right}" for down, right in shifts),
                "drift_px": ";".join(f"{k.drift.down:.2f},{k.drift.right:.2f}" for k in kept),
                "velocity_px_per_frame": f"{velocity[0]:.2f},{velocity[1]:.2f}",
                # the oldest frame's own drift led from a frame that is not in the sum
                "unaligned": sum(not k.drift.measured for k in list(kept)[1:]),
                "ambiguous": sum(k.drift.ambiguous for k in list(kept)[1:]),
                "fewest_frames": int(exposure.min()),
                "share_of_all_frames": round(float((exposure == count).mean()), 4),
                "started_because": self._restarted,
            },
            Flag.ACCUMULATED | Flag.DRIFT_ALIGNED,
        )


def _add_moved(
    counts: ElectronImage, exposure: Exposure, image: ElectronImage, down: int, right: int
) -> None:
    """Add an image moved by whole pixels, and count the frames where it lies."""
    rows, columns = image.shape
    if abs(down) >= rows or abs(right) >= columns:
        return
    into = (_span(down, rows), _span(right, columns))
    source = (_span(-down, rows), _span(-right, columns))
    counts[into] += image[source]
    exposure[into] += 1.0


def _span(shift: int, length: int) -> slice:
    return slice(max(0, shift), min(length, length + shift))
