"""How far the specimen has drifted, from the raw frames themselves.

Each frame is correlated with a reference summed from frames before it, within a small window
about where the drift so far leads: an unrestricted search on a lattice locks on to a wrong
lattice vector.
"""

from __future__ import annotations

import math

import numpy as np

from stemviewer.core.frame import Frame
from stemviewer.live.dose.correlate import Plane, binned, displacement, shifted
from stemviewer.live.dose.reference import REFERENCE_FRAMES, Key, Reference, References, in_image

_MEMORY = 0.15
_FASTEST = 20.0


class DriftTracker:
    """Drift of the specimen in the image since the area was reached. Used by one thread.

    Attributes
    ----------
    position : tuple of float
        Where the specimen was at ``time``, relative to its arrival (down, right) [Å].
    velocity : tuple of float
        [Å/s].
    time : float
        Of the last frame that was looked at, by the feed's clock [s].
    tracked : bool
        Whether that frame could be placed.
    """

    def __init__(self) -> None:
        self.position = (0.0, 0.0)
        self.velocity = (0.0, 0.0)
        self.time: float | None = None
        self.tracked = False
        self.references = References()
        self.zeroed = False
        """Whether the zero rests on many frames; until then positions may move as a whole."""
        self.offset = (0.0, 0.0)
        """What was added to all positions when the zero was found [Å]."""
        self._first: list[tuple[float, float, float]] = []

    def restart(self) -> None:
        """Begin anew at a fresh place."""
        self.position = (0.0, 0.0)
        self.time, self.tracked = None, False
        self.references.clear()
        self.zeroed, self._first, self.offset = False, [], (0.0, 0.0)

    def expected(self, time: float) -> tuple[float, float]:
        """Return where the drift leads at a time, by its last velocity [Å]."""
        if self.time is None:
            return self.position
        passed = min(max(0.0, time - self.time), 30.0)
        return (
            self.position[0] + self.velocity[0] * passed,
            self.position[1] + self.velocity[1] * passed,
        )

    def follow(self, frame: Frame, time: float, shift: tuple[float, float]) -> None:
        """Look at a whole frame that ended at ``time`` [s] at a stated shift of the view [Å]."""
        guess = self.expected(time)
        if frame.settings.pixel_size.value is None:
            return
        image, step = binned(frame)
        rotation = round(frame.settings.rotation.value or 0.0, 6)
        key = (*image.shape, round(step, 6), *in_image(shift, frame.settings), rotation)
        reference = self.references.of(key, guess)
        if reference is None:
            self._begin(key, image, guess, time)
            self.zeroed |= bool(self._first)
            self._first.append((time, *guess))
            return
        target = (guess[0] - reference.drift[0], guess[1] - reference.drift[1])
        found = displacement(reference.image, image, step, target)
        self.tracked = found is not None
        if found is None:
            self.position, self.velocity, self.time = guess, (0.0, 0.0), time
            return
        self._move((found[0] + reference.drift[0], found[1] + reference.drift[1]), time)
        self._refine(reference, image, step, found)
        if not self.zeroed:
            self._zero(time)

    def _begin(self, key: Key, image: Plane, at: tuple[float, float], time: float) -> None:
        self.references.put(Reference(key, image.copy(), 1, at))
        self.position, self.time = at, time

    def _zero(self, time: float) -> None:
        """Take the noise of the very first frame out of all positions, once that can be told.

        Every frame is measured against it, so all carry the same error. The drift is smooth:
        where the parabola through the frames after it does not begin at zero, that was noise.
        """
        self._first.append((time, *self.position))
        if len(self._first) < REFERENCE_FRAMES:
            return
        self.zeroed = True
        times = np.array(self._first[1:])[:, 0] - self._first[0][0]
        wrong = [
            float(np.polynomial.Polynomial.fit(times, np.array(self._first[1:])[:, axis], 2)(0.0))
            for axis in (1, 2)
        ]
        self.offset = (self.offset[0] - wrong[0], self.offset[1] - wrong[1])
        self.position = (self.position[0] - wrong[0], self.position[1] - wrong[1])
        for reference in self.references.all():
            reference.drift = (reference.drift[0] - wrong[0], reference.drift[1] - wrong[1])

    def _move(self, found: tuple[float, float], time: float) -> None:
        passed = 0.0 if self.time is None else time - self.time
        if passed > 0.0:
            keep = math.exp(-passed / (_MEMORY * 10))
            speed = [(new - old) / passed for new, old in zip(found, self.position, strict=True)]
            mixed = [
                max(-_FASTEST, min(_FASTEST, keep * old + (1 - keep) * new))
                for old, new in zip(self.velocity, speed, strict=True)
            ]
            self.velocity = (mixed[0], mixed[1])
        self.position, self.time = found, time

    @staticmethod
    def _refine(
        reference: Reference, image: Plane, step: float, moved: tuple[float, float]
    ) -> None:
        if reference.frames < REFERENCE_FRAMES:
            reference.image += shifted(image, (-moved[0] / step, -moved[1] / step))
            reference.frames += 1
