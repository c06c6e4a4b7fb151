"""What a pane paints: image, badge and words frozen together, so they cannot part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.ui.image.display_settings import Limits

if TYPE_CHECKING:
    from stemviewer.trust.picture_interval import PictureInterval

ColourTable = npt.NDArray[np.uint32]
"""256 colours, 0xFFRRGGBB."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of an image [image px]."""

    top: int
    left: int
    rows: int
    columns: int

    def contains(self, other: Crop) -> bool:
        """Whether ``other`` lies within this part."""
        return (
            self.top <= other.top
            and self.left <= other.left
            and self.top + self.rows >= other.top + other.rows
            and self.left + self.columns >= other.left + other.columns
        )


class Painting:
    """A picture in 32-bit colours, which are painted seven times faster than an indexed image.

    Parameters
    ----------
    indices : ndarray of uint8, shape (rows, columns)
        Colour indices.
    table : ndarray of uint32, shape (256,)
        Colours.
    """

    __slots__ = ("image",)

    def __init__(self, indices: npt.NDArray[np.uint8], table: ColourTable) -> None:
        rows, columns = indices.shape
        plane = np.ascontiguousarray(indices)
        indexed = QImage(plane.data, columns, rows, columns, QImage.Format.Format_Indexed8)
        indexed.setColorTable(table.tolist())
        # a third of the time of a look-up by numpy; the image owns its memory
        self.image = indexed.convertToFormat(QImage.Format.Format_RGB32)


class Tone(StrEnum):
    """How a part of a title is coloured."""

    NORMAL = "normal"
    STRONG = "strong"
    QUIET = "quiet"
    KIND = "kind"
    """In the colour of the picture's kind."""
    GOOD = "good"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class TitlePart:
    """A few words of a pane's title.

    ``keep`` orders what stays when the pane is narrow: the smallest goes first. ``short`` is
    tried before anything is left out.
    """

    text: str
    tone: Tone = Tone.NORMAL
    keep: int = 5
    short: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PanePicture:
    """One picture, ready to paint.

    Parameters
    ----------
    painting : Painting
        Its colours.
    indices : ndarray of uint8
        Levelled picture before the colour table, decimated or at screen resolution.
    covers : Crop
        Part of the image that ``indices`` stands for.
    kind : Kind
        Raw, filtered, averaged or denoised: border and badge colour.
    badge : str
        E.g. ``"RAW"``, ``"DENOISED live-0.1"``.
    number : int
        Of the (newest) raw frame.
    rows, columns : int
        Of the full picture, whatever the decimation.
    values : ndarray, shape (rows, columns)
        What the crosshair reads: raw [detector units] or processed [electrons per pixel].
    valid_rows : int
        Rows that belong to frame ``number``.
    old_values : ndarray or None
        Values of the frame before, shown in the rows from ``valid_rows`` on; ``None``: hatched.
    calibration : DetectorCalibration or None
        For raw, to read electrons; ``None`` for processed.
    limits : Limits
        Levels of this very picture, in the unit of ``values``.
    left, right : tuple of TitlePart
        Title after the badge, and at the right edge.
    received_monotonic_ns : int
        When it arrived [ns], for the age in the title; 0 to leave the age out.
    interval : PictureInterval or str
        Tells the 90 % interval of each value, or why there is none; empty where none is expected.
    """

    painting: Painting
    indices: npt.NDArray[np.uint8]
    covers: Crop
    kind: Kind
    badge: str
    number: int
    rows: int
    columns: int
    values: npt.NDArray[Any]
    valid_rows: int
    limits: Limits
    pixel_size: Quantity = UNKNOWN
    old_values: npt.NDArray[Any] | None = None
    calibration: DetectorCalibration | None = None
    left: tuple[TitlePart, ...] = ()
    right: tuple[TitlePart, ...] = ()
    received_monotonic_ns: int = 0
    interval: PictureInterval | str = ""

    def recoloured(self, table: ColourTable) -> PanePicture:
        """Return the same picture with another colour table; nothing is levelled again."""
        return replace(self, painting=Painting(self.indices, table))
