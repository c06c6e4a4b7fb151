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
from stemviewer.session.exporting.metadata import (
    ExportContext,
    describe,
    flags_of,
    pixel_size_of,
    source_term,
    xmp_packet,
)
from stemviewer.session.exporting.render import Badge, badge_of, burn, hatch_rows, to_bytes
from stemviewer.session.exporting.sixteen_bit import WORDS, sixteen_bit, sixteen_bit_plane

Picture = Frame | Processed

_PNG_SIDE = 512
_XMP_TAG = 700
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
    """

    low: float | None = None
    high: float | None = None
    percentiles: tuple[float, float] = (0.1, 99.9)
    scale_bar: bool | None = None
    half_width: npt.NDArray[Any] | None = None


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
    values = _values(picture)
    low, high = _levels(values[: picture.valid_rows], options)
    scale = max(1, -(-_PNG_SIDE // max(values.shape)))
    grey = np.kron(to_bytes(values, low, high, picture.valid_rows), _block(scale))
    image = Image.fromarray(grey).convert("RGB")
    burn(image, _badge(picture, context), _bar_size(picture, context, options, True), scale)
    description = describe(picture, context, {"low": low, "high": high, "enlarged": scale})
    term = source_term(picture, context)
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp_packet(term, description))
    info.add_text("Software", description["software"])
    info.add_itxt("stemviewer", json.dumps(description, sort_keys=True))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=info)
    return _write(path, lambda part: part.write_bytes(buffer.getvalue()))


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
    badge = _badge(picture, context)
    if isinstance(picture, Frame):
        values = picture.data.astype(np.uint16) if picture.data.dtype == np.uint8 else picture.data
        rendering: dict[str, Any] = {"values": "as the feed sent them"}
    else:
        values, rendering = sixteen_bit(picture)
    planes = [values]
    if options.half_width is not None and not isinstance(picture, Frame):
        plane, rendering["second_plane"] = sixteen_bit_plane(options.half_width)
        planes.append(plane)
    bar = _bar_size(picture, context, options, badge is not None)
    if badge is not None or bar is not None:
        planes = [_burnt(plane, badge, bar, picture.valid_rows) for plane in planes]
        rendering["burnt_in"] = [
            name for name, there in (("badge", badge), ("scale bar", bar)) if there is not None
        ]
    values = planes[0] if len(planes) == 1 else np.stack(planes)
    description = describe(picture, context, rendering)
    packet = xmp_packet(source_term(picture, context), description).encode("utf-8")
    keywords = _tiff_keywords(values, pixel_size_of(picture, context).value, description)
    extra = [(_XMP_TAG, "B", len(packet), packet, True)]
    return _write(path, lambda part: tifffile.imwrite(part, values, extratags=extra, **keywords))


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
    _write(path.with_suffix(".json"), lambda part: part.write_text(text, encoding="utf-8"))
    return _write(path, lambda part: part.write_bytes(buffer.getvalue()))


def _values(picture: Picture) -> npt.NDArray[Any]:
    return picture.data if isinstance(picture, Frame) else picture.image


def _block(scale: int) -> npt.NDArray[np.uint8]:
    return np.ones((scale, scale), np.uint8)


def _levels(values: npt.NDArray[Any], options: ExportOptions) -> tuple[float, float]:
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    low, high = np.percentile(finite, options.percentiles) if finite.size else (0.0, 1.0)
    return (
        float(low) if options.low is None else options.low,
        float(high) if options.high is None else options.high,
    )


def _badge(picture: Picture, context: ExportContext) -> Badge | None:
    if isinstance(picture, Frame):
        return None
    return badge_of(picture, flags_of(picture, context))


def _bar_size(
    picture: Picture, context: ExportContext, options: ExportOptions, default: bool
) -> float | None:
    wanted = default if options.scale_bar is None else options.scale_bar
    return pixel_size_of(picture, context).value if wanted else None


def _burnt(
    values: npt.NDArray[Any], badge: Badge | None, bar: float | None, valid_rows: int
) -> npt.NDArray[Any]:
    """Draw in black and white, from the darkest to the brightest value of the picture."""
    rows, columns = values.shape
    ink = Image.new("L", (columns, rows), 1)
    burn(ink, badge, bar)
    drawn = np.asarray(ink)
    low, high = values.min(), values.max()
    out = values.copy()
    if badge is not None:
        hatch_rows(out, valid_rows, int(low), int(low + (high - low) // 3))
    # 1 marks what was not drawn on; smoothed edges of letters go half-way
    shades = low + (high - low) * (drawn.astype(np.float64) / 255.0)
    return np.where(drawn == 1, out, shades.astype(values.dtype))


def _tiff_keywords(
    values: npt.NDArray[Any], pixel_size: float | None, description: dict[str, Any]
) -> dict[str, Any]:
    text = json.dumps(description, sort_keys=True)
    if values.dtype.name in _IMAGEJ_DTYPES:
        keywords: dict[str, Any] = {
            "imagej": True,
            "software": "stemviewer",
            "metadata": {"Info": text, "axes": "ZYX"[-values.ndim :]},
        }
        if pixel_size:
            keywords["resolution"] = (1e-9 / pixel_size, 1e-9 / pixel_size)
            keywords["metadata"]["unit"] = "nm"
        return keywords
    keywords = {"description": text, "metadata": None, "software": "stemviewer"}
    if pixel_size:
        keywords |= {"resolution": (1e-2 / pixel_size,) * 2, "resolutionunit": "CENTIMETER"}
    return keywords


def _write(path: Path, write: Callable[[Path], object]) -> Path:
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
