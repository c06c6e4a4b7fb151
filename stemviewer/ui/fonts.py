"""The fonts: one sans family with tabular figures, and a monospaced one."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

TEXT_PX = 13
SMALL_PX = 11
NUMBER_PX = 21

LARGER = 1.25
"""Large type over normal."""

_TYPE = "stemviewer_type"
_FONT_SIZE = re.compile(r"font-size: (\d+)px")

SANS = (
    "Inter",
    "Inter Variable",
    "Segoe UI Variable Text",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Roboto",
    "Noto Sans",
    "Open Sans",
    "Ubuntu",
    "Cantarell",
    "DejaVu Sans",
    "Liberation Sans",
    "Arimo",
    "Nimbus Sans",
)
"""Tried in this order; Qt's general font is the last resort."""

MONO = (
    "JetBrains Mono",
    "Cascadia Mono",
    "Consolas",
    "SF Mono",
    "Menlo",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
    "Liberation Mono",
)


@cache
def first_installed(wanted: tuple[str, ...], fallback: QFontDatabase.SystemFont) -> str:
    """Return the first family of ``wanted`` that this system has, else Qt's own choice."""
    have = set(QFontDatabase.families())
    for family in wanted:
        if family in have:
            return family
    return QFontDatabase.systemFont(fallback).family()


def tabular(font: QFont) -> QFont:
    """Return ``font`` with figures of one width, where the font and Qt can do that."""
    if hasattr(QFont, "Tag"):  # Qt 6.7 and later
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def has_tabular_figures(font: QFont) -> bool:
    """Whether all ten figures have one width in ``font``."""
    metrics = QFontMetricsF(font)
    return len({round(metrics.horizontalAdvance(c), 2) for c in "0123456789"}) == 1


class TypeSize(StrEnum):
    """How large the letters are; a property of the application, set before windows are made."""

    NORMAL = "normal"
    LARGE = "large"


def set_type_size(application: QCoreApplication, size: TypeSize) -> None:
    """Use a size for fonts and style sheets made from now on."""
    application.setProperty(_TYPE, size.value)


def type_size() -> TypeSize:
    """Return the size in force."""
    application = QCoreApplication.instance()
    return TypeSize((application.property(_TYPE) if application else None) or TypeSize.NORMAL)


def scaled(pixels: int) -> int:
    """Return a size of letters [px] in the type in force."""
    return round(pixels * LARGER) if type_size() is TypeSize.LARGE else pixels


def scaled_sheet(sheet: str) -> str:
    """Return a style sheet with its letters in the type in force."""
    return _FONT_SIZE.sub(lambda found: f"font-size: {scaled(int(found.group(1)))}px", sheet)


@cache
def _made(pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(first_installed(SANS, QFontDatabase.SystemFont.GeneralFont))
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return tabular(font)


def sans(pixels: int = TEXT_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the text font at a size [px] and weight; the caller's own copy."""
    return QFont(_made(scaled(pixels), weight))


def strong(pixels: int = TEXT_PX) -> QFont:
    """Return the text font in semi-bold."""
    return sans(pixels, QFont.Weight.DemiBold)


def number() -> QFont:
    """Return the font of large numbers: 21 px, semi-bold, tabular."""
    return strong(NUMBER_PX)


def heading() -> QFont:
    """Return the font of panel headings: small, semi-bold, spaced; the text is upper case."""
    font = strong(SMALL_PX)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
    return font


def mono(pixels: int = 12) -> QFont:
    """Return the monospaced font of the status bar and of read-outs."""
    font = QFont(first_installed(MONO, QFontDatabase.SystemFont.FixedFont))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(scaled(pixels))
    return font
