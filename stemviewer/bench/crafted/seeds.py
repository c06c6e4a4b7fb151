"""Good files of every format, small, to be changed."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin
import mrcfile
import numpy as np
import tifffile
from PIL import Image

from stemviewer.bench.crafted.base import picture
from stemviewer.bench.crafted.dm import dm3, image


def write_seeds(folder: Path) -> list[Path]:
    """Write one good file of each kind and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stack = picture()
    np.save(folder / "plain.npy", stack)
    _tiffs(folder, stack)
    _stills(folder, stack[0])
    with mrcfile.new(folder / "plain.mrc") as mrc:
        mrc.set_data(stack.astype(np.int16))
    pixels = image(24, 24, 576, stack[0].tobytes())
    (folder / "plain.dm3").write_bytes(dm3(pixels + struct.pack(">BH", 0, 0), 2))
    _hdf5(folder, stack)
    return sorted(folder.iterdir())


def _tiffs(folder: Path, stack: Any) -> None:
    tifffile.imwrite(folder / "plain.tif", stack, photometric="minisblack")
    tifffile.imwrite(folder / "packed.tif", stack, photometric="minisblack", compression="zlib")
    tifffile.imwrite(folder / "tiled.tif", stack, photometric="minisblack", tile=(16, 16))
    tifffile.imwrite(folder / "big.tif", stack, photometric="minisblack", bigtiff=True)
    tifffile.imwrite(folder / "imagej.tif", stack, imagej=True)
    Image.fromarray(stack[0]).save(folder / "lzw.tif", compression="tiff_lzw")


def _stills(folder: Path, plane: Any) -> None:
    Image.fromarray(plane).save(folder / "deep.png")
    small = Image.fromarray(plane.astype(np.uint8))
    for name in ("flat.png", "flat.bmp", "flat.pgm"):
        small.save(folder / name)


def _hdf5(folder: Path, stack: Any) -> None:
    # the earliest format has no checksums over its structure: changes get further
    for name, version in (("early.h5", "earliest"), ("late.h5", "v110")):
        with h5py.File(folder / name, "w", libver=(version, "v110")) as file:
            file.create_dataset("a/plain", data=stack)
            file.create_dataset("a/gzip", data=stack, compression="gzip", shuffle=True)
    for name, kind in (
        ("shuffle.h5", hdf5plugin.Bitshuffle(cname="lz4")),
        ("z.h5", hdf5plugin.Zstd()),
    ):
        with h5py.File(folder / name, "w") as file:
            file.create_dataset("a", data=stack, chunks=(1, 24, 24), **kind)
    with h5py.File(folder / "plot.nxs", "w") as file:
        file.attrs["default"] = "entry"
        data = file.create_group("entry")
        data.attrs.update({"NX_class": "NXdata", "signal": "counts", "axes": ["n", "y", "x"]})
        data["counts"] = stack
        data["x"] = np.arange(24) * 0.5
        data["x"].attrs["units"] = "nm"
    text = json.dumps({"BinaryResult": {"PixelSize": {"width": "2e-10"}, "PixelUnitX": "m"}})
    with h5py.File(folder / "velox.emd", "w") as file:
        file["Data/Image/0/Data"] = np.moveaxis(stack, 0, -1)
        content = np.frombuffer(text.encode().ljust(400, b"\0"), np.uint8)
        file["Data/Image/0/Metadata"] = content[:, None]
