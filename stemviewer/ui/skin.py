"""From the colours of the dark theme, by which all code names them, to those of the theme in force.

The theme is a property of the application. A colour is translated where it is used: by ``ink``
where something is painted, by ``dress`` where a style sheet is set. What lies on an image, and
the ground of images, keep their colours in every theme: pictures are judged against the same
dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.fonts import scaled_sheet

_PROPERTY = "stemviewer_theme"
_UNDYED = "stemviewer_sheet"
_HEX = re.compile(r"#[0-9a-f]{6}\b")


class Theme(StrEnum):
    """The themes."""

    DARK = "dark"
    LIGHT = "light"
    LIGHTS_OUT = "lights-out"
    """Dim and red, for a dark-adapted eye."""


LIGHT: Mapping[str, str] = MappingProxyType(
    {
        c.BACKGROUND: "#e6e9ee",
        c.PANEL: "#f8f9fb",
        c.FIELD: "#ffffff",
        c.LINE: "#d3d9e1",
        c.LINE_STRONG: "#aab4c1",
        c.TEXT: "#1b222c",
        c.SECONDARY: "#566170",
        c.DISABLED: "#929ca9",
        c.BUTTON: "#eef1f5",
        c.BUTTON_HOVER: "#e0e5ec",
        c.SELECTION: "#c6d8f9",
        c.ON_SELECTION: "#14202f",
        c.TILE: "#edf0f4",
        c.RAW: "#727c8a",
        c.FILTERED: "#1d8599",
        c.AVERAGED: "#2f6bdb",
        c.NETWORK: "#8546dd",
        c.GOOD: "#186e3d",
        c.CAUTION: "#8f5600",
        c.CONTRADICTED: "#ad4a00",
        c.STOP: "#b8363f",
        c.STOP_TEXT: "#ad2f38",
        c.KIND_FILL[Kind.RAW]: "#566170",
        c.KIND_TEXT[Kind.FILTERED]: "#17697a",
        c.KIND_TEXT[Kind.AVERAGED]: "#2456b8",
        c.KIND_TEXT[Kind.DENOISED]: "#6d3cc4",
    }
)
"""Light theme, by colour of the dark one; what is missing is the same in both."""


_THEMES = {theme.value: theme for theme in Theme}


def present() -> Theme:
    """Return the theme in force."""
    application = QCoreApplication.instance()
    name = str(application.property(_PROPERTY)) if application is not None else ""
    # asked for every colour that is painted: a look-up costs a third of the enumeration's call
    return _THEMES.get(name, Theme.DARK)


@lru_cache(maxsize=1024)
def dyed(colour: str, theme: Theme) -> str:
    """Return a colour of the dark theme as it is in another one, both as ``#rrggbb``."""
    if theme is Theme.LIGHT:
        return LIGHT.get(colour, colour)
    return _dimmed(colour) if theme is Theme.LIGHTS_OUT else colour


def _dimmed(colour: str) -> str:
    # luma of BT.709; a quarter of the own colour is left, so that kinds can be told apart
    made = QColor(colour)
    light = 0.2126 * made.redF() + 0.7152 * made.greenF() + 0.0722 * made.blueF()
    red = 0.80 * light + 0.08 * made.redF()
    rest = [0.08 * light + 0.12 * part for part in (made.greenF(), made.blueF())]
    return QColor.fromRgbF(min(red, 1.0), min(rest[0], 1.0), min(rest[1], 1.0)).name()


def ink(colour: str) -> QColor:
    """Return a colour of the dark theme as the colour to paint with."""
    # a copy, as callers may change theirs; reading "#rrggbb" takes longer
    return QColor(_inked(colour, present()))


@lru_cache(maxsize=1024)
def _inked(colour: str, theme: Theme) -> QColor:
    return QColor(dyed(colour, theme))


def dyed_sheet(sheet: str, theme: Theme) -> str:
    """Return a style sheet written in the colours of the dark theme, in those of another."""
    sheet = scaled_sheet(sheet)
    if theme is Theme.DARK:
        return sheet
    return _HEX.sub(lambda found: dyed(found.group(), theme), sheet)


def dress(widget: QWidget, sheet: str) -> None:
    """Give a widget a style sheet that goes with the theme, now and when that changes."""
    widget.setProperty(_UNDYED, sheet)
    widget.setStyleSheet(dyed_sheet(sheet, present()))


def palette() -> QPalette:
    """Return the palette of the theme in force."""
    role = QPalette.ColorRole
    colours = {
        role.Window: c.BACKGROUND,
        role.WindowText: c.TEXT,
        role.Base: c.FIELD,
        role.AlternateBase: c.PANEL,
        role.ToolTipBase: c.PANEL,
        role.ToolTipText: c.TEXT,
        role.PlaceholderText: c.SECONDARY,
        role.Text: c.TEXT,
        role.Button: c.BUTTON,
        role.ButtonText: c.TEXT,
        role.BrightText: c.ON_SELECTION,
        role.Highlight: c.SELECTION,
        role.HighlightedText: c.ON_SELECTION,
        role.Link: c.AVERAGED,
        role.LinkVisited: c.AVERAGED,
        role.Light: c.LINE_STRONG,
        role.Midlight: c.LINE,
        role.Mid: c.LINE,
        role.Dark: c.FIELD,
        role.Shadow: "#000000",
        role.Accent: c.AVERAGED,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, ink(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, ink(c.DISABLED))
    return made


def put_on(application: QApplication, theme: Theme, sheet: str) -> None:
    """Put a theme in force: palette, the application's style sheet, and every widget's own.

    Parameters
    ----------
    application : QApplication
        Changed in place.
    theme : Theme
        From now on.
    sheet : str
        Of the application, in the colours of the dark theme.
    """
    application.setProperty(_PROPERTY, theme.value)
    application.setPalette(palette())
    application.setStyleSheet(dyed_sheet(sheet, theme))
    for widget in application.allWidgets():
        undyed = widget.property(_UNDYED)
        if isinstance(undyed, str) and undyed:
            widget.setStyleSheet(dyed_sheet(undyed, theme))
        widget.update()
