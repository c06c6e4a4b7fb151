"""PNG, BMP and PGM stills by Pillow; what is not plain grey values is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageSequence

from stemviewer.core.stack import ImageStack
from stemviewer.feeds.formats.common import check_size, make_stack, reading, unreadable
from stemviewer.feeds.formats.png_walk import check_chunks

_FORMATS = ("PNG", "BMP", "PPM", "TIFF")
_GREY = {"1", "L", "I", "F", "I;16", "I;16L", "I;16B", "I;16N"}
_PNG_DEPTH, _PNG_COLOUR = 24, 25
_PNG_RGB = (2, 6)


def read_still(path: Path) -> ImageStack:
    """Read a PNG, BMP or PGM file.

    Raises
    ------
    ImageFileError
        If it is damaged, too large, or coloured.
    """
    with reading(path):
        check_chunks(path)
    return make_stack(path, pillow_planes(path, 1), description=path.suffix[1:].upper())


def pillow_planes(path: Path, most: int) -> npt.NDArray[Any]:
    """Return up to ``most`` planes of a file that Pillow reads, shape (n, rows, columns)."""
    _refuse_deep_colour(path)
    try:
        with reading(path), Image.open(path, formats=_FORMATS) as image:
            check_size(path, (most, image.height, image.width), 4)
            frames = ImageSequence.Iterator(image)
            planes = [_grey(path, frame) for frame, _ in zip(frames, range(most), strict=False)]
            return np.stack(planes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unreadable(path, "it has far too many pixels.", "Crop it.") from error


def _refuse_deep_colour(path: Path) -> None:
    """Refuse 16-bit colour PNG, whose lower bits Pillow would drop without a word."""
    with reading(path), path.open("rb") as file:
        head = file.read(32)
    is_png = head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) > _PNG_COLOUR
    if is_png and head[_PNG_DEPTH] == 16 and head[_PNG_COLOUR] in _PNG_RGB:
        raise _coloured(path)


def _grey(path: Path, image: Image.Image) -> npt.NDArray[Any]:
    if image.mode in _GREY:
        return np.asarray(image)
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("LA", "RGB", "RGBA"):
        return grey_of_colour(path, np.asarray(image))
    raise _coloured(path)


def grey_of_colour(path: Path, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the grey values of a picture stored as colour, if it has no colour.

    Parameters
    ----------
    path : Path
        For the error.
    array : ndarray, shape (..., rows, columns, samples)
        Grey and alpha, RGB, or RGB and alpha.

    Raises
    ------
    ImageFileError
        If the samples differ (a weighted sum of colours is no measurement), or if something is
        transparent.
    """
    samples = array.shape[-1]
    if samples in (2, 4):
        alpha = array[..., -1]
        if (alpha != alpha.flat[0]).any():
            raise unreadable(path, "parts of it are transparent.", "Save the plain values.")
    colours = array[..., :3] if samples >= 3 else array[..., :1]
    if (colours != colours[..., :1]).any():
        raise _coloured(path)
    grey: npt.NDArray[Any] = colours[..., 0]
    return grey


def _coloured(path: Path) -> Exception:
    return unreadable(
        path,
        "it is a colour picture, not the values of a detector.",
        "Save the detector's own values as grey TIFF; colours cannot be turned back into counts.",
    )
