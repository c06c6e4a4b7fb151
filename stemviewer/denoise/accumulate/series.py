"""Which frames belong together: same view, same settings, no long gap."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.frame import Frame

LONGEST_GAP = 5
"""With more frames missing than this the drift between is anybody's guess."""

LARGEST_JUMP = 0.1
"""A view that is shifted by more than this share of its shorter side is another one; less is the
scan kept on its specimen."""

LARGEST_CHANGE = 0.3
"""A mean count that changes by more than this share is another specimen, or no beam."""


def break_between(before: Frame, after: Frame) -> str:
    """Return why a frame cannot be summed with the one before it; empty when it can."""
    if after.channel != before.channel:
        return "another channel"
    if after.number <= before.number:
        return "numbers started again"
    if after.number - before.number > LONGEST_GAP:
        return f"{after.number - before.number - 1} frames missing"
    if after.changes or before.changes:
        return "settings changed within a frame"
    return _settings_break(before, after) or _place_break(before, after)


def _settings_break(before: Frame, after: Frame) -> str:
    if after.settings.shape != before.settings.shape:
        return "another size"
    for item in fields(after.settings):
        old, new = (getattr(frame.settings, item.name) for frame in (before, after))
        if getattr(old, "value", old) != getattr(new, "value", new):
            return f"another {item.name.replace('_', ' ')}"
    return ""


def _place_break(before: Frame, after: Frame) -> str:
    if after.place.area != before.place.area:
        return "another area"
    if after.place.purpose != before.place.purpose:
        return "a scan for another purpose"
    jump = view_jump(before, after)
    if jump is None:
        return "another field of view"
    side = min(after.settings.shape)
    return "another field of view" if math.hypot(*jump) > LARGEST_JUMP * side else ""


def view_jump(before: Frame, after: Frame) -> tuple[float, float] | None:
    """Return how far the content moved in the image, down and right [px], by a shifted scan.

    ``None`` where the shift changed and cannot be told in pixels.
    """
    moved = []
    for name in ("shift_y", "shift_x"):
        old, new = (getattr(frame.place, name).value for frame in (before, after))
        if (old is None) != (new is None):
            return None
        moved.append((new or 0.0) - (old or 0.0))
    if moved == [0.0, 0.0]:
        return 0.0, 0.0
    size, rotation = after.settings.pixel_size.value, after.settings.rotation.value or 0.0
    if size is None:
        return None
    cos, sin = math.cos(rotation), math.sin(rotation)
    y, x = moved
    # the view moves one way, what it shows the other
    return -(y * cos - x * sin) / size, -(x * cos + y * sin) / size


def counts_break(before: ElectronImage, after: ElectronImage) -> str:
    """Return why a frame's counts cannot be those of the same view; empty when they can.

    Parameters
    ----------
    before, after : ndarray of float32, shape (rows, columns)
        Electrons per pixel.
    """
    old, new = (float(np.mean(image, dtype=np.float64)) for image in (before, after))
    # shot noise of the means, so that empty frames do not break at every electron
    slack = 5.0 * np.sqrt(max(old, new, 0.0) / before.size)
    if abs(new - old) > LARGEST_CHANGE * max(old, new, 0.0) + slack:
        return "counts changed by more than 30 %"
    return ""
