"""Electrons in 16 bits, for TIFF: a processed picture, and how wide its intervals are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.processed import Processed

WORDS = "half width of the 90 % interval of each pixel"


def sixteen_bit_plane(
    half_width: npt.NDArray[Any],
) -> tuple[npt.NDArray[np.uint16], dict[str, Any]]:
    """Scale half widths to 16 bits, and say how to get back.

    Parameters
    ----------
    half_width : ndarray, shape (rows, columns)
        Not negative [electrons per pixel].

    Returns
    -------
    tuple
        The plane, and what the metadata say of it: electrons per pixel = value *
        ``electrons_per_unit``.
    """
    electrons = np.maximum(np.nan_to_num(np.asarray(half_width, dtype=np.float64)), 0.0)
    highest = float(electrons.max(initial=0.0))
    step = highest / 65535 if highest > 0.0 else 1.0
    plane: npt.NDArray[np.uint16] = np.round(electrons / step).astype(np.uint16)
    return plane, {"holds": WORDS, "electrons_per_unit": step}


def sixteen_bit(picture: Processed) -> tuple[npt.NDArray[np.uint16], dict[str, Any]]:
    """Scale electrons to 16 bits, and say how to get back."""
    valid = picture.image[: picture.valid_rows]
    valid = np.nan_to_num(valid)
    low = float(np.min(valid, initial=0.0))
    high = float(np.max(valid, initial=0.0))
    step = (high - low) / 65535 if high > low else 1.0
    electrons = np.nan_to_num(picture.image.astype(np.float64))
    scaled = np.clip(np.round((electrons - low) / step), 0, 65535)
    return scaled.astype(np.uint16), {"electrons_per_unit": step, "offset": low}
