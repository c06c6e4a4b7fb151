"""Images read from a file: what it holds, unchanged, with what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES
from stemviewer.core.quantity import UNKNOWN, Quantity


@dataclass(frozen=True, slots=True, eq=False)
class ImageStack:
    """Planes of a file, in its own number type; never rescaled.

    Parameters
    ----------
    path : Path
        The file.
    data : ndarray, shape (n, rows, columns)
        Raw values [detector units], read-only.
    pixel_size : Quantity
        Sampling at the specimen [m], if the file states one.
    description : str
        Format and remarks for the operator, e.g. what was read of a file that holds more.
    dwell : Quantity
        Dwell time per pixel [s], if the file states one.

    Raises
    ------
    ValueError
        If the array is not a read-only stack of planes of a raw dtype.
    """

    path: Path
    data: npt.NDArray[Any]
    pixel_size: Quantity = UNKNOWN
    description: str = ""
    dwell: Quantity = UNKNOWN

    def __post_init__(self) -> None:
        if self.data.ndim != 3 or 0 in self.data.shape:
            raise ValueError(f"not a stack of planes: shape {self.data.shape}")
        if self.data.dtype.name not in RAW_DTYPES:
            raise ValueError(f"{self.data.dtype} is not a raw dtype")
        if max(self.data.shape[1:]) > MAX_SIDE:
            raise ValueError(f"a side of {self.data.shape[1:]} is above {MAX_SIDE}")
        if self.data.flags.writeable:
            raise ValueError("the array of a stack must be read-only")

    def __len__(self) -> int:
        """Return the number of planes."""
        return int(self.data.shape[0])

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of each plane."""
        return (int(self.data.shape[1]), int(self.data.shape[2]))
