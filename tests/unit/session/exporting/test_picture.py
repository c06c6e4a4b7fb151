from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.session.exporting.metadata import IPTC, ExportContext, session_context
from stemviewer.session.exporting.picture import ExportOptions, export_npy, export_png, export_tiff
from stemviewer.session.exporting.render import BADGE_COLOURS, badge_of, scale_bar
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.session.reading.reader import SessionReader

SETTINGS = ScanSettings(512, 512, pixel_size=set_to(2e-11))
CONTEXT = ExportContext(settings=SETTINGS)
STEPS = {
    "denoised": Step("live-0.1", "1", {}, Flag.NETWORK, "cd" * 32),
    "filtered": Step("gaussian", "1", {"sigma": 1.0}, Flag.FILTERED),
    "averaged": Step("accumulate", "1", {"frames": 8}, Flag.ACCUMULATED),
}
TERMS = {
    "denoised": "compositeWithTrainedAlgorithmicMedia",
    "filtered": "algorithmicallyEnhanced",
    "averaged": "computationalCapture",
}


def _picture(kind: str, extra: Flag = Flag.NONE) -> Processed:
    rows, columns = np.indices((512, 512))
    image = read_only((4 + np.cos(rows / 9) * np.cos(columns / 9)).astype(np.float32))
    return Processed((3,), "HAADF", image, Provenance((STEPS[kind],), extra))


def _frame(dtype: str = "uint16", pixel: float | None = 2e-11, **changes: Any) -> Frame:
    data = np.random.default_rng(0).poisson(5, (512, 512)).astype(dtype)
    size = UNKNOWN if pixel is None else set_to(pixel)
    return Frame(3, "HAADF", read_only(data), ScanSettings(512, 512, pixel_size=size), **changes)


def _opened(path: Path) -> tuple[Any, dict[Any, Any]]:
    with Image.open(path) as image:
        image.load()
        return np.asarray(image), dict(image.info)


@pytest.mark.parametrize("kind", ["denoised", "filtered", "averaged"])
def test_a_processed_png_carries_its_badge_term_and_hashes(tmp_path: Path, kind: str) -> None:
    picture = _picture(kind)
    path = export_png(picture, tmp_path / "p.png", CONTEXT)
    pixels, info = _opened(path)
    colour = BADGE_COLOURS[picture.provenance.kind]
    assert tuple(pixels[0, 0]) == colour
    assert tuple(pixels[-1, -1]) == colour
    badge = (pixels[:25, :60] == colour).all(-1)
    assert badge.mean() > 0.4, "no plate"
    assert (pixels[3:25, 5:200] == 0).all(-1).sum() > 40, "no letters on it"
    assert IPTC + TERMS[kind] in info["XML:com.adobe.xmp"]
    content = json.loads(info["stemviewer"])
    assert content["kind"] == kind
    assert content["flags"] == list(picture.provenance.flags.names())
    assert content["weights_sha256"] == ("cd" * 32 if kind == "denoised" else "")
    assert content["provenance_sha256"] == picture.provenance.digest()


def test_violet_is_for_networks_alone(tmp_path: Path) -> None:
    path = export_png(_frame(), tmp_path / "raw.png")
    pixels, _ = _opened(path)
    assert np.ptp(pixels.astype(int), axis=-1).max() == 0


def test_a_warning_is_in_the_badge() -> None:
    picture = _picture("denoised", Flag.OUT_OF_RANGE)
    assert badge_of(picture, picture.provenance.flags).text == "DENOISED live-0.1 | OUT OF RANGE"


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "float32"])
def test_a_raw_tiff_keeps_every_value(tmp_path: Path, dtype: str) -> None:
    frame = _frame(dtype)
    path = export_tiff(frame, tmp_path / "raw.tif")
    back = tifffile.imread(path)
    assert back.dtype == (np.uint16 if dtype == "uint8" else dtype)
    assert np.array_equal(back, frame.data)
    with tifffile.TiffFile(path) as file:
        tags = file.pages[0].tags
        assert (IPTC + "digitalCapture").encode() in tags[700].value
        numerator, denominator = tags["XResolution"].value
        per_metre = numerator / denominator * (1e9 if file.is_imagej else 1e2)
        assert per_metre == pytest.approx(1 / 2e-11, rel=1e-6)
        if file.is_imagej:
            assert file.imagej_metadata["unit"] == "nm"
            assert json.loads(file.imagej_metadata["Info"])["kind"] == "raw"


def test_a_processed_tiff_is_16_bit_marked_and_can_be_turned_back(tmp_path: Path) -> None:
    picture = _picture("denoised")
    path = export_tiff(picture, tmp_path / "p.tif", CONTEXT)
    with tifffile.TiffFile(path) as file:
        values = file.asarray()
        content = json.loads(file.imagej_metadata["Info"])
        assert (IPTC + TERMS["denoised"]).encode() in file.pages[0].tags[700].value
    assert values.dtype == np.uint16
    rendering = content["rendering"]
    electrons = values * rendering["electrons_per_unit"] + rendering["offset"]
    middle = np.s_[60:400, 20:-20]
    assert np.abs(electrons - picture.image)[middle].max() <= rendering["electrons_per_unit"]
    assert content["weights_sha256"] == "cd" * 32
    corner = values[4:24, 4:160]
    assert (corner == values.min()).mean() > 0.5, "no plate"
    assert (corner == values.max()).sum() > 50, "no letters on it"


def test_no_scale_bar_without_a_pixel_size(tmp_path: Path) -> None:
    with_bar = _opened(export_png(_frame(), tmp_path / "a.png"))[0]
    without = _opened(export_png(_frame(pixel=None), tmp_path / "b.png"))[0]
    off = export_png(_frame(), tmp_path / "c.png", options=ExportOptions(scale_bar=False))
    changed = (with_bar != without).any(-1)
    assert changed[400:, :200].any()
    assert not changed[:400].any()
    assert np.array_equal(_opened(off)[0], without)


@pytest.mark.parametrize(
    ("columns", "pixel", "label"),
    [
        (512, 2e-11, "2 nm"),
        (512, 1e-11, "1 nm"),
        (1024, 5.3e-9, "1 µm"),
        (64, 2e-11, "200 pm"),
        (200, 1e-10, "5 nm"),
    ],
)
def test_the_bar_has_a_round_length(columns: int, pixel: float, label: str) -> None:
    length, text = scale_bar(columns, pixel)
    assert text == label
    assert columns / 11 < length <= columns / 4 + 1e-6


def test_levels_and_enlargement(tmp_path: Path) -> None:
    data = read_only(np.arange(16, dtype=np.uint8).reshape(4, 4))
    frame = Frame(0, "BF", data, ScanSettings(4, 4))
    options = ExportOptions(low=0, high=15)
    pixels = _opened(export_png(frame, tmp_path / "a.png", options=options))[0]
    assert pixels.shape == (512, 512, 3)
    assert (pixels[::128, ::128, 0] == np.arange(16).reshape(4, 4) * 17).all()


def test_rows_that_never_came_are_hatched(tmp_path: Path) -> None:
    frame = _frame(valid_rows=200, complete=False, pixel=None)
    pixels = _opened(export_png(frame, tmp_path / "a.png"))[0][..., 0]
    assert set(np.unique(pixels[200:])) == {40, 90}


def test_flat_and_non_finite_pictures_can_be_exported(tmp_path: Path) -> None:
    flat = Frame(0, "BF", read_only(np.full((8, 8), 7, np.uint16)), ScanSettings(8, 8))
    holes = np.full((8, 8), np.nan, np.float32)
    nothing = Frame(0, "BF", read_only(holes), ScanSettings(8, 8))
    export_png(flat, tmp_path / "flat.png")
    export_png(nothing, tmp_path / "nothing.png")


def test_export_from_a_session(tmp_path: Path, kit: Any) -> None:
    path = kit.record(tmp_path, [kit.frame(n) for n in range(3)])
    with SessionReader(path) as reader:
        context = session_context(reader, 1)
        picture = reader.processed(1)
        assert picture is not None
        png = export_png(picture, tmp_path / "p.png", context)
        content = json.loads(_opened(png)[1]["stemviewer"])
        assert content["session"] == "Night run 1"
        assert content["raw_sha256"] == reader.row(1).sha256
        assert content["pixels_sha256"] == reader.row(1).processed_row.sha256
        assert "SIMULATED" in content["flags"]
        npy = export_npy(reader.raw(1), tmp_path / "raw.npy", context)
        assert np.array_equal(np.load(npy), reader.raw(1).data)
        beside = json.loads((tmp_path / "raw.json").read_text())
        assert beside["digital_source_type"] == IPTC + "algorithmicMedia"


def test_a_served_file_is_not_claimed_as_a_capture(tmp_path: Path) -> None:
    context = ExportContext(instrument=InstrumentInfo("f", "file"))
    path = export_png(_frame(), tmp_path / "a.png", context)
    assert "DigitalSourceType" not in _opened(path)[1]["XML:com.adobe.xmp"]


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SessionFileError, match="cannot be written"):
        export_png(_frame(), tmp_path / "missing" / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_intervals_are_a_second_plane_that_can_be_turned_back(tmp_path: Path) -> None:
    picture = _picture("denoised")
    wide = np.random.default_rng(3).random(picture.image.shape) * 0.7
    path = export_tiff(picture, tmp_path / "p.tif", CONTEXT, ExportOptions(half_width=wide))
    alone = tifffile.imread(export_tiff(picture, tmp_path / "q.tif", CONTEXT))
    with tifffile.TiffFile(path) as file:
        planes = file.asarray()
        said = json.loads(file.imagej_metadata["Info"])["rendering"]["second_plane"]
    assert planes.shape == (2, *picture.image.shape)
    assert np.array_equal(planes[0], alone)
    assert "half width of the 90 % interval" in said["holds"]
    middle = np.s_[60:400, 20:-20]
    back = planes[1] * said["electrons_per_unit"]
    assert np.abs(back - wide)[middle].max() <= said["electrons_per_unit"]
