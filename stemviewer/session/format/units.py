"""Units of everything in a session file that has one."""

from __future__ import annotations

from typing import Any

import numpy as np

UNITS = {
    "dwell": "s",
    "beam_current": "A",
    "pixel_size": "m",
    "flyback": "s",
    "rotation": "rad",
    "voltage": "V",
    "shift_y": "m",
    "shift_x": "m",
    "gain": "detector units/electron",
    "offset": "detector units",
    "dose_per_pixel": "electrons/pixel",
    "dose_imaging": "electrons/Å^2",
    "dose_flyback": "electrons/Å^2",
    "dose_cumulative": "electrons/Å^2",
    "dose_rate": "electrons/(Å^2 s)",
    "dose_duration": "s",
    "seconds": "s",
}
"""By field of the tables; times that end in ``_ns`` are in nanoseconds."""


def unit_of(field: str) -> str:
    """Return the unit of a table's field, empty where it has none."""
    return "ns" if field.endswith("_ns") else UNITS.get(field, "")


def units_of(dtype: np.dtype[Any]) -> str:
    """Return the units of a table's fields, ``name=unit`` parted by semicolons."""
    units = ((name, unit_of(name)) for name in dtype.names or ())
    return "; ".join(f"{name}={unit}" for name, unit in units if unit)
