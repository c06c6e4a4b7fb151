"""The caption of an exported picture: what it is, and its dose, from its record."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import Quantity, Source
from stemviewer.core.resources import resource_path
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.session.exporting.render import FONT

_GROUND, _INK = (16, 19, 23), (215, 220, 227)
_SMALLEST = 6


def caption(picture: Frame | Processed, context: ExportContext) -> str:
    """Return kind, number and dose of a picture in a line.

    Doses that were assumed or estimated are marked with a tilde; one that nobody knows is said
    to be unknown. The dose of an average is told for each of its frames.
    """
    raw = isinstance(picture, Frame)
    kind = "RAW" if isinstance(picture, Frame) else picture.provenance.label()
    number = picture.number if isinstance(picture, Frame) else picture.parent
    settings = picture.settings if isinstance(picture, Frame) else context.settings
    each = "" if raw or len(picture.numbers) < 2 else " each"  # type: ignore[union-attr]
    doses: list[str] = []
    if settings is not None:
        dose = frame_dose(settings)
        doses = [_told(dose.per_pixel, f"e/px{each}"), _told(dose.total, f"e/Å²{each}")]
    doses.append(_told(context.cumulative, "e/Å² in all"))
    known = [part for part in doses if part] or ["dose unknown"]
    return " · ".join([f"{kind} · frame {number}", *known])


def with_caption(image: Image.Image, text: str) -> Image.Image:
    """Return the image with a line of text on a strip below it; its own pixels are not touched."""
    size = max(10, image.width // 34)
    strip = 2 * size
    # movies of MPEG need even sides
    height = image.height + strip + (image.height + strip) % 2
    out = Image.new("RGB", (image.width + image.width % 2, height), _GROUND)
    out.paste(image, (0, 0))
    draws = ImageDraw.Draw(out)
    path = resource_path(*FONT)
    room = image.width - 8
    while size > _SMALLEST and draws.textlength(text, ImageFont.truetype(path, size)) > room:
        size -= 1
    font = ImageFont.truetype(path, size)
    draws.text((4, image.height + strip / 2), text, fill=_INK, font=font, anchor="lm")
    return out


def _told(quantity: Quantity, unit: str) -> str:
    value = quantity.value
    if value is None:
        return ""
    sure = quantity.source not in (Source.ASSUMED, Source.ESTIMATED)
    shown = f"{value:,.0f}".replace(",", "\u202f") if value >= 1e3 else f"{value:.3g}"
    return f"{'' if sure else '~'}{shown} {unit}"
