"""Frames of one view pooled into one image of counts: aligned along a smooth path."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.accumulate.registration import Registration
from stemviewer.trust.advice.blur import Blur
from stemviewer.trust.advice.path import PairwisePath
from stemviewer.trust.templates import Plane

LONGEST_GAP = 5
"""With more frames missing in between, the pool begins anew."""

SIDES = 32
"""Sides of a sum are multiples of this [px]."""

_BENT = 8
"""From so many frames on the path may be bent."""


class Pool:
    """Collects frames and follows the drift. Not thread-safe.

    The drift of a frame is noisy where there is little contrast, but specimens do not jump: over
    the few frames of a pool the path is taken for a parabola, fitted to all of them, or for the
    straight one that all pairs of frames agree on best, whichever gives the sharper sum.
    """

    def __init__(self) -> None:
        self._frames: list[ElectronImage] = []
        self._times: list[int] = []
        self._places: list[tuple[float, float]] = []
        self._registration = Registration(16)
        self.blur = Blur(np.zeros((0, 2)))
        """That of the last sum."""

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self._frames)

    def add(self, electrons: ElectronImage, number: int) -> None:
        """Take in a frame.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            Whole electrons per pixel.
        number : int
            Of the frame; ascending.
        """
        gap = number - self._times[-1] if self._times else 1
        same = not self._frames or self._frames[-1].shape == electrons.shape
        if not (same and 1 <= gap <= LONGEST_GAP):
            self.clear()
            gap = 1
        drift = self._registration.follow(electrons, gap)
        before = self._places[-1] if self._places else (0.0, 0.0)
        self._places.append((before[0] + drift.down, before[1] + drift.right))
        self._times.append(number)
        self._frames.append(electrons)

    def clear(self) -> None:
        """Begin anew."""
        self._frames, self._times, self._places = [], [], []
        self._registration = Registration(16)

    def total(self) -> Plane:
        """Return the sum where all frames overlap, its sides multiples of 32 [electrons].

        Networks see sides of other multiples through a mirrored edge, and do worse. Frames
        are moved by whole pixels, so the sum of counts stays one of counts; ``blur`` says what
        that leaves. It may be empty where the view has moved too far.
        """
        shifts = self._shifts()
        low, high = shifts.min(axis=0), shifts.max(axis=0)
        shape = self._frames[0].shape
        rows, columns = (
            max(0, (shape[axis] - int(high[axis] - low[axis])) // SIDES * SIDES) for axis in (0, 1)
        )
        total = np.zeros((rows, columns))
        for frame, shift in zip(self._frames, shifts - low, strict=True):
            top, left = int(shift[0]), int(shift[1])
            total += frame[top : top + rows, left : left + columns]
        return total

    def _shifts(self) -> npt.NDArray[np.int64]:
        """Return where the view lies in each frame, on the fitted path [whole px]."""
        places = np.array(self._places)
        times = np.array(self._times, dtype=np.float64) - self._times[0]
        order = min(2 if len(times) >= _BENT else 1, len(times) - 1)
        powers = np.stack([times**n for n in range(order + 1)], axis=1)
        fitted = powers @ np.linalg.lstsq(powers, places, rcond=None)[0]
        if len(times) > 1:
            pairs = PairwisePath(self._frames, self._times)
            fitted = max(fitted, pairs.steady(), key=pairs.power)
        whole = np.rint(fitted)
        self.blur = Blur(fitted - whole)
        return np.asarray(whole, dtype=np.int64)
