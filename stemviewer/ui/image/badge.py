"""The title bar of a pane: badge, words and numbers, painted with the picture they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.picture import TitlePart, Tone
from stemviewer.ui.image.stamps import Stamps
from stemviewer.ui.skin import ink

HEIGHT = 32
"""Of the title bar [px]."""

_GAP = 10.0
_BADGE_HEIGHT = 18.0
_IN_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


def part_font(part: TitlePart) -> QFont:
    """Return the font of a title part."""
    return fonts.strong(12) if part.tone is Tone.STRONG else fonts.sans(12)


def part_colour(part: TitlePart, kind: Kind) -> str:
    """Return the colour of a title part."""
    if part.tone is Tone.KIND:
        return c.KIND_TEXT[kind]
    return {
        Tone.QUIET: c.SECONDARY,
        Tone.GOOD: c.GOOD,
        Tone.CAUTION: c.CAUTION,
    }.get(part.tone, c.TEXT)


@lru_cache(maxsize=512)
def part_width(part: TitlePart) -> float:
    """Return the width of a title part [px]."""
    return QFontMetricsF(part_font(part)).horizontalAdvance(part.text)


def fitting(
    left: Sequence[TitlePart], right: Sequence[TitlePart], room: float
) -> tuple[list[TitlePart], list[TitlePart]]:
    """Return the parts that fit into ``room`` [px], the least important left out first."""
    kept_left, kept_right = list(left), list(right)
    if _total(kept_left, kept_right) > room:
        kept_left = [replace(p, text=p.short) if p.short else p for p in kept_left]
    while (kept_left or kept_right) and _total(kept_left, kept_right) > room:
        both = [*kept_right, *kept_left]
        least = min(both, key=lambda p: p.keep)
        (kept_left if least in kept_left else kept_right).remove(least)
    return kept_left, kept_right


def _total(left: Sequence[TitlePart], right: Sequence[TitlePart]) -> float:
    return sum(part_width(p) + _GAP for p in (*left, *right))


@lru_cache(maxsize=64)
def badge_width(text: str) -> float:
    """Return the width of a badge with this text [px]."""
    return QFontMetricsF(fonts.strong(fonts.SMALL_PX)).horizontalAdvance(text) + 14


def paint_badge(
    painter: QPainter, corner: QPointF, text: str, fill: str, words: str = c.BADGE_TEXT
) -> QRectF:
    """Paint a badge with its upper left at ``corner``; return its rectangle."""
    rect = QRectF(corner.x(), corner.y(), badge_width(text), _BADGE_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(fill))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setFont(fonts.strong(fonts.SMALL_PX))
    painter.setPen(ink(words))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect


def paint_title(
    painter: QPainter,
    bar: QRectF,
    kind: Kind,
    badges: Sequence[tuple[str, str, str]],
    parts: tuple[Sequence[TitlePart], Sequence[TitlePart]],
    stamps: Stamps,
) -> None:
    """Paint a whole title bar on its panel.

    Parameters
    ----------
    painter : QPainter
        Of the pane.
    bar : QRectF
        Where.
    kind : Kind
        Colours words of tone KIND.
    badges : sequence of (text, fill, ink)
        From the left.
    parts : (left, right)
        Words after the badges, and at the right edge.
    stamps : Stamps
        Keeps what comes again with the next frame.
    """
    panel = ink(c.PANEL)
    x = bar.left() + 8
    top = bar.center().y() - _BADGE_HEIGHT / 2
    for text, fill, words in badges:
        x = _stamp_badge(painter, QPointF(x, top), (text, fill, words), panel, stamps) + 6
    x += 4
    left, right = fitting(parts[0], parts[1], bar.right() - x)
    for part in left:
        x += _stamp_part(painter, x, bar, part, kind, panel, stamps) + _GAP
    end = bar.right() - 10
    for part in reversed(right):
        end -= part_width(part)
        _stamp_part(painter, end, bar, part, kind, panel, stamps)
        end -= _GAP


def _stamp_badge(
    painter: QPainter, corner: QPointF, said: tuple[str, str, str], panel: QColor, stamps: Stamps
) -> float:
    """Paint a badge; return its right edge."""
    cell = QRectF(corner.x(), corner.y(), badge_width(said[0]), _BADGE_HEIGHT)

    def paint(on: QPainter) -> None:
        paint_badge(on, corner, *said)

    stamps.put(painter, cell, said, paint, panel)
    return cell.right()


def _stamp_part(
    painter: QPainter,
    x: float,
    bar: QRectF,
    part: TitlePart,
    kind: Kind,
    panel: QColor,
    stamps: Stamps,
) -> float:
    """Paint a few words; return their width."""
    width = part_width(part)
    colour = part_colour(part, kind)
    # one pixel of slack: QPainter elides nothing, but clips a rounded-down width
    cell = QRectF(x, bar.top(), width + 1, bar.height())

    def paint(on: QPainter) -> None:
        on.setFont(part_font(part))
        on.setPen(ink(colour))
        on.drawText(cell, _IN_LINE, part.text)

    stamps.put(painter, cell, (part.text, part.tone, colour), paint, panel)
    return width
