"""Crafted HDF5 files that lead out of the file, or expand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from stemviewer.bench.crafted.base import Ground, Kind, packed_zeros, picture

Write = Callable[[h5py.File, Ground], None]


def _file(write: Write, ending: str = ".h5") -> Callable[[Ground], Path]:
    def make(ground: Ground) -> Path:
        path = ground.folder / f"a{ending}"
        with h5py.File(path, "w", libver=("v110", "v110")) as file:
            write(file, ground)
        return path

    return make


def _external_link(file: h5py.File, ground: Ground) -> None:
    file["a"] = h5py.ExternalLink(str(ground.secret), "/a")


def _upward_link(file: h5py.File, ground: Ground) -> None:
    file["a"] = h5py.ExternalLink(f"../{ground.outside.name}/secret.h5", "/a")


def _soft_to_link(file: h5py.File, ground: Ground) -> None:
    file["there"] = h5py.ExternalLink(str(ground.secret), "/")
    file.attrs["default"] = "entry"
    file["entry"] = h5py.SoftLink("/there/entry")


def _hidden_link(file: h5py.File, ground: Ground) -> None:
    file["x/y/z/a"] = h5py.ExternalLink(str(ground.secret), "/a")
    file["pictures"] = picture()


def _external_storage(file: h5py.File, ground: Ground) -> None:
    where = [(str(ground.outside / "secret.bin"), 0, h5py.h5f.UNLIMITED)]
    file.create_dataset("a", (24, 24), "u2", external=where)


def _virtual(file: h5py.File, ground: Ground) -> None:
    layout = h5py.VirtualLayout((3, 24, 24), "u2")
    layout[:] = h5py.VirtualSource(str(ground.secret), "a", (3, 24, 24))
    file.create_virtual_dataset("a", layout)


def _velox_elsewhere(file: h5py.File, ground: Ground) -> None:
    file["Data/Image/0"] = h5py.ExternalLink(str(ground.secret), "/entry/data")


def _loop(file: h5py.File, _ground: Ground) -> None:
    file.create_group("g")["again"] = file["/"]
    file["g/self"] = file["g"]


def _soft_loop(file: h5py.File, _ground: Ground) -> None:
    file["a"] = h5py.SoftLink("/b")
    file["b"] = h5py.SoftLink("/a")
    file.attrs["default"] = "a"


def _deep(file: h5py.File, _ground: Ground) -> None:
    group = file
    for _ in range(200):
        group = group.create_group("g")
    group["a"] = picture()


def _objects(file: h5py.File, _ground: Ground) -> None:
    for number in range(20_500):
        file.create_group(f"{number}")


def _attributes(file: h5py.File, _ground: Ground) -> None:
    for group in (file.create_group(f"{number}") for number in range(60)):
        for number in range(900):
            group.attrs.create(f"{number}", 0, dtype="u1")


def _unallocated(file: h5py.File, _ground: Ground) -> None:
    file.create_dataset("a", (1 << 20, 4096, 4096), "f8", chunks=(1, 64, 64))


def _expanding(file: h5py.File, _ground: Ground) -> None:
    """778 kB that stand for 800 MB."""
    data = file.create_dataset(
        "a", (800, 1024, 1024), "u1", chunks=(1, 1024, 1024), compression="gzip"
    )
    packed = zlib.compress(bytes(1 << 20), 9)
    for index in range(800):
        data.id.write_direct_chunk((index, 0, 0), packed)


def _chunk_bomb(file: h5py.File, _ground: Ground) -> None:
    """One chunk of 64 kB whose stream expands to 4 GB."""
    data = file.create_dataset("a", (1, 256, 256), "u1", chunks=(1, 256, 256), compression="gzip")
    data.id.write_direct_chunk((0, 0, 0), packed_zeros(4 << 30))


def _full_chunk_bomb(file: h5py.File, _ground: Ground) -> None:
    """Chunks no larger than their pixels, whose streams expand to a thousand times that."""
    data = file.create_dataset(
        "a", (1, 1024, 1024), "u1", chunks=(1, 1024, 1024), compression="gzip"
    )
    data.id.write_direct_chunk((0, 0, 0), packed_zeros(1 << 30))


def _huge_chunk(file: h5py.File, _ground: Ground) -> None:
    file.create_dataset("a", (16384, 16384), "f8", chunks=(16384, 16384))


def _unknown_filter(file: h5py.File, _ground: Ground) -> None:
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((24, 24))
    plist.set_filter(4242, h5py.h5z.FLAG_OPTIONAL)
    space = h5py.h5s.create_simple((24, 24))
    h5py.h5d.create(file.id, b"a", h5py.h5t.NATIVE_UINT16, space, plist)


def _filter_lies(code: int, head: bytes) -> Write:
    def write(file: h5py.File, _ground: Ground) -> None:
        import hdf5plugin

        kinds = {
            32008: hdf5plugin.Bitshuffle(cname="lz4"),
            32004: hdf5plugin.LZ4(),
            32001: hdf5plugin.Blosc(),
            32015: hdf5plugin.Zstd(),
        }
        data = file.create_dataset("a", (64, 64), "u2", chunks=(64, 64), **kinds[code])
        data.id.write_direct_chunk((0, 0), head + b"\xff" * 200)

    return write


def _rank(file: h5py.File, _ground: Ground) -> None:
    file.create_dataset("a", (1,) * 30 + (2, 2), "u1")


def _long_attribute(file: h5py.File, _ground: Ground) -> None:
    file.create_group("entry")
    file.attrs.create("default", np.zeros(3 << 20, np.uint8))


def _texts(file: h5py.File, _ground: Ground) -> None:
    file.attrs.create("default", ["x" * 1000] * 5000, dtype=h5py.string_dtype())


def _no_numbers(dtype: object) -> Write:
    def write(file: h5py.File, _ground: Ground) -> None:
        file.create_dataset("a", (5, 5), dtype)

    return write


def _metadata(text: bytes) -> Write:
    def write(file: h5py.File, _ground: Ground) -> None:
        file["Data/Image/0/Data"] = np.moveaxis(picture(), 0, -1)
        content = np.frombuffer(text.ljust(100, b"\0"), np.uint8)
        file["Data/Image/0/Metadata"] = content[:, None]

    return write


def _cut(ground: Ground) -> Path:
    path = _file(lambda file, _: file.__setitem__("a", picture(200)))(ground)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def _text(ground: Ground) -> Path:
    path = ground.folder / "a.h5"
    path.write_text("not HDF5, " * 99, encoding="ascii")
    return path


_COMPOUND = np.dtype([("x", "f4"), ("y", h5py.string_dtype())])
_NESTED = b'{"BinaryResult":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

KINDS = (
    Kind("HDF5 link out of the folder", _file(_external_link), "another file"),
    Kind("HDF5 link upwards", _file(_upward_link), "another file"),
    Kind("HDF5 link by a soft link", _file(_soft_to_link), "another file"),
    Kind("HDF5 link beside good pictures", _file(_hidden_link), "another file"),
    Kind("EMD image in another file", _file(_velox_elsewhere, ".emd"), "another file"),
    Kind("HDF5 pixels in another file", _file(_external_storage), "another file"),
    Kind("HDF5 virtual dataset", _file(_virtual), "virtual"),
    Kind("HDF5 groups in a circle", _file(_loop), "no images"),
    Kind("HDF5 soft links in a circle", _file(_soft_loop), "link|no images"),
    Kind("HDF5 of 200 levels", _file(_deep), "deep"),
    Kind("HDF5 of 20,500 groups", _file(_objects), "20500", slow=True),
    Kind("HDF5 of 54,000 attributes", _file(_attributes), "attributes", slow=True),
    Kind("HDF5 of 140 TB that are not there", _file(_unallocated), "MB"),
    Kind("HDF5 of 778 kB that stand for 800 MB", _file(_expanding), "expands"),
    Kind("HDF5 chunk of 64 kB that expands to 4 GB", _file(_chunk_bomb), "packed"),
    Kind("HDF5 chunk of 1 MB that expands to 1 GB", _file(_full_chunk_bomb), "memory|read"),
    Kind("HDF5 chunk of 2 GB", _file(_huge_chunk), "chunks"),
    Kind("HDF5 with an unknown filter", _file(_unknown_filter), "unknown filters"),
    Kind("bitshuffle that lies", _file(_filter_lies(32008, struct.pack(">QI", 1 << 60, 1 << 30)))),
    Kind("LZ4 that lies", _file(_filter_lies(32004, struct.pack(">QI", 1 << 60, 1 << 30)))),
    Kind(
        "Blosc that lies", _file(_filter_lies(32001, struct.pack("<BBBBiii", 2, 1, 0, 2, -9, 9, 9)))
    ),
    Kind("Zstandard that lies", _file(_filter_lies(32015, b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8))),
    Kind("HDF5 of 32 axes", _file(_rank), "axes"),
    Kind("HDF5 attribute of 3 MB", _file(_long_attribute), "megabyte"),
    Kind("HDF5 attribute of 5000 long texts", _file(_texts), "no fixed size"),
    Kind("HDF5 of variable texts", _file(_no_numbers(h5py.string_dtype())), "no images"),
    Kind("HDF5 of references", _file(_no_numbers(h5py.ref_dtype)), "no images"),
    Kind("HDF5 of records with texts", _file(_no_numbers(_COMPOUND)), "no images"),
    Kind("EMD with 100,000 brackets", _file(_metadata(_NESTED), ".emd")),
    Kind(
        "EMD with a number of a million digits",
        _file(_metadata(b'{"a":' + b"9" * 10**6 + b"}"), ".emd"),
    ),
    Kind("half-copied HDF5", _cut, "cannot be read"),
    Kind("text named as HDF5", _text, "does not begin"),
)
