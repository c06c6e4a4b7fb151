"""Exporting one picture as PNG, TIFF or NPY, rendered from its data.

A processed picture cannot be exported without its badge in PNG and TIFF.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import Quantity
from stemviewer.session.exporting.caption import caption, with_caption
from stemviewer.session.exporting.drawing import burnt_planes, draw
from stemviewer.session.exporting.drawing import values_of as _values
from stemviewer.session.exporting.metadata import (
    ExportContext,
    describe,
    pixel_size_of,
    source_term,
    xmp_packet,
)
from stemviewer.session.exporting.sixteen_bit import WORDS, sixteen_bit, sixteen_bit_plane
from stemviewer.session.exporting.tiff_tags import tiff_tags

Picture = Frame | Processed

_IMAGEJ_DTYPES = ("uint8", "uint16", "float32")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to render.

    Parameters
    ----------
    low, high : float or None
        Levels of a PNG [unit of the picture]; by percentiles where not given.
    percentiles : tuple of float
        For the levels, 0 to 100.
    scale_bar : bool or None
        Whether to burn one in; by default in all but a raw TIFF, whose values stay untouched.
    half_width : ndarray or None
        Of the 90 % intervals of a processed picture, for the second plane of its TIFF or NPY
        [electrons per pixel].
    caption : bool
        Whether PNG and JPEG have kind, number and dose on a strip below the picture.
    """

    low: float | None = None
    high: float | None = None
    percentiles: tuple[float, float] = (0.1, 99.9)
    scale_bar: bool | None = None
    half_width: npt.NDArray[Any] | None = None
    caption: bool = False


_DEFAULT = ExportOptions()


def export_png(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions = _DEFAULT,
) -> Path:
    """Write an 8-bit PNG with scale bar, and with the badge of a processed picture.

    A small picture is enlarged by a whole factor, without smoothing, so that badge and bar
    can be read.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    context = context or ExportContext()
    image, description = drawn(picture, context, options)
    term = source_term(picture, context)
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp_packet(term, description))
    info.add_text("Software", description["software"])
    info.add_itxt("stemviewer", json.dumps(description, sort_keys=True))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=info)
    return write_beside(path, lambda part: part.write_bytes(buffer.getvalue()))


def drawn(
    picture: Picture, context: ExportContext, options: ExportOptions
) -> tuple[Image.Image, dict[str, Any]]:
    """Return a picture with its bar, badge and, where wanted, caption; and its description."""
    image, rendering = draw(picture, context, options)
    text = caption(picture, context)
    description = describe(picture, context, rendering) | {"caption": text}
    return with_caption(image, text) if options.caption else image, description


def export_tiff(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions = _DEFAULT,
) -> Path:
    """Write a TIFF that ImageJ opens with its scale.

    A raw frame keeps the feed's own values exactly (8-bit values in 16-bit pixels). A processed
    picture is 16-bit, electrons per pixel = value * ``electrons_per_unit`` + ``offset`` as its
    metadata say, with its badge burnt in.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    context = context or ExportContext()
    if isinstance(picture, Frame):
        values = picture.data.astype(np.uint16) if picture.data.dtype == np.uint8 else picture.data
        rendering: dict[str, Any] = {"values": "as the feed sent them"}
    else:
        values, rendering = sixteen_bit(picture)
    planes = [values]
    if options.half_width is not None and not isinstance(picture, Frame):
        plane, rendering["second_plane"] = sixteen_bit_plane(options.half_width)
        planes.append(plane)
    planes, burnt_in = burnt_planes(planes, picture, context, options)
    if burnt_in:
        rendering["burnt_in"] = burnt_in
    values = planes[0] if len(planes) == 1 else np.stack(planes)
    description = describe(picture, context, rendering)
    description["caption"] = caption(picture, context)
    size = pixel_size_of(picture, context)
    keywords = tiff_keywords(values, size, description)
    extra = tiff_tags(xmp_packet(source_term(picture, context), description), size)
    return write_beside(
        path, lambda part: tifffile.imwrite(part, values, extratags=extra, **keywords)
    )


def export_npy(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions = _DEFAULT,
) -> Path:
    """Write the plain values, and beside them a JSON file with what they are.

    With intervals the array has shape (2, rows, columns): the picture, and half their width.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    context = context or ExportContext()
    values, rendering = _values(picture), {"values": "unchanged"}
    if options.half_width is not None and not isinstance(picture, Frame):
        values = np.stack([values, options.half_width.astype(values.dtype)])
        rendering["second_plane"] = f"{WORDS} [electrons per pixel]"
    description = describe(picture, context, rendering)
    text = json.dumps(description, sort_keys=True, indent=1)
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    write_beside(path.with_suffix(".json"), lambda part: part.write_text(text, encoding="utf-8"))
    return write_beside(path, lambda part: part.write_bytes(buffer.getvalue()))


def tiff_keywords(
    values: npt.NDArray[Any], size: Quantity, description: dict[str, Any]
) -> dict[str, Any]:
    """Return what tifffile is told: ImageJ's metadata where it opens that number type."""
    pixel_size = size.value
    text = json.dumps(description, sort_keys=True)
    if values.dtype.name in _IMAGEJ_DTYPES:
        keywords: dict[str, Any] = {
            "imagej": True,
            "software": "stemviewer",
            # ImageJ shows the label above the picture
            "metadata": {
                "Info": text,
                "axes": "ZYX"[-values.ndim :],
                "Labels": [description["caption"], WORDS][: 1 if values.ndim == 2 else 2],
            },
        }
        if pixel_size:
            keywords["resolution"] = (1e-9 / pixel_size, 1e-9 / pixel_size)
            keywords["metadata"]["unit"] = "nm"
        return keywords
    keywords = {"description": text, "metadata": None, "software": "stemviewer"}
    if pixel_size:
        keywords |= {"resolution": (1e-2 / pixel_size,) * 2, "resolutionunit": "CENTIMETER"}
    return keywords


def write_beside(path: Path, write: Callable[[Path], object]) -> Path:
    """Write to a neighbour first, so that a full disk leaves no half picture."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SessionFileError(
            f"{path} cannot be written: {error.strerror or error}.",
            "The picture was not exported; the session is not affected.",
            "Choose another folder, or free some space.",
        ) from error
    return path
