"""The few kinds of things that a segment's structure is made of; all of fixed size."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import h5py
import numpy as np

from stemviewer.core.quantity import Quantity, Source

NOT_STATED = "not stated"
"""Stands where a standard demands a text and nobody gave one."""


def iso_time(utc_ns: int) -> str:
    """Return a UTC time as ISO 8601 with microseconds."""
    return datetime.fromtimestamp(utc_ns / 1e9, UTC).isoformat(timespec="microseconds")


def fixed(value: str, length: int = 0) -> Any:
    """Return a fixed-length UTF-8 string scalar as h5py stores it."""
    data = value.encode("utf-8")
    size = max(len(data), length, 1)
    return np.array(data[:size], h5py.string_dtype("utf-8", size))


def set_attributes(target: h5py.Group | h5py.Dataset, **attributes: str | list[str]) -> None:
    """Write string attributes of fixed length; live readers cannot follow variable ones."""
    for name, value in attributes.items():
        if isinstance(value, list):
            size = max(len(item) for item in value)
            array = np.array([item.encode() for item in value], f"S{size}")
            target.attrs.create(name, array)
        else:
            target.attrs.create(name, fixed(value))


def group(parent: h5py.Group, name: str, nx_class: str) -> h5py.Group:
    """Make a group of a NeXus class."""
    made = parent.create_group(name)
    set_attributes(made, NX_class=nx_class)
    return made


def text(parent: h5py.Group, name: str, value: str, length: int = 0) -> h5py.Dataset:
    """Make a text; of ``length`` bytes where it is to be overwritten later."""
    return parent.create_dataset(name, data=fixed(value, length))


def stated(parent: h5py.Group, name: str, value: str) -> h5py.Dataset:
    """Make a text that a standard demands; one that nobody gave says so."""
    made = text(parent, name, value or NOT_STATED)
    if not value:
        set_attributes(made, source=Source.UNKNOWN.value)
    return made


def quantity(parent: h5py.Group, name: str, value: Quantity, units: str) -> h5py.Dataset:
    """Make a number with its unit and where it comes from; NaN where it is unknown."""
    number = np.nan if value.value is None else value.value
    made = parent.create_dataset(name, data=np.float64(number))
    set_attributes(made, units=units, source=value.source.value)
    return made


def growing(
    parent: h5py.Group, name: str, dtype: Any, chunk: int, **attributes: str
) -> h5py.Dataset:
    """Make an empty one-dimensional dataset that grows by ``chunk`` values at a time."""
    made = parent.create_dataset(name, (0,), dtype, maxshape=(None,), chunks=(chunk,))
    set_attributes(made, **attributes)
    return made
