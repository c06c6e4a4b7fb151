"""Lengths as other programs' files write them."""

from __future__ import annotations

import math
from typing import Any

import h5py

from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
from stemviewer.session.guarding import guard

METRES = {
    "m": 1.0,
    "mm": 1e-3,
    "um": 1e-6,
    "µm": 1e-6,
    "μm": 1e-6,
    "micron": 1e-6,
    "nm": 1e-9,
    "n_m": 1e-9,
    "nanometer": 1e-9,
    "nanometers": 1e-9,
    "å": 1e-10,
    "angstrom": 1e-10,
    "angstroms": 1e-10,
    "a": 1e-10,
    "pm": 1e-12,
}


def text(value: Any) -> str:
    """Return a text attribute or scalar, however HDF5 stored it; empty if it is none."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip("\x00 ")
    if isinstance(value, str):
        return value
    if getattr(value, "size", 0) == 1:
        return text(value.reshape(-1)[0].item())
    return ""


def pixel_size(step: float, unit: str) -> Quantity:
    """Return a step [unit] in metres; unknown where the unit is no length or the step absurd."""
    factor = METRES.get(unit.strip().strip("[]").lower())
    if factor is None or not math.isfinite(step) or step <= 0:
        return UNKNOWN
    return set_to(step * factor)


def axis_step(axis: h5py.Dataset) -> Quantity:
    """Return the step of an axis dataset with a ``units`` attribute [m]."""
    if axis.ndim != 1 or axis.shape[0] < 2 or axis.dtype.kind not in "iuf":
        return UNKNOWN
    first, second = (float(v) for v in axis[:2])
    return pixel_size(second - first, text(guard.attribute(axis, "units", "")))
