"""The colours of the dark theme, each with one meaning.

``stemviewer.ui.skin`` takes them to the theme in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stemviewer.core.provenance import Kind

BACKGROUND = "#101317"
PANEL = "#171b21"
FIELD = "#10141a"
LINE = "#262c35"
LINE_STRONG = "#39424f"
"""Outline of what can be pressed or edited."""
TEXT = "#d7dce3"
SECONDARY = "#8b95a3"
DISABLED = "#5a6472"
BUTTON = "#1f262f"
BUTTON_HOVER = "#29323d"
SELECTION = "#2b3f63"
ON_SELECTION = "#fefefe"
"""Words on what is chosen."""
TILE = "#1c232c"
"""Behind large numbers."""

RAW = "#6a7482"
FILTERED = "#3fb6c9"
AVERAGED = "#4f8df7"
NETWORK = "#a971f5"

GOOD = "#3fb06c"
CAUTION = "#e8a33d"
CONTRADICTED = "#ff8d3a"
STOP = "#c9444c"
STOP_TEXT = "#f0868c"
"""The stop colour, light enough to be read as text on a panel."""

KIND_COLOUR: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RAW: RAW,
        Kind.FILTERED: FILTERED,
        Kind.AVERAGED: AVERAGED,
        Kind.DENOISED: NETWORK,
    }
)
"""Border of a view and accent of its words."""

KIND_FILL: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RAW: "#414b58",
        Kind.FILTERED: "#1c7080",
        Kind.AVERAGED: "#2c5fc4",
        Kind.DENOISED: "#6d3cc4",
    }
)
"""Badge fill: the kind's colour, dark enough for white text (contrast above 4.5 to 1)."""

KIND_TEXT: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RAW: SECONDARY,
        Kind.FILTERED: "#62c8d8",
        Kind.AVERAGED: "#79aafb",
        Kind.DENOISED: "#bd93f8",
    }
)
"""Words in the kind's colour on a panel."""

BADGE_TEXT = "#ffffff"
