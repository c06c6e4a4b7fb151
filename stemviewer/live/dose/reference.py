"""What frames are compared with to follow the drift: sums of frames, one for each view."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.frame import ScanSettings
from stemviewer.live.dose.correlate import Plane

REFERENCE_FRAMES = 24
"""The reference is the sum of so many frames; then it stays."""

LEAST_OVERLAP = 0.3
"""Two views that share less have no common reference."""

LEAVE = 0.12
"""A new reference is begun when the view has moved by this share of its width."""

MOST_KEPT = 8
"""Views whose references are kept."""

Key = tuple[float, ...]
"""Rows, columns, sampling [Å], shift of the view (down, right) [Å], rotation [rad]."""

Floats = npt.NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Reference:
    """What frames are compared with.

    Parameters
    ----------
    key : tuple
        Of the view it was scanned with; others need another one.
    image : ndarray of float32
        Sum of frames, moved on to the first.
    frames : int
        How many.
    drift : tuple of float
        Of the first one (down, right in the image) [Å].
    """

    key: Key
    image: Plane
    frames: int
    drift: tuple[float, float]


class References:
    """The references of the views that were visited lately. Used by one thread.

    A view that is come back to is compared with its own old reference: what shifted the frames
    of another view as a whole (mains hum in a short frame) is not taken along, and errors do
    not add up from view to view.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, Reference] = {}

    def all(self) -> tuple[Reference, ...]:
        """Return them, the one used last at the end."""
        return tuple(self._kept.values())

    def put(self, reference: Reference) -> None:
        """Keep one, in place of one of the same view; the one used longest ago goes."""
        self._kept.pop(reference.key, None)
        self._kept[reference.key] = reference
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Forget all: another place."""
        self._kept.clear()

    def of(self, key: Key, at: tuple[float, float]) -> Reference | None:
        """Return what a view is to be compared with; ``None`` when there is nothing.

        Parameters
        ----------
        key : tuple
            Of the view.
        at : tuple of float
            Where the drift is expected (down, right in the image) [Å].
        """
        own = self._kept.get(key)
        if own is not None and _near(own, at):
            self.put(own)
            return own
        shares = {k: overlap(k, key, _moved(r, at)) for k, r in self._kept.items()}
        # most of the view first; of equals the one used last
        best = max(reversed(shares), key=lambda k: round(shares[k], 1), default=None)
        if best is None:
            return None
        made = transferred(self._kept[best], key, _moved(self._kept[best], at))
        if made is not None:
            made.drift = at
            self.put(made)
        return made


def _moved(reference: Reference, at: tuple[float, float]) -> tuple[float, float]:
    return at[0] - reference.drift[0], at[1] - reference.drift[1]


def _near(reference: Reference, at: tuple[float, float]) -> bool:
    rows, columns, step = reference.key[:3]
    return math.hypot(*_moved(reference, at)) <= LEAVE * step * min(rows, columns)


def overlap(old: Key, new: Key, moved: tuple[float, float]) -> float:
    """Return the share of the view ``new`` that the view ``old``, moved [Å], covers, 0 to 1."""
    if old[5] != new[5]:
        return 0.0
    i, j = _places(old, new, moved)
    return float(np.mean((i >= 0) & (i < old[0])) * np.mean((j >= 0) & (j < old[1])))


def _places(old: Key, new: Key, moved: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return rows and columns of the old view where those of the new one lie."""
    rows, columns, step, down, right, _ = new
    y = (np.arange(rows) - (rows - 1) / 2) * step + down - old[3] - moved[0]
    x = (np.arange(columns) - (columns - 1) / 2) * step + right - old[4] - moved[1]
    return y / old[2] + (old[0] - 1) / 2, x / old[2] + (old[1] - 1) / 2


def transferred(
    reference: Reference, key: Key, moved: tuple[float, float] = (0.0, 0.0)
) -> Reference | None:
    """Put a reference on the grid of another view; ``None`` where they hardly overlap.

    So a change of the field of view or of the shift costs no new zero, which would carry the
    noise of a single frame for ever.

    Parameters
    ----------
    reference : Reference
        Of the view before.
    key : tuple
        Of the view now.
    moved : tuple of float
        Where the content of ``reference`` is to go (down, right) [Å].
    """
    i, j = _places(reference.key, key, moved)
    if overlap(reference.key, key, moved) < LEAST_OVERLAP:
        return None
    grid = np.meshgrid(i, j, indexing="ij")
    mean = float(reference.image.mean())
    image = scipy.ndimage.map_coordinates(
        reference.image, grid, order=1, cval=mean, output=np.float32
    )
    # what was outside counts as little: frames to come fill it
    frames = max(1, min(reference.frames, REFERENCE_FRAMES // 2))
    image *= np.float32(frames / reference.frames)
    return Reference(key, np.asarray(image, np.float32), frames, reference.drift)


def in_image(shift: tuple[float, float], settings: ScanSettings) -> tuple[float, float]:
    """Turn a displacement on the specimen (y, x) into one in the image (down, right) [Å]."""
    rotation = settings.rotation.value or 0.0
    cos, sin = math.cos(rotation), math.sin(rotation)
    return (
        round(shift[0] * cos - shift[1] * sin, 3),
        round(shift[1] * cos + shift[0] * sin, 3),
    )


def in_specimen(drift: tuple[float, float], settings: ScanSettings) -> tuple[float, float]:
    """Turn a displacement in the image into one on the specimen (y, x) [Å]."""
    rotation = settings.rotation.value or 0.0
    cos, sin = math.cos(rotation), math.sin(rotation)
    return drift[0] * cos + drift[1] * sin, drift[1] * cos - drift[0] * sin
