from __future__ import annotations

import io
import os
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
import pytest
import tifffile
from PIL import Image

from stemviewer.core.errors import ImageFileError
from stemviewer.core.quantity import Source
from stemviewer.feeds.formats import common
from stemviewer.feeds.images import read_stack, readable_suffixes

PLANE = np.random.default_rng(1).integers(0, 2**16, (20, 30), np.uint16)
STACK = np.random.default_rng(2).integers(0, 2**16, (3, 20, 30), np.uint16)


def refused(path: Path, word: str) -> ImageFileError:
    with pytest.raises(ImageFileError, match=word) as caught:
        read_stack(path)
    assert caught.value.meaning
    assert caught.value.action
    return caught.value


@pytest.mark.parametrize(
    "dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64", ">u2", ">f4"]
)
@pytest.mark.parametrize("suffix", [".npy", ".tif"])
def test_values_stay_as_they_are(tmp_path: Path, dtype: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    data = STACK.astype(dtype)
    if suffix == ".npy":
        np.save(path, data)
    else:
        tifffile.imwrite(path, data, photometric="minisblack")
    stack = read_stack(path)
    assert stack.data.dtype == data.dtype.newbyteorder("=")
    assert np.array_equal(stack.data, data)
    assert len(stack) == 3
    assert stack.shape == (20, 30)
    assert not stack.data.flags.writeable
    assert not stack.pixel_size.known


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "packbits"])
def test_compressed_tiff_is_read(tmp_path: Path, compression: str | None) -> None:
    path = tmp_path / "a.tiff"
    if compression in (None, "zlib"):
        tifffile.imwrite(path, STACK, compression=compression, photometric="minisblack")
    else:
        pages = [Image.fromarray(plane) for plane in STACK]
        name = {"lzw": "tiff_lzw", "packbits": "packbits"}[str(compression)]
        pages[0].save(path, save_all=True, append_images=pages[1:], compression=name)
    assert np.array_equal(read_stack(path).data, STACK)


def test_a_single_plane_is_a_stack_of_one(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", PLANE)
    assert np.array_equal(read_stack(tmp_path / "a.npy").data, PLANE[None])


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (np.array([[True, False]]), "uint8"),
        (np.array([[1.5, -2.0]], np.float16), "float32"),
        (np.array([[0, 2**32 - 1]], np.int64), "uint32"),
        (np.array([[-5, 7]], np.int64), "int32"),
        (np.array([[1, 2]], np.uint64), "uint32"),
    ],
)
def test_other_numbers_are_kept_in_a_type_that_holds_them(
    tmp_path: Path, data: Any, dtype: str
) -> None:
    np.save(tmp_path / "a.npy", data)
    stack = read_stack(tmp_path / "a.npy")
    assert stack.data.dtype.name == dtype
    assert np.array_equal(stack.data[0], data)


@pytest.mark.parametrize(
    "data",
    [np.array([[2**40]]), np.array([[1j]]), np.array([["a"]]), np.zeros(3), np.zeros((0, 4))],
)
def test_what_is_no_image_is_refused(tmp_path: Path, data: Any) -> None:
    np.save(tmp_path / "a.npy", data)
    refused(tmp_path / "a.npy", "cannot be read")


def test_pickles_are_not_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([[{}]], dtype=object), allow_pickle=True)
    refused(tmp_path / "a.npy", "cannot be read")


def test_png_of_8_and_16_bits(tmp_path: Path) -> None:
    Image.fromarray(PLANE).save(tmp_path / "a.png")
    Image.fromarray((PLANE >> 8).astype(np.uint8)).save(tmp_path / "b.PNG")
    assert np.array_equal(read_stack(tmp_path / "a.png").data[0], PLANE)
    assert read_stack(tmp_path / "a.png").data.dtype == np.uint16
    assert np.array_equal(read_stack(tmp_path / "b.PNG").data[0], PLANE >> 8)


def test_grey_in_colour_files_is_taken_and_colour_is_refused(tmp_path: Path) -> None:
    grey = (PLANE >> 8).astype(np.uint8)
    rgb = np.stack([grey] * 3, axis=-1)
    Image.fromarray(rgb).save(tmp_path / "grey.png")
    tifffile.imwrite(tmp_path / "grey.tif", rgb, photometric="rgb")
    Image.fromarray(grey).convert("P").save(tmp_path / "palette.png")
    for name in ("grey.png", "grey.tif", "palette.png"):
        assert np.array_equal(read_stack(tmp_path / name).data[0], grey)
    rgb[3, 4, 0] ^= 1
    Image.fromarray(rgb).save(tmp_path / "colour.png")
    tifffile.imwrite(tmp_path / "colour.tif", rgb, photometric="rgb")
    for name in ("colour.png", "colour.tif"):
        refused(tmp_path / name, "colour")
    alpha = np.dstack([np.stack([grey] * 3, axis=-1), grey])
    Image.fromarray(alpha).save(tmp_path / "alpha.png")
    refused(tmp_path / "alpha.png", "transparent")


def test_lossy_pictures_are_refused_with_the_reason(tmp_path: Path) -> None:
    grey = Image.fromarray((PLANE >> 8).astype(np.uint8))
    grey.save(tmp_path / "a.jpg")
    grey.save(tmp_path / "a.tif", compression="jpeg")
    for name in ("a.jpg", "a.tif"):
        refused(tmp_path / name, "loss")


@pytest.mark.parametrize(
    ("options", "metres"),
    [
        ({"imagej": True, "resolution": (50.0, 50.0), "metadata": {"unit": "nm"}}, 2e-11),
        ({"imagej": True, "resolution": (50.0, 50.0), "metadata": {"unit": "micron"}}, 2e-8),
        ({"imagej": True, "resolution": (50.0, 50.0), "metadata": {"unit": "furlong"}}, None),
        ({"resolution": (4e7, 4e7), "resolutionunit": "CENTIMETER"}, 2.5e-10),
        ({"resolution": (72, 72), "resolutionunit": "INCH"}, None),
        (
            {
                "ome": True,
                "metadata": {"PhysicalSizeX": 0.3, "PhysicalSizeXUnit": "nm", "axes": "YX"},
            },
            3e-10,
        ),
    ],
)
def test_the_pixel_size_of_tiff(
    tmp_path: Path, options: dict[str, Any], metres: float | None
) -> None:
    path = tmp_path / ("a.ome.tif" if "ome" in options else "a.tif")
    tifffile.imwrite(path, PLANE, photometric="minisblack", **options)
    size = read_stack(path).pixel_size
    if metres is None:
        assert not size.known
    else:
        assert size.value == pytest.approx(metres, rel=1e-6)
        assert size.source is Source.SET


def test_mrc_with_its_pixel_size(tmp_path: Path) -> None:
    with mrcfile.new(tmp_path / "a.mrc") as mrc:
        mrc.set_data(STACK.astype(np.int16))
        mrc.voxel_size = 0.25
    stack = read_stack(tmp_path / "a.mrc")
    assert np.array_equal(stack.data, STACK.astype(np.int16))
    assert stack.pixel_size.value == pytest.approx(2.5e-11)


def test_mrc_without_a_map_stamp_is_read(tmp_path: Path) -> None:
    with mrcfile.new(tmp_path / "a.mrc") as mrc:
        mrc.set_data(PLANE)
    raw = bytearray((tmp_path / "a.mrc").read_bytes())
    raw[208:212] = b"\0\0\0\0"
    (tmp_path / "b.mrc").write_bytes(raw)
    assert np.array_equal(read_stack(tmp_path / "b.mrc").data[0], PLANE)
    struct.pack_into("<i", raw, 0, 10**6)
    (tmp_path / "c.mrc").write_bytes(raw)
    refused(tmp_path / "c.mrc", "cannot be read")


@pytest.mark.parametrize("name", ["a.xyz", "a.emd.bak", "none"])
def test_unknown_endings_are_told_with_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    error = refused(tmp_path / name, "not known")
    assert ".tif" in error.action


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    for suffix in readable_suffixes():
        refused(tmp_path / f"missing{suffix}", "no such file")


def test_too_large_is_told_before_memory_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "wide.npy", np.zeros((1, 16385), np.uint8))
    refused(tmp_path / "wide.npy", "16384")
    monkeypatch.setattr(common, "MAX_STACK_BYTES", 100)
    np.save(tmp_path / "a.npy", PLANE)
    refused(tmp_path / "a.npy", "GB")


def _npy(stream: io.BytesIO) -> None:
    np.save(stream, STACK)


def _tiff(stream: io.BytesIO) -> None:
    tifffile.imwrite(stream, STACK, photometric="minisblack")


def _deflated(stream: io.BytesIO) -> None:
    tifffile.imwrite(stream, STACK, photometric="minisblack", compression="zlib")


def _png(stream: io.BytesIO) -> None:
    Image.fromarray(PLANE).save(stream, "PNG")


def _bmp(stream: io.BytesIO) -> None:
    Image.fromarray((PLANE >> 8).astype(np.uint8)).save(stream, "BMP")


def readable(path: Path) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read_stack(path).data.size > 0
    except ImageFileError:
        return False


@pytest.mark.parametrize(
    ("write", "suffix"),
    [(_npy, ".npy"), (_tiff, ".tif"), (_deflated, ".tif"), (_png, ".png"), (_bmp, ".bmp")],
)
def test_damaged_files_are_told_and_never_crash(
    tmp_path: Path, write: Callable[[io.BytesIO], None], suffix: str
) -> None:
    stream = io.BytesIO()
    write(stream)
    good = stream.getvalue()
    random = np.random.default_rng(0)
    path = tmp_path / f"a{suffix}"
    told = 0
    for trial in range(60):
        bad = bytearray(good)
        if trial % 2:
            bad = bad[: int(random.integers(0, len(good) - 1))]
        else:
            for place in random.integers(0, min(len(bad), 400), 6):
                bad[place] = int(random.integers(256))
        path.write_bytes(bad)
        told += not readable(path)
    assert told > 20


REAL = os.environ.get("STEMVIEWER_REAL_DATA", "")


@pytest.mark.skipif(not REAL, reason="STEMVIEWER_REAL_DATA names no folder of real images")
def test_real_files_are_read() -> None:
    found = [p for p in sorted(Path(REAL).iterdir()) if p.suffix.lower() in readable_suffixes()]
    assert found
    for path in found:
        stack = read_stack(path)
        assert min(stack.shape) >= 64
        assert stack.data.min() < stack.data.max()
