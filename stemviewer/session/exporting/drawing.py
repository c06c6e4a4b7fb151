"""Drawing a picture for an export: its levels, its badge, its scale bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from stemviewer.core.frame import Frame
from stemviewer.session.exporting.metadata import ExportContext, flags_of, pixel_size_of
from stemviewer.session.exporting.render import Badge, badge_of, burn, hatch_rows, to_bytes

if TYPE_CHECKING:
    from stemviewer.session.exporting.picture import ExportOptions, Picture

_PNG_SIDE = 512


def draw(
    picture: Picture, context: ExportContext, options: ExportOptions
) -> tuple[Image.Image, dict[str, Any]]:
    """Draw a picture from its data: levels, scale bar, badge; and say how.

    Returns
    -------
    tuple
        An RGB image, and ``low``, ``high``, ``enlarged``.
    """
    values = values_of(picture)
    low, high = _levels(values[: picture.valid_rows], options)
    scale = max(1, -(-_PNG_SIDE // max(values.shape)))
    grey = np.kron(to_bytes(values, low, high, picture.valid_rows), _block(scale))
    image = Image.fromarray(grey).convert("RGB")
    burn(image, _badge(picture, context), _bar_size(picture, context, options, True), scale)
    return image, {"low": low, "high": high, "enlarged": scale}


def values_of(picture: Picture) -> npt.NDArray[Any]:
    """Return the values of a picture: the detector's own, or electrons per pixel."""
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


def burnt_planes(
    planes: list[npt.NDArray[Any]],
    picture: Picture,
    context: ExportContext,
    options: ExportOptions,
) -> tuple[list[npt.NDArray[Any]], list[str]]:
    """Return the planes with badge and scale bar, and what was burnt in: of raw, nothing."""
    badge = _badge(picture, context)
    bar = _bar_size(picture, context, options, badge is not None)
    names = [name for name, there in (("badge", badge), ("scale bar", bar)) if there is not None]
    if names:
        planes = [_burnt(plane, badge, bar, picture.valid_rows) for plane in planes]
    return planes, names


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
