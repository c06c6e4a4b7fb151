"""The actions that draw and measure."""

from __future__ import annotations

from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui.language.words import mark
from stemviewer.ui.live.action_spec import ActionSpec, Menu, Scope

_KEYS = {
    ShapeKind.RECTANGLE: (
        mark("&Rectangle"),
        "Shift+C",
        mark("Mean, spread and signal to noise in a box."),
    ),
    ShapeKind.ELLIPSE: (
        mark("&Ellipse"),
        "Shift+E",
        mark("Mean, spread and signal to noise in an ellipse."),
    ),
    ShapeKind.POLYGON: (
        mark("&Polygon"),
        "Shift+G",
        mark("Mean, spread and signal to noise in a polygon."),
    ),
    ShapeKind.PROFILE: (
        mark("&Line profile"),
        "L",
        mark("Raw and processed along a line, with their errors."),
    ),
    ShapeKind.DISTANCE: (
        mark("&Distance"),
        "Shift+L",
        mark("Length and direction between two points."),
    ),
    ShapeKind.ANGLE: (mark("&Angle"), "Shift+A", mark("Angle between two legs.")),
}


def action_of(kind: ShapeKind) -> str:
    """Return the name of the action that draws a kind of shape."""
    return f"measure_{kind.value}"


MEASURE_ACTIONS: tuple[ActionSpec, ...] = (
    *(
        ActionSpec(action_of(kind), text, (key,), Menu.MEASURE, tip, Scope.IMAGE)
        for kind, (text, key, tip) in _KEYS.items()
    ),
    ActionSpec(
        "hand",
        "&Hand",
        ("H",),
        Menu.MEASURE,
        "Put the tool away: a drag moves the image again, what was drawn stays.",
        Scope.IMAGE,
    ),
    ActionSpec(
        "measure_spectrum",
        "&FFT and lattice",
        ("Ctrl+F",),
        Menu.MEASURE,
        "Live spectra of raw and processed, spacings, and the vectors of the lattice.",
        separated=True,
    ),
    ActionSpec(
        "measure_drift",
        "D&rift",
        ("Shift+D",),
        Menu.MEASURE,
        "Rate and direction of the drift, averaging that follows it, and the scan that does.",
        Scope.IMAGE,
    ),
    ActionSpec(
        "measure_clear",
        "&Clear all shapes",
        ("Shift+Del",),
        Menu.MEASURE,
        "Take away everything that was drawn; Delete takes away the chosen shape.",
        Scope.IMAGE,
    ),
)
