"""TIFF with numbers that are not rounded: float32, for ImageJ or with OME metadata."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from stemviewer.core.frame import Frame
from stemviewer.core.quantity import Quantity
from stemviewer.session.exporting.caption import caption
from stemviewer.session.exporting.drawing import burnt_planes
from stemviewer.session.exporting.metadata import (
    ExportContext,
    describe,
    pixel_size_of,
    source_term,
    xmp_packet,
)
from stemviewer.session.exporting.picture import (
    ExportOptions,
    Picture,
    tiff_keywords,
    write_beside,
)
from stemviewer.session.exporting.sixteen_bit import WORDS
from stemviewer.session.exporting.tiff_tags import tiff_tags

Values = npt.NDArray[np.float32]


def export_float_tiff(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions | None = None,
) -> Path:
    """Write a float32 TIFF that ImageJ opens with its scale.

    A raw frame with a known calibration is in electrons per pixel, another as the detector sent
    it; a processed picture is in electrons per pixel, with its badge burnt in.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    return _export(picture, path, context, options, tiff_keywords)


def export_ome_tiff(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions | None = None,
) -> Path:
    """Write the same with OME metadata (``.ome.tif``): sizes as OME-XML says them.

    Schema: https://docs.openmicroscopy.org/ome-model/latest/

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    return _export(picture, path, context, options, _ome_keywords)


def electrons_of(picture: Picture) -> tuple[Values, str]:
    """Return the values as float32, and their unit."""
    if not isinstance(picture, Frame):
        return picture.image.astype(np.float32, copy=False), "electrons per pixel"
    if picture.calibration.known:
        return picture.calibration.electrons(picture.data), "electrons per pixel"
    return picture.data.astype(np.float32), "detector units"


def _export(
    picture: Picture,
    path: Path,
    context: ExportContext | None,
    options: ExportOptions | None,
    keywords: Callable[[npt.NDArray[Any], Quantity, dict[str, Any]], dict[str, Any]],
) -> Path:
    context = context or ExportContext()
    values, unit = electrons_of(picture)
    options = options or ExportOptions()
    planes: list[npt.NDArray[Any]] = [values]
    rendering: dict[str, Any] = {"values": f"float32, {unit}"}
    if options.half_width is not None and not isinstance(picture, Frame):
        planes.append(options.half_width.astype(np.float32))
        rendering["second_plane"] = f"{WORDS} [electrons per pixel]"
    planes, burnt_in = burnt_planes(planes, picture, context, options)
    if burnt_in:
        rendering["burnt_in"] = burnt_in
    description = describe(picture, context, rendering)
    description["caption"] = caption(picture, context)
    stack = planes[0] if len(planes) == 1 else np.stack(planes)
    size = pixel_size_of(picture, context)
    more = keywords(stack, size, description)
    extra = tiff_tags(xmp_packet(source_term(picture, context), description), size)
    return write_beside(path, lambda part: tifffile.imwrite(part, stack, extratags=extra, **more))


def _ome_keywords(
    values: npt.NDArray[Any], pixel_size: Quantity, description: dict[str, Any]
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "axes": "ZYX"[-values.ndim :],
        "Name": f"{description['session']} frame {description['frame']} {description['kind']}",
        "Description": json.dumps(description, sort_keys=True),
    }
    keywords: dict[str, Any] = {"ome": True, "software": "stemviewer", "metadata": metadata}
    if pixel_size.value:
        nanometres = pixel_size.value * 1e9
        for axis in "XY":
            metadata |= {
                f"PhysicalSize{axis}": nanometres,
                f"PhysicalSize{axis}Unit": "nm",
            }
        keywords |= {
            "resolution": (1e-2 / pixel_size.value,) * 2,
            "resolutionunit": "CENTIMETER",
        }
    return keywords
