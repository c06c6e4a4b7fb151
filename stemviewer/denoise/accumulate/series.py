"""Which frames belong together: same view, same settings, no long gap."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.frame import Frame

LONGEST_GAP = 5
"""With more frames missing than this the drift between is anybody's guess."""

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
    for name in ("shift_y", "shift_x"):
        if getattr(after.place, name).value != getattr(before.place, name).value:
            return "another field of view"
    return ""


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
