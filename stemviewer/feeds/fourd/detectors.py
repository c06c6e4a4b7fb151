"""Virtual detectors: rings on the diffraction pattern, in pixels, milliradians or disc radii."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SettingsError

Mask = npt.NDArray[np.bool_]
"""Which pixels of the pattern belong to a detector, shape (rows, columns)."""

_RING = re.compile(r"([0-9.]+)-([0-9.]+)(px|mrad|r)")


class Unit(StrEnum):
    """What the radii of a ring count."""

    PX = "px"
    """Pixels of the pattern."""
    MRAD = "mrad"
    """Scattering angle [mrad]."""
    RADII = "r"
    """Radii of the bright-field disc."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A virtual detector: all pixels with inner <= distance from the centre < outer."""

    inner: float
    outer: float
    unit: Unit

    @property
    def text(self) -> str:
        """As the operator writes it, e.g. ``"20-60mrad"``."""
        return f"{self.inner:g}-{self.outer:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the optical axis meets the pattern, and how large its features are there.

    Parameters
    ----------
    centre_y, centre_x : float
        [px], the centre of the first pixel being 0.
    disc_radius : float or None
        Of the bright-field disc [px]; ``None`` where it was not found.
    mrad_per_px : float or None
        ``None`` where nobody stated a scattering angle.
    found : bool
        Whether the centre was found in the patterns rather than stated.
    """

    centre_y: float
    centre_x: float
    disc_radius: float | None = None
    mrad_per_px: float | None = None
    found: bool = False

    @property
    def text(self) -> str:
        """For the operator and the log."""
        parts = [f"centre {self.centre_y:.2f}, {self.centre_x:.2f} px (y, x)"]
        parts.append("found in the patterns" if self.found else "stated")
        if self.disc_radius is not None:
            parts.append(f"disc radius {self.disc_radius:.2f} px")
        if self.mrad_per_px is not None:
            parts.append(f"{self.mrad_per_px:.4g} mrad/px")
        return ", ".join(parts)


DEFAULT_RINGS: Mapping[str, Ring] = {
    "ADF": Ring(1.1, 2.5, Unit.RADII),
    "HAADF": Ring(2.5, 6.0, Unit.RADII),
    "ABF": Ring(0.5, 1.0, Unit.RADII),
    "BF": Ring(0.0, 0.5, Unit.RADII),
}
"""Where the operator stated none; the first one is shown first."""


def parse_ring(name: str, text: str) -> Ring:
    """Read ``"20-60mrad"``, ``"0-12px"`` or ``"1.1-2.5r"``.

    Raises
    ------
    SettingsError
        If it is none of these.
    """
    found = _RING.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        ring = Ring(float(found[1]), float(found[2]), Unit(found[3]))
    except ValueError:
        ring = Ring(1.0, 0.0, Unit.PX)
    if not 0.0 <= ring.inner < ring.outer:
        raise SettingsError(
            f"{name}={text!r} is not a ring of a virtual detector.",
            "Nothing was connected.",
            "Write it like 20-60mrad, 0-12px or 1.1-2.5r (r: radii of the bright-field disc).",
        )
    return ring


def radius_px(value: float, unit: Unit, geometry: Geometry) -> float:
    """Return a radius in pixels of the pattern.

    Raises
    ------
    SettingsError
        If the geometry lacks what the unit needs.
    """
    if unit is Unit.PX:
        return value
    if unit is Unit.MRAD:
        if geometry.mrad_per_px is None:
            raise SettingsError(
                "The virtual detectors are stated in mrad, but the camera length is not known.",
                "No virtual image can be made of them.",
                "State mrad_per_px, or convergence (the semi-angle of the probe, in mrad).",
            )
        return value / geometry.mrad_per_px
    if geometry.disc_radius is None:
        raise SettingsError(
            "The bright-field disc was not found in the patterns.",
            "Virtual detectors that are stated in its radii cannot be placed.",
            "State them in px or mrad, or move the bright-field disc on to the detector.",
        )
    return value * geometry.disc_radius


def ring_mask(shape: tuple[int, int], ring: Ring, geometry: Geometry) -> Mask:
    """Return the pixels whose centres lie in the ring, shape (rows, columns)."""
    y = np.arange(shape[0])[:, None] - geometry.centre_y
    x = np.arange(shape[1])[None, :] - geometry.centre_x
    squared = y * y + x * x
    inner = radius_px(ring.inner, ring.unit, geometry)
    outer = radius_px(ring.outer, ring.unit, geometry)
    mask: Mask = (squared >= inner * inner) & (squared < outer * outer)
    return mask


def partition(masks: Sequence[Mask]) -> tuple[npt.NDArray[np.intp], list[tuple[int, ...]]]:
    """Cut overlapping masks into regions that each pixel lies in once.

    Returns
    -------
    ndarray of intp, shape (rows * columns,)
        Region of each pixel, 0 being outside all masks.
    list of tuple of int
        For each mask its regions.
    """
    code = np.zeros(masks[0].size, np.int64)
    for bit, mask in enumerate(masks):
        code |= mask.ravel().astype(np.int64) << bit
    codes, labels = np.unique(np.concatenate([[0], code]), return_inverse=True)
    members = [
        tuple(int(i) for i in np.flatnonzero((codes >> bit) & 1)) for bit in range(len(masks))
    ]
    return labels.ravel()[1:].astype(np.intp), members
