"""Small pictures of a session, made by the recorder beside its work, to find one's way by."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.session.format.schema import THUMBNAIL_DTYPE, THUMBNAIL_SIDE, Row

EVERY_S = 1.0
"""Least time between two [s]."""

RAW, PROCESSED = 0, 1
"""Kinds."""

_SAMPLED_SIDE = 512
"""Larger pictures are thinned before their means are taken: it is only to be recognised."""

_LOW, _HIGH = 1.0, 99.8
"""Percentiles shown as black and white."""


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """One small picture.

    Parameters
    ----------
    row : int
        Position in the session of the frame it shows, or that its picture was made of.
    processed : bool
        Whether it shows a processed picture.
    low, high : float
        Values shown as 0 and 255 [units of the picture].
    pixels : ndarray of uint8
        Shape (rows, columns), at most 64 each.
    """

    row: int
    processed: bool
    low: float
    high: float
    pixels: npt.NDArray[np.uint8]


class ThumbnailClock:
    """Says which pictures get one: at most one a second, raw and processed by turns."""

    def __init__(self) -> None:
        self._next = 0.0
        self._last_kind = PROCESSED

    def due(self, kind: int) -> bool:
        """Whether a picture that is at hand now gets one; if so, its turn is taken."""
        now = time.monotonic()
        # the other kind goes first; where there is none, the same kind has the next turn
        if now < self._next + (EVERY_S if kind == self._last_kind else 0.0):
            return False
        self._next, self._last_kind = now + EVERY_S, kind
        return True


def thumbnail_row(pixels: npt.NDArray[Any], kind: int) -> Row:
    """Return the row of a picture's thumbnail, without its place.

    Parameters
    ----------
    pixels : ndarray
        Shape (rows, columns), any real type.
    kind : int
        ``RAW`` or ``PROCESSED``.
    """
    small = _means(pixels)
    low, high = (float(value) for value in np.percentile(small, (_LOW, _HIGH)))
    high = high if high > low else low + 1.0
    shown = np.clip((small - low) / (high - low), 0.0, 1.0) * 255
    row = np.zeros((), THUMBNAIL_DTYPE)
    row["kind"], row["low"], row["high"] = kind, low, high
    row["rows"], row["columns"] = small.shape
    row["pixels"][: small.shape[0], : small.shape[1]] = np.rint(shown)
    return row


def _means(pixels: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return block means, shape at most (64, 64), with the picture's proportions."""
    stride = max(1, max(pixels.shape) // _SAMPLED_SIDE)
    sampled = np.nan_to_num(pixels[::stride, ::stride].astype(np.float64), posinf=0.0, neginf=0.0)
    block = -(-max(sampled.shape) // THUMBNAIL_SIDE)
    edges = [(0, -side % block) for side in sampled.shape]
    padded = np.pad(sampled, edges, mode="edge")
    rows, columns = (side // block for side in padded.shape)
    means: npt.NDArray[np.float64] = padded.reshape(rows, block, columns, block).mean((1, 3))
    return means


def thumbnails_of(rows: Row) -> list[Thumbnail]:
    """Return what rows of the table say; rows that contradict themselves are left out."""
    found = []
    for row in rows:
        shape = int(row["rows"]), int(row["columns"])
        if not all(0 < side <= THUMBNAIL_SIDE for side in shape):
            continue
        pixels = np.array(row["pixels"][: shape[0], : shape[1]])
        kind = int(row["kind"]) == PROCESSED
        found.append(
            Thumbnail(int(row["row"]), kind, float(row["low"]), float(row["high"]), pixels)
        )
    return found
