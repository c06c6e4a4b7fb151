"""The processed picture: another type than the raw frame, so neither can pass for the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.provenance import Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Processed:
    """A picture made from one or more raw frames.

    Parameters
    ----------
    numbers : tuple of int
        Sequence numbers of the frames it came from, ascending; the last is its parent.
    channel : str
        Detector channel.
    image : ndarray of float32, shape (rows, columns)
        Electrons per pixel (estimated rate), read-only.
    provenance : Provenance
        How it was made.
    valid_rows : int
        Rows that were processed (fewer than all for a partial frame).
    seconds : float
        Time the processing took [s].

    Raises
    ------
    ValueError
        If there is no parent, or the image is not a read-only float32 plane.
    """

    numbers: tuple[int, ...]
    channel: str
    image: ElectronImage
    provenance: Provenance
    valid_rows: int = -1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if not self.numbers:
            raise ValueError("a processed picture names the frames it came from")
        if self.image.ndim != 2 or self.image.dtype != np.float32:
            raise ValueError("a processed picture is a plane of float32")
        if self.image.flags.writeable:
            raise ValueError("the image of a processed picture must be read-only")
        if self.valid_rows < 0:
            object.__setattr__(self, "valid_rows", self.image.shape[0])

    @property
    def parent(self) -> int:
        """Number of the newest frame it came from."""
        return self.numbers[-1]
