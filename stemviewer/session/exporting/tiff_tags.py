"""Tags of our TIFF files besides the usual ones: XMP, and the scale once more."""

from __future__ import annotations

from typing import Any

from stemviewer.core.quantity import Quantity

XMP_TAG = 700
_X_UNIT, _X_ORIGIN, _X_SCALE = 65003, 65006, 65009
"""Of DigitalMicrograph, along x; those along y are the next."""

Tag = tuple[int, str, int, Any, bool]
"""As tifffile takes it: code, type, count, value, on the first page only."""


def tiff_tags(packet: str, size: Quantity) -> list[Tag]:
    """Return the XMP packet and, where it is known, the scale as DigitalMicrograph writes it.

    HyperSpy reads no scale from OME-XML, and no unit but the micrometre from ImageJ's metadata;
    both it takes from these tags.

    Parameters
    ----------
    packet : str
        XMP.
    size : Quantity
        Pixel size [m].
    """
    content = packet.encode("utf-8")
    tags: list[Tag] = [(XMP_TAG, "B", len(content), content, True)]
    if size.value:
        scale = size.value * 1e9
        tags += [(tag, "s", 0, "nm", True) for tag in (_X_UNIT, _X_UNIT + 1)]
        numbers = ((_X_ORIGIN, 0.0), (_X_SCALE, scale))
        tags += [(tag + at, "d", 1, value, True) for tag, value in numbers for at in (0, 1)]
    return tags
