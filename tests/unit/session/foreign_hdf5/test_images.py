from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from stemviewer.bench.crafted.base import packed_zeros
from stemviewer.core.errors import SessionFileError
from stemviewer.session.foreign_hdf5.images import read_hdf5_stack
from stemviewer.session.guarding.chunks import PictureCheck

PIXELS = np.random.default_rng(0).poisson(9, (3, 20, 30)).astype(np.uint16)
REAL = Path(__file__).parents[5] / "shared" / "data" / "real" / "EMDReader_Image_FEI.emd"


def test_plain_hdf5_takes_the_largest_stack(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["group/pictures"] = PIXELS
        file["table"] = np.zeros((1, 9999))
        file["small"] = np.zeros((4, 4))
    stack = read_hdf5_stack(tmp_path / "a.h5")
    assert np.array_equal(stack.data, PIXELS)
    assert "/group/pictures" in stack.description
    assert not stack.pixel_size.known


def test_a_single_picture_is_a_stack_of_one(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["picture"] = PIXELS[0].astype(">f4")
    stack = read_hdf5_stack(tmp_path / "a.h5")
    assert stack.data.shape == (1, 20, 30)
    assert stack.data.dtype == np.dtype("<f4")


def test_nexus_default_and_scale(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.nxs", "w") as file:
        file.attrs["default"] = "entry"
        file["decoy"] = np.zeros((9, 90, 90))
        entry = file.create_group("entry")
        entry.attrs["default"] = "data"
        data = entry.create_group("data")
        data.attrs.update({"NX_class": "NXdata", "signal": "counts", "axes": ["n", "y", "x"]})
        data["counts"] = PIXELS
        data["x"] = np.arange(30) * 0.5
        data["x"].attrs["units"] = "angstrom"
    stack = read_hdf5_stack(tmp_path / "a.nxs")
    assert np.array_equal(stack.data, PIXELS)
    assert stack.pixel_size.value == pytest.approx(5e-11)


def test_velox_has_frames_last(tmp_path: Path) -> None:
    metadata = {"BinaryResult": {"PixelSize": {"width": "2e-10"}, "PixelUnitX": "m"}}
    text = np.frombuffer(json.dumps(metadata).encode().ljust(500, b"\0"), np.uint8)
    with h5py.File(tmp_path / "a.emd", "w") as file:
        file["Data/Image/0123/Data"] = np.moveaxis(PIXELS, 0, -1)
        file["Data/Image/0123/Metadata"] = np.repeat(text[:, None], 3, axis=1)
    stack = read_hdf5_stack(tmp_path / "a.emd")
    assert np.array_equal(stack.data, PIXELS)
    assert stack.pixel_size.value == pytest.approx(2e-10)
    assert "Velox" in stack.description


def test_berkeley(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.emd", "w") as file:
        group = file.create_group("data/run")
        group.attrs["emd_group_type"] = 1
        group["data"] = PIXELS
        group["dim3"] = np.arange(30) * 0.1
        group["dim3"].attrs["units"] = "[n_m]"
    stack = read_hdf5_stack(tmp_path / "a.emd")
    assert np.array_equal(stack.data, PIXELS)
    assert stack.pixel_size.value == pytest.approx(1e-10)


def test_our_own_session_gives_its_raw_stack(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(n) for n in range(4)]
    stack = read_hdf5_stack(kit.record(tmp_path, frames))
    assert np.array_equal(stack.data, np.stack([frame.data for frame in frames]))
    assert stack.pixel_size.value == pytest.approx(2e-11)


def test_a_real_velox_file() -> None:
    if not REAL.is_file():
        pytest.skip("the real files lie beside the checkout of its authors only")
    stack = read_hdf5_stack(REAL)
    assert stack.data.shape == (1, 512, 512)
    assert stack.data.dtype == np.uint16
    assert stack.data.mean() == pytest.approx(9277, abs=1)
    assert stack.pixel_size.value == pytest.approx(5.302e-9, rel=1e-3)


@pytest.mark.parametrize("dtype", ["float16", "bool", "int64", "uint64"])
def test_other_number_types_are_kept_exactly(tmp_path: Path, dtype: str) -> None:
    values = (PIXELS > 9) if dtype == "bool" else PIXELS.astype(dtype)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = values
    assert np.array_equal(read_hdf5_stack(tmp_path / "a.h5").data, values)


def _external_link(file: h5py.File, folder: Path) -> None:
    file["a"] = h5py.ExternalLink(str(folder / "secret.h5"), "/a")


def _external_storage(file: h5py.File, folder: Path) -> None:
    file.create_dataset(
        "a", (10, 10), "u1", external=[(str(folder / "secret.h5"), 0, h5py.h5f.UNLIMITED)]
    )


def _virtual(file: h5py.File, folder: Path) -> None:
    layout = h5py.VirtualLayout((3, 20, 30), "u2")
    layout[:] = h5py.VirtualSource(str(folder / "secret.h5"), "a", (3, 20, 30))
    file.create_virtual_dataset("a", layout)


def _expanding(file: h5py.File, _folder: Path) -> None:
    file.create_dataset("a", (200, 1024, 1024), "u1", chunks=(1, 1024, 1024), compression="gzip")


def _huge(file: h5py.File, _folder: Path) -> None:
    file.create_dataset("a", (1 << 20, 4096, 4096), "f8", chunks=(1, 64, 64))


def _huge_chunk(file: h5py.File, _folder: Path) -> None:
    file.create_dataset("a", (16384, 16384), "f8", chunks=(16384, 16384))


def _wide(file: h5py.File, _folder: Path) -> None:
    file.create_dataset("a", (2, 20000), "u1")


def _text(file: h5py.File, _folder: Path) -> None:
    file["a"] = "no picture"


def _four_axes(file: h5py.File, _folder: Path) -> None:
    file["a"] = np.zeros((3, 3, 3, 3))


def _compound(file: h5py.File, _folder: Path) -> None:
    file["a"] = np.zeros((5, 5), [("x", "f4"), ("y", "f4")])


def _objects(file: h5py.File, _folder: Path) -> None:
    file.create_dataset("a", (5, 5), h5py.special_dtype(vlen=np.uint8))


def _soft_to_external(file: h5py.File, folder: Path) -> None:
    file["there"] = h5py.ExternalLink(str(folder / "secret.h5"), "/")
    file.attrs["default"] = "entry"
    file["entry"] = h5py.SoftLink("/there/a")


def _loop(file: h5py.File, _folder: Path) -> None:
    file.create_group("g")["again"] = file["/"]


def _values_that_fit_nothing(file: h5py.File, _folder: Path) -> None:
    file["a"] = np.array([[1 << 60, -5], [0, 0]], np.int64)


REFUSED: dict[str, tuple[Callable[[h5py.File, Path], None], str]] = {
    "external link": (_external_link, "link to another file"),
    "external storage": (_external_storage, "in another file"),
    "virtual": (_virtual, "virtual"),
    "expanding": (_expanding, "expands"),
    "huge": (_huge, "MB"),
    "huge chunk": (_huge_chunk, "chunks"),
    "wide": (_wide, "pixels"),
    "text": (_text, "no images"),
    "four axes": (_four_axes, "no images"),
    "compound": (_compound, "no images"),
    "objects": (_objects, "no images"),
    "soft link to outside": (_soft_to_external, "another file"),
    "loop": (_loop, "no images"),
    "values": (_values_that_fit_nothing, "no picture type"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unsafe_or_no_picture_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    with h5py.File(tmp_path / "secret.h5", "w") as secret:
        secret["a"] = PIXELS
    with h5py.File(tmp_path / "crafted.h5", "w") as file:
        make(file, tmp_path)
    with pytest.raises(SessionFileError, match=reason):
        read_hdf5_stack(tmp_path / "crafted.h5")


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("not HDF5")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = np.random.default_rng(0).normal(size=(50, 50))
    data = (tmp_path / "a.h5").read_bytes()
    (tmp_path / "cut.h5").write_bytes(data[: len(data) // 2])
    for name in ("text.h5", "cut.h5", "missing.h5"):
        with pytest.raises(SessionFileError):
            read_hdf5_stack(tmp_path / name)


def test_a_picture_that_unpacks_to_more_than_its_pixels_is_not_unpacked(tmp_path: Path) -> None:
    options = {"chunks": (1, 512, 512), "compression": "gzip", "shuffle": True, "fletcher32": True}
    good = np.random.default_rng(0).integers(0, 65535, (512, 512))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        data = file.create_dataset("a", (3, 512, 512), "u2", **options)
        data[0] = good
        data.id.write_direct_chunk((1, 0, 0), packed_zeros(512 << 20))
        data.id.write_direct_chunk((2, 0, 0), b"x" * (300 << 10))
        check = PictureCheck(data)
        check.check(0)
        check.check(2)
        with pytest.raises(SessionFileError, match="more than its pixels"):
            check.check(1)
