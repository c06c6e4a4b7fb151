"""Curves and bands as pictures: thousands of line objects a second would cost the Qt thread more.

Of what two noisy curves with bands cost as lines of Qt, half went into making the objects.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

Floats = npt.NDArray[np.float64]


def line_picture(
    x: Floats, y: Floats, size: tuple[int, int], colour: QColor, width: float
) -> QImage:
    """Return a line through points, smooth at its edges, on a clear ground.

    Parameters
    ----------
    x, y : ndarray, shape (points,)
        Ascending in x; from the upper left [px]. nan breaks the line.
    size : (rows, columns)
        Of the picture [px].
    colour : QColor
        With its opacity.
    width : float
        [px].
    """
    # in each column from where the line comes in to where it leaves, in whatever order
    edges = np.interp(np.arange(size[1] + 1), x, y, np.nan, np.nan)
    upper = np.minimum(edges[:-1], edges[1:]) - width / 2
    lower = np.maximum(edges[:-1], edges[1:]) + width / 2
    return _filled(upper, lower, size[0], colour)


def band_picture(
    x: Floats, upper: Floats, lower: Floats, size: tuple[int, int], colour: QColor
) -> QImage:
    """Return the band between two curves, on a clear ground; the rest as for lines."""
    centres = np.arange(size[1]) + 0.5
    ends = [np.interp(centres, x, end, np.nan, np.nan) for end in (upper, lower)]
    return _filled(ends[0], ends[1], size[0], colour)


def _filled(upper: Floats, lower: Floats, rows: int, colour: QColor) -> QImage:
    """Fill each column from ``upper`` to ``lower``; its ends cover their pixels in part."""
    unknown = ~(np.isfinite(upper) & np.isfinite(lower))
    top = np.where(unknown, -2.0, upper).astype(np.float32)
    foot = np.where(unknown, -2.0, lower).astype(np.float32)
    row = np.arange(rows, dtype=np.float32)[:, None]
    covered = np.minimum(foot, row + 1)
    covered -= np.maximum(top, row)
    covered *= np.float32(255)
    np.clip(covered, 0, 255, out=covered)
    # Qt wants lines of a whole number of 32-bit words
    columns = upper.size
    indices = np.zeros((rows, (columns + 3) // 4 * 4), np.uint8)
    np.copyto(indices[:, :columns], covered, casting="unsafe")
    image = QImage(indices.data, columns, rows, indices.shape[1], QImage.Format.Format_Indexed8)
    image.setColorTable(_shades(colour.rgb() & 0xFFFFFF, colour.alpha()))
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


@lru_cache(maxsize=32)
def _shades(rgb: int, opacity: int) -> list[int]:
    """Return the 256 shades from clear to full of a colour, both of 255."""
    return [round(covered * opacity / 255) << 24 | rgb for covered in range(256)]
