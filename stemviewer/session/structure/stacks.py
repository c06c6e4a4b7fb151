"""The stacks of a segment: an NXdata group each, that any NeXus program opens as pictures."""

from __future__ import annotations

from typing import Any

import h5py
import hdf5plugin
import numpy as np

from stemviewer.session.format.header import StackModel
from stemviewer.session.structure.parts import group, growing, set_attributes, text

NUMBERS_PER_CHUNK = 1024


def create_stack(entry: h5py.Group, stack: StackModel, compression: str, version: int) -> None:
    """Make an empty stack.

    ``interpretation`` stands on the group and on the data: HyperSpy and silx each look at one.

    Parameters
    ----------
    entry : Group
        To put it into.
    stack : StackModel
        What it is to hold.
    compression : str
        Of raw pictures, ``"gzip"`` or ``"fast"``.
    version : int
        Of the file's format; in 1 the group had the attributes ``channel`` and ``kind``.
    """
    made = group(entry, stack.group, "NXdata")
    words = "processed pictures, NOT a measurement" if stack.processed else "raw frames"
    kind = {"channel": stack.channel, "kind": "processed" if stack.processed else "raw"}
    set_attributes(made, signal="data", axes=["frame_number", "y", "x"], interpretation="image")
    text(made, "title", f"{stack.channel} {words}")
    data = _pictures(made, stack, compression)
    set_attributes(
        data,
        interpretation="image",
        units="electrons" if stack.processed else "detector units",
        long_name=f"{stack.channel}, {words}",
    )
    set_attributes(made if version == 1 else data, **kind)
    growing(
        made, "frame_number", "<i8", NUMBERS_PER_CHUNK, long_name="sequence number of the frame"
    )
    for name, count in (("y", stack.rows), ("x", stack.columns)):
        axis = made.create_dataset(name, data=axis_values(count, stack.pixel_size))
        set_attributes(axis, units="nm" if stack.pixel_size else "pixel", long_name=name)


def _pictures(made: h5py.Group, stack: StackModel, compression: str) -> h5py.Dataset:
    shape = (stack.rows, stack.columns)
    return made.create_dataset(
        "data",
        (0, *shape),
        np.dtype(stack.dtype).newbyteorder("<"),
        maxshape=(None, *shape),
        chunks=(1, *shape),
        **_filters(stack, compression),
    )


def axis_values(count: int, pixel_size: float | None) -> Any:
    """Return the axis of a stack [nm], or in pixels where the pixel size is unknown."""
    step = pixel_size * 1e9 if pixel_size else 1.0
    return np.arange(count, dtype=np.float64) * step


def _filters(stack: StackModel, compression: str) -> dict[str, Any]:
    if stack.processed:
        # network output does not compress; the checksum still finds a decayed byte
        return {"fletcher32": True}
    if compression == "fast":
        # the checksum is looked at first: LZ4 crashes on a chunk with a decayed byte
        return {**hdf5plugin.Bitshuffle(cname="lz4"), "fletcher32": True}
    return {"shuffle": True, "compression": "gzip", "compression_opts": 1, "fletcher32": True}
