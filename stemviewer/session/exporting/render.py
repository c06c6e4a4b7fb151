"""Drawing a picture from its data: levels, hatching, scale bar and badge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind
from stemviewer.core.resources import resource_path

BADGE_COLOURS = {
    Kind.FILTERED: (0x3F, 0xB6, 0xC9),
    Kind.AVERAGED: (0x4F, 0x8D, 0xF7),
    Kind.DENOISED: (0xA9, 0x71, 0xF5),
}
"""Cyan, blue and violet; violet is used for nothing else."""

_WARNED = Flag.OUT_OF_RANGE | Flag.PARTIAL | Flag.UNCALIBRATED | Flag.CONTRADICTED
_WARNED |= Flag.MODEL_UNVERIFIED | Flag.SIMULATED
_UNITS = ((1e-6, "µm"), (1e-9, "nm"), (1e-12, "pm"))
FONT = ("fonts", "DejaVuSans.ttf")
"""The font that comes with Pillow has neither µ nor Å."""

_BAR_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Badge:
    """Text and colour of what is burnt into a processed picture."""

    text: str
    colour: tuple[int, int, int]


def badge_of(processed: Processed, flags: Flag) -> Badge:
    """Return the badge of a processed picture, with its warnings."""
    warnings = [name.replace("_", " ") for name in (flags & _WARNED).names()]
    text = " | ".join([processed.provenance.label(), *warnings])
    return Badge(text, BADGE_COLOURS[processed.provenance.kind])


def scale_bar(columns: int, pixel_size: float) -> tuple[float, str]:
    """Return length [pixels] and label of a bar in 1-2-5 steps, at most a quarter wide.

    Parameters
    ----------
    columns : int
        Width of the picture [pixels].
    pixel_size : float
        Sampling [m].
    """
    most = columns * pixel_size * _BAR_SHARE
    decade = 10.0 ** math.floor(math.log10(most))
    # the guard against rounding keeps 5 nm from becoming 2 nm
    length = max(step * decade for step in (1, 2, 5) if step * decade <= most * (1 + 1e-9))
    scale, unit = next((u for u in _UNITS if length >= u[0] * 0.9999), _UNITS[-1])
    return length / pixel_size, f"{length / scale:g} {unit}"


def to_bytes(
    values: npt.NDArray[Any], low: float, high: float, valid_rows: int
) -> npt.NDArray[np.uint8]:
    """Map values between two levels to 0..255; rows that never came are hatched."""
    span = high - low if high > low else 1.0
    scaled = np.clip((np.nan_to_num(values.astype(np.float64)) - low) / span, 0.0, 1.0)
    grey = np.round(scaled * 255.0).astype(np.uint8)
    hatch_rows(grey, valid_rows, 40, 90)
    return grey


def hatch_rows(image: npt.NDArray[Any], valid_rows: int, dark: int, light: int) -> None:
    """Hatch the rows from ``valid_rows`` on, in place."""
    rows, columns = np.indices(image[valid_rows:].shape)
    image[valid_rows:] = np.where((rows + columns) % 8 < 2, light, dark)


def burn(
    image: Image.Image, badge: Badge | None, pixel_size: float | None, scale: int = 1
) -> Image.Image:
    """Draw badge and scale bar into a picture.

    Parameters
    ----------
    image : Image
        RGB, or L, which is drawn into in black and white.
    badge : Badge or None
        ``None`` for raw.
    pixel_size : float or None
        Sampling of the data [m]; no bar where it is unknown.
    scale : int
        Pixels of the picture for one of the data.
    """
    draw = ImageDraw.Draw(image)
    draw.fontmode = "L"
    size = max(10, min(image.width, image.height) // 26)
    if badge is not None:
        _draw_badge(draw, image, badge, size)
    if pixel_size:
        _draw_bar(draw, image, pixel_size / scale, size)
    return image


def _font(draw: ImageDraw.ImageDraw, text: str, size: int, width: int) -> Any:
    """Return the largest font up to ``size`` in which the text is at most ``width`` wide."""
    path = resource_path(*FONT)
    while size > 6 and draw.textlength(text, font=ImageFont.truetype(path, size)) > width:
        size -= 1
    return ImageFont.truetype(path, size)


def _draw_badge(draw: ImageDraw.ImageDraw, image: Image.Image, badge: Badge, size: int) -> None:
    grey = image.mode == "L"
    fill: Any = 0 if grey else badge.colour
    line: Any = 255 if grey else badge.colour
    ink: Any = 255 if grey else (0, 0, 0)
    pad = max(2, size // 3)
    font = _font(draw, badge.text, size, image.width - 4 * pad)
    left, top, right, bottom = draw.textbbox((0, 0), badge.text, font=font)
    border = max(1, size // 6)
    draw.rectangle((0, 0, image.width - 1, image.height - 1), outline=line, width=border)
    box = (0, 0, right - left + 2 * pad + border, bottom - top + 2 * pad + border)
    draw.rectangle(box, fill=fill, outline=line)
    draw.text((pad + border - left, pad + border - top), badge.text, fill=ink, font=font)


def _draw_bar(draw: ImageDraw.ImageDraw, image: Image.Image, pixel_size: float, size: int) -> None:
    length, label = scale_bar(image.width, pixel_size)
    white: Any = 255 if image.mode == "L" else (255, 255, 255)
    black: Any = 0 if image.mode == "L" else (0, 0, 0)
    pad, thick = size, max(2, size // 4)
    font = _font(draw, label, size, image.width // 2)
    left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
    bar_top = image.height - pad - thick
    text_top = bar_top - (bottom - top) - size // 2
    width = max(length, right - left)
    # a dark plate keeps it readable on bright specimens
    draw.rectangle(
        (pad - size // 3, text_top - size // 3, pad + width + size // 3, image.height - pad + 2),
        fill=black,
    )
    draw.text((pad - left, text_top - top), label, fill=white, font=font)
    draw.rectangle((pad, bar_top, pad + round(length) - 1, bar_top + thick - 1), fill=white)
