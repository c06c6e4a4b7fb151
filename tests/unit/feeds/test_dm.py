"""Gatan files, written here tag by tag."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemviewer.core.errors import ImageFileError
from stemviewer.feeds.formats.dm import read_dm
from stemviewer.feeds.images import read_stack

CODES = {"i2": 2, "i4": 3, "u2": 4, "u4": 5, "f4": 6, "f8": 7, "u1": 10, "i1": 9}
IMAGE_TYPES = {"u2": 10, "i2": 1, "u4": 11, "i4": 7, "f4": 2, "f8": 12, "u1": 6}


class Writer:
    """Writes a tag tree (dicts, numbers, texts, arrays) as DM3 or DM4."""

    def __init__(self, version: int) -> None:
        self.version = version

    def count(self, value: int) -> bytes:
        return struct.pack(">I" if self.version == 3 else ">Q", value)

    def file(self, tree: dict[str, Any]) -> bytes:
        body = self.group(tree)
        size = struct.pack(">I" if self.version == 3 else ">Q", len(body))
        return struct.pack(">I", self.version) + size + struct.pack(">I", 1) + body + b"\0" * 8

    def group(self, tree: dict[str, Any]) -> bytes:
        entries = b"".join(self.entry(name, value) for name, value in tree.items())
        return b"\1\0" + self.count(len(tree)) + entries

    def entry(self, name: str, value: Any) -> bytes:
        kind = 20 if isinstance(value, dict) else 21
        label = b"" if name.isdigit() else name.encode("latin-1")
        body = self.group(value) if isinstance(value, dict) else self.data(value)
        size = struct.pack(">Q", len(body)) if self.version == 4 else b""
        return struct.pack(">BH", kind, len(label)) + label + size + body

    def data(self, value: Any) -> bytes:
        if isinstance(value, str):
            value = np.frombuffer(value.encode("utf-16-le"), "<u2")
        if isinstance(value, np.ndarray):
            info = [20, CODES[value.dtype.str[1:]], value.size]
            return self.info(info) + value.tobytes()
        if isinstance(value, tuple):  # a structure of two 16-bit numbers
            return self.info([15, 0, 2, 0, 2, 0, 2]) + struct.pack("<hh", *value)
        code, form = (7, "<d") if isinstance(value, float) else (5, "<I")
        return self.info([code]) + struct.pack(form, value)

    def info(self, info: list[int]) -> bytes:
        return b"%%%%" + self.count(len(info)) + b"".join(self.count(part) for part in info)


def image(data: np.ndarray[Any, Any], kind: int | None = None, **more: Any) -> dict[str, Any]:
    sides = {str(i): side for i, side in enumerate(reversed(data.shape))}
    return {
        "ImageData": {
            "Calibrations": {
                "Dimension": {
                    "0": {"Scale": 0.05, "Units": "nm"},
                    "1": {"Scale": 0.05, "Units": "nm"},
                }
            },
            "Data": data.ravel(),
            "DataType": kind or IMAGE_TYPES[data.dtype.str[1:]],
            "Dimensions": sides,
        },
        "Name": "Survey",
        **more,
    }


def tree(*images: dict[str, Any]) -> dict[str, Any]:
    return {
        "ApplicationBounds": (3, 4),
        "ImageList": {str(i): item for i, item in enumerate(images)},
    }


THUMBNAIL = image(np.zeros((50, 50), np.int32), kind=23)
DATA = np.random.default_rng(0).integers(0, 60000, (12, 17))


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("dtype", ["<u2", "<i4", "<f4", "<f8", "|u1"])
def test_the_image_beside_the_thumbnail_is_read(tmp_path: Path, version: int, dtype: str) -> None:
    path = tmp_path / f"a.dm{version}"
    data = DATA.astype(dtype)
    path.write_bytes(Writer(version).file(tree(THUMBNAIL, image(data))))
    stack = read_stack(path)
    assert stack.data.dtype == data.dtype
    assert np.array_equal(stack.data[0], data)
    assert stack.pixel_size.value == pytest.approx(5e-11)
    assert stack.description == f"Gatan DM{version}, Survey"


def test_a_stack_is_read(tmp_path: Path) -> None:
    data = np.arange(2 * 3 * 4, dtype=np.uint16).reshape(2, 3, 4)
    (tmp_path / "a.dm4").write_bytes(Writer(4).file(tree(THUMBNAIL, image(data))))
    assert np.array_equal(read_dm(tmp_path / "a.dm4").data, data)


@pytest.mark.parametrize(
    "item",
    [
        image(np.zeros(9, np.uint16)),
        image(np.zeros((2, 2, 3, 4), np.uint16)),
        image(np.zeros((2, 3, 4), np.uint16), ImageTags={"SI": {"Acquisition": 1}}),
        THUMBNAIL,
    ],
    ids=["spectrum", "4D", "spectrum image", "colour"],
)
def test_what_is_no_image_is_refused(tmp_path: Path, item: dict[str, Any]) -> None:
    (tmp_path / "a.dm3").write_bytes(Writer(3).file(tree(item)))
    with pytest.raises(ImageFileError, match="no STEM image"):
        read_dm(tmp_path / "a.dm3")


def test_dimensions_that_disagree_with_the_data_are_refused(tmp_path: Path) -> None:
    item = image(np.zeros((3, 4), np.uint16))
    item["ImageData"]["Dimensions"]["0"] = 2**31
    (tmp_path / "a.dm3").write_bytes(Writer(3).file(tree(item)))
    with pytest.raises(ImageFileError):
        read_dm(tmp_path / "a.dm3")


def test_reciprocal_units_are_no_pixel_size(tmp_path: Path) -> None:
    item = image(DATA.astype(np.uint16))
    item["ImageData"]["Calibrations"]["Dimension"]["0"]["Units"] = "1/nm"
    (tmp_path / "a.dm3").write_bytes(Writer(3).file(tree(item)))
    assert not read_dm(tmp_path / "a.dm3").pixel_size.known


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    nested: dict[str, Any] = {"x": 1}
    for _ in range(200):
        nested = {"x": nested}
    (tmp_path / "a.dm3").write_bytes(Writer(3).file(nested))
    with pytest.raises(ImageFileError, match="nested"):
        read_dm(tmp_path / "a.dm3")


def readable(path: Path) -> bool:
    try:
        return read_dm(path).data.size > 0
    except ImageFileError:
        return False


@pytest.mark.parametrize("version", [3, 4])
def test_damaged_files_are_told_and_never_crash(tmp_path: Path, version: int) -> None:
    good = Writer(version).file(tree(THUMBNAIL, image(DATA.astype(np.uint16))))
    path = tmp_path / f"a.dm{version}"
    random = np.random.default_rng(version)
    tags = [i for i in range(len(good)) if good[i : i + 4] == b"%%%%"]
    told = 0
    for trial in range(400):
        bad = bytearray(good)
        if trial % 4 == 0:
            bad = bad[: int(random.integers(0, len(good) - 8))]
        else:
            near = int(random.choice(tags))
            for place in random.integers(max(0, near - 40), near + 30, 2):
                bad[min(place, len(bad) - 1)] = int(random.integers(256))
        path.write_bytes(bad)
        told += not readable(path)
    assert told > 100
