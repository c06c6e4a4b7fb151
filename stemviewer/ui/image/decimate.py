"""Block means, so that a picture larger than the screen is not sampled but averaged."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.bands import row_bands


def factor_for(scale: float) -> int:
    """Return the block side for a magnification [device px per image px]: 1 from 0.5 up.

    The decimated picture still has at least one pixel per screen pixel.
    """
    return max(int(1.0 / scale), 1) if scale > 0 else 1


def block_mean(values: npt.NDArray[Any], step: int) -> npt.NDArray[Any]:
    """Return the means of blocks of ``step`` x ``step``; an incomplete last block is left out.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        Any raw dtype.
    step : int
        1 returns the array itself.

    Returns
    -------
    ndarray of float32, shape (rows // step, columns // step)
        float64 for dtypes that float32 cannot hold.
    """
    if step == 1:
        return values
    rows, columns = values.shape[0] // step, values.shape[1] // step
    kind = np.float64 if values.dtype.itemsize >= 4 and values.dtype != np.float32 else np.float32
    means: npt.NDArray[Any] = np.empty((rows, columns), kind)
    for band in row_bands((rows, columns * step)):
        part = values[band.start * step : band.stop * step]
        # row sums first: they run along memory, which a four-axis reshape would not
        lines = [part[shift::step, : columns * step] for shift in range(step)]
        tall = np.add(lines[0], lines[1], dtype=kind)
        for line in lines[2:]:
            tall += line
        across = np.add(tall[:, 0::step], tall[:, 1::step], out=means[band])
        for shift in range(2, step):
            across += tall[:, shift::step]
        across *= kind(1.0 / (step * step))
    return means
