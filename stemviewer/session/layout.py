"""Creating a segment file: every group, dataset and attribute, before SWMR starts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import h5py
import hdf5plugin
import numpy as np

from stemviewer.session.header import HeaderModel, StackModel
from stemviewer.session.schema import SIGNATURE_DTYPE, STATE_DTYPE
from stemviewer.session.schema_versions import signed, tables_of

ROWS_PER_CHUNK = 32
THUMBNAILS_PER_CHUNK = 4
NUMBERS_PER_CHUNK = 1024
PROCESS_SLOTS = 8
LIBVER = ("v110", "v110")
"""SWMR of HDF5 1.10: readable by 1.10 and later, and consistent after a kill."""


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


def _group(parent: h5py.Group, name: str, nx_class: str) -> h5py.Group:
    group = parent.create_group(name)
    set_attributes(group, NX_class=nx_class)
    return group


def _text(parent: h5py.Group, name: str, value: str, length: int = 0) -> h5py.Dataset:
    return parent.create_dataset(name, data=fixed(value, length))


def create_layout(file: h5py.File, header: HeaderModel) -> None:
    """Write the whole structure of a segment.

    Parameters
    ----------
    file : h5py.File
        Open for writing, not yet in SWMR mode.
    header : HeaderModel
        What the segment is to hold; the first raw stack becomes the default plot.
    """
    default = next(stack.group for stack in header.stacks if not stack.processed)
    set_attributes(
        file,
        NX_class="NXroot",
        default="entry",
        creator="stemviewer",
        creator_version=header.software.get("stemviewer", ""),
        file_time=iso_time(header.created_utc_ns),
    )
    entry = _group(file, "entry", "NXentry")
    set_attributes(entry, default=default)
    _text(entry, "title", header.name)
    _text(entry, "start_time", iso_time(header.created_utc_ns))
    _text(entry, "end_time", "", 32)
    _text(entry, "entry_identifier", header.session_id)
    _text(_group(entry, "sample", "NXsample"), "name", header.sample)
    _text(_group(entry, "user", "NXuser"), "name", header.operator)
    _text(_group(entry, "notes", "NXnote"), "description", header.notes)
    instrument = _group(entry, "instrument", "NXinstrument")
    _text(instrument, "name", header.instrument)
    _text(_group(instrument, "source_of_frames", "NXcollection"), "origin", header.origin)
    for number in range(1, PROCESS_SLOTS + 1):
        _process_slot(_group(entry, f"process_{number:02d}", "NXprocess"))
    for stack in header.stacks:
        _stack(entry, stack, header.compression)
    _log(_group(entry, "log", "NXcollection"), header)


def _process_slot(group: h5py.Group) -> None:
    for name, length in (("program", 64), ("version", 64), ("date", 32), ("weights_sha256", 64)):
        _text(group, name, "", length)


def _stack(entry: h5py.Group, stack: StackModel, compression: str) -> None:
    group = _group(entry, stack.group, "NXdata")
    kind = "processed pictures, NOT a measurement" if stack.processed else "raw frames"
    set_attributes(
        group,
        signal="data",
        axes=["frame_number", "y", "x"],
        interpretation="image",
        channel=stack.channel,
        kind="processed" if stack.processed else "raw",
    )
    _text(group, "title", f"{stack.channel} {kind}")
    shape = (stack.rows, stack.columns)
    data = group.create_dataset(
        "data",
        (0, *shape),
        np.dtype(stack.dtype).newbyteorder("<"),
        maxshape=(None, *shape),
        chunks=(1, *shape),
        **_filters(stack, compression),
    )
    set_attributes(
        data,
        interpretation="image",
        units="electrons" if stack.processed else "detector units",
        long_name=f"{stack.channel}, {kind}",
    )
    numbers = group.create_dataset(
        "frame_number", (0,), "<i8", maxshape=(None,), chunks=(NUMBERS_PER_CHUNK,)
    )
    set_attributes(numbers, long_name="sequence number of the frame")
    for name, count in (("y", stack.rows), ("x", stack.columns)):
        axis = group.create_dataset(name, data=axis_values(count, stack.pixel_size))
        set_attributes(axis, units="nm" if stack.pixel_size else "pixel", long_name=name)


def axis_values(count: int, pixel_size: float | None) -> Any:
    """Return the axis of a stack [nm], or in pixels where the pixel size is unknown."""
    step = pixel_size * 1e9 if pixel_size else 1.0
    return np.arange(count, dtype=np.float64) * step


def _filters(stack: StackModel, compression: str) -> dict[str, Any]:
    if stack.processed:
        # network output does not compress; the checksum still finds a decayed byte
        return {"fletcher32": True}
    if compression == "fast":
        return dict(hdf5plugin.Bitshuffle(cname="lz4"))
    return {"shuffle": True, "compression": "gzip", "compression_opts": 1, "fletcher32": True}


def _log(log: h5py.Group, header: HeaderModel) -> None:
    log.create_dataset("header", data=np.bytes_(header.canonical()))
    tables = dict(tables_of(header.schema_version))
    if signed(header.schema_version):
        tables["signatures"] = SIGNATURE_DTYPE
    for name, dtype in tables.items():
        rows = THUMBNAILS_PER_CHUNK if name == "thumbnails" else ROWS_PER_CHUNK
        log.create_dataset(name, (0,), dtype, maxshape=(None,), chunks=(rows,))
    # parents alone, so that opening a long session need not read whole rows
    log.create_dataset("parent_row", (0,), "<i8", maxshape=(None,), chunks=(NUMBERS_PER_CHUNK,))
    log.create_dataset("state", data=np.zeros((), STATE_DTYPE))
