"""Float and OME TIFF, HyperSpy, tables, NeXus subsets and movies, read back by others' readers."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import tifffile
from PIL import Image

from stemviewer.cli import main
from stemviewer.core.errors import SessionFileError, SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind, Provenance, Step
from stemviewer.core.quantity import assumed, set_to
from stemviewer.session.exporting.batch import export_many
from stemviewer.session.exporting.caption import caption
from stemviewer.session.exporting.check import check_export
from stemviewer.session.exporting.drawing import values_of
from stemviewer.session.exporting.metadata import IPTC, ExportContext, session_context
from stemviewer.session.exporting.movie import Movie, export_movie
from stemviewer.session.exporting.readback import read_description
from stemviewer.session.exporting.render import BADGE_COLOURS
from stemviewer.session.reading.reader import SessionReader

FORMS = ["float-tiff", "ome-tiff", "hspy"]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, kit: Any) -> Path:
    """Nine frames; 1 and 7 denoised, 4 filtered."""
    frames = [kit.frame(number, 96) for number in range(9)]
    recorded: Path = kit.record(tmp_path_factory.mktemp("session"), frames)
    return recorded


def exported(session: Path, folder: Path, form: str) -> dict[str, Path]:
    made = export_many(session, folder, "1", "both", form)
    return {"raw" if "_raw" in path.name else "denoised": path for path in made}


def test_float_tiff_keeps_values_scale_and_marks(session: Path, tmp_path: Path) -> None:
    made = exported(session, tmp_path, "float-tiff")
    with SessionReader(session) as reader:
        raw, denoised = reader.raw(1), reader.processed(1)
    assert denoised is not None
    with tifffile.TiffFile(made["raw"]) as file:
        assert file.asarray().dtype == np.float32
        np.testing.assert_array_equal(file.asarray(), raw.calibration.electrons(raw.data))
        numerator, denominator = file.pages[0].tags["XResolution"].value
        assert numerator / denominator == pytest.approx(50.0), "pixels per nm"
        assert file.imagej_metadata["unit"] == "nm"
    burnt = tifffile.imread(made["denoised"])
    changed = burnt != denoised.image
    assert changed[0].all(), "the border of the badge is burnt in"
    assert not changed[30:60, 50:90].any(), "the rest are the values themselves"
    for kind, path in made.items():
        report = check_export(path)
        assert report.good
        assert report.description["kind"] == kind


def test_ome_says_size_and_description(session: Path, tmp_path: Path) -> None:
    made = exported(session, tmp_path, "ome-tiff")
    for kind, path in made.items():
        with tifffile.TiffFile(path) as file:
            assert file.is_ome
            xml = file.ome_metadata or ""
        assert re.search(r'PhysicalSizeX="0\.02\d*"', xml)
        assert 'PhysicalSizeXUnit="nm"' in xml
        report = check_export(path)
        assert report.good
        assert report.description["kind"] == kind
        assert report.description["digital_source_type"].startswith(IPTC)


def test_hyperspy_files_have_signal_axes_and_title(session: Path, tmp_path: Path) -> None:
    made = exported(session, tmp_path, "hspy")
    with SessionReader(session) as reader:
        pictures = {"raw": reader.raw(1), "denoised": reader.processed(1)}
    for kind, path in made.items():
        with h5py.File(path) as file:
            assert file.attrs["file_format"] == "HyperSpy"
            (title,) = file["Experiments"]
            group = file["Experiments"][title]
            picture = pictures[kind]
            assert picture is not None
            np.testing.assert_array_equal(group["data"][()], values_of(picture))
            axis = group["axis-1"].attrs
            assert (axis["scale"], axis["units"], axis["name"]) == (
                pytest.approx(0.02), "nm", "x",
            )  # fmt: skip
            assert title.startswith("RAW" if kind == "raw" else "DENOISED live-0.1")
            told = json.loads(group["original_metadata/stemviewer"].attrs["description"])
            assert told["kind"] == kind


def test_records_are_a_table_with_sources(session: Path, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    assert main(["export", str(session), "--frames", "0-4", "--records", str(path)]) == 0
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["number"] for line in lines] == ["0", "1", "2", "3", "4"]
    assert [line["kind"] for line in lines] == ["raw", "denoised", "raw", "raw", "filtered"]
    assert float(lines[1]["pixel_size [m]"]) == pytest.approx(2e-11)
    assert lines[1]["pixel_size_source"] == "set"
    assert lines[1]["voltage [V]"] == ""
    assert lines[1]["voltage_source"] == "unknown"
    with SessionReader(session) as reader:
        assert lines[4]["sha256"] == reader.row(4).sha256
        total = reader.row(4).dose.cumulative.value
    assert float(lines[4]["dose_cumulative [e/Å^2]"]) == pytest.approx(total)


def test_a_nexus_subset_is_plottable_and_names_its_source(session: Path, tmp_path: Path) -> None:
    path = tmp_path / "subset.h5"
    assert main(["export", str(session), "--frames", "1-4", "--nexus", str(path)]) == 0
    with h5py.File(path) as file, SessionReader(session) as reader:
        entry = file[file.attrs["default"]]
        assert entry.attrs["NX_class"] == "NXentry"
        assert entry["entry_identifier"][()].decode() == reader.segments[0].header.session_id
        for name, rows in (("raw", [1, 2, 3, 4]), ("denoised", [1]), ("filtered", [4])):
            data = entry[name]
            assert data.attrs["signal"] == "data"
            assert data["session_row"][:].tolist() == rows
            first = reader.raw(rows[0]) if name == "raw" else reader.processed(rows[0])
            assert first is not None
            np.testing.assert_array_equal(data["data"][0], values_of(first))
            assert data["x"][1] == pytest.approx(0.02)
            assert data["x"].attrs["units"] == "nm"
        assert b"PROCESSED, not a measurement" in entry["denoised/title"][()]
        assert (
            "trainedAlgorithmicMedia".lower()
            in str(entry["denoised"].attrs["digital_source_type"]).lower()
        )


def test_a_movie_shows_badge_and_dose(session: Path, tmp_path: Path) -> None:
    path = export_movie(session, tmp_path / "m.gif", Movie(range(9), processed=True, fps=5))
    with Image.open(path) as image:
        assert image.n_frames == 3
        assert image.info["duration"] == 200
        assert b"Algorithm" in image.info["comment"]
        image.seek(0)
        corner = np.asarray(image.convert("RGB"))[1, 1]
        strip = np.asarray(image.convert("L"))[-20:]
    wanted = np.array(BADGE_COLOURS[Kind.DENOISED])
    assert np.abs(corner.astype(int) - wanted).max() < 30
    assert strip.max() > 150, "the caption"
    with SessionReader(session) as reader:
        row, picture = reader.row(1), reader.processed(1)
        assert picture is not None
        assert "DENOISED live-0.1 · frame 1 · 62.4 e/px" in caption(
            picture, session_context(reader, row.index)
        )
    raw = export_movie(session, tmp_path / "r.gif", Movie(range(2, 4)))
    with Image.open(raw) as image:
        assert image.n_frames == 2


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_stills_have_kind_and_dose_below_and_their_pixels_untouched(
    session: Path, tmp_path: Path, form: str
) -> None:
    plain, strip = (
        list(export_many(session, tmp_path / str(on), "1", "both", form, caption=on))
        for on in (False, True)
    )
    for without, path in zip(plain, strip, strict=True):
        with Image.open(without) as before, Image.open(path) as after:
            assert after.width == before.width
            assert after.height > before.height
            same = np.asarray(after.convert("L"))[: before.height - 16].astype(int)
            was = np.asarray(before.convert("L"))[: before.height - 16].astype(int)
            assert np.abs(same - was).max() <= (0 if form == "png" else 8)
            assert np.asarray(after.convert("L"))[before.height + 2 :].max() > 150, "letters"
        told = read_description(path)
        assert "frame 1 · 62.4 e/px" in told["caption"]
        assert told["dose_cumulative"]["source"]
        assert check_export(path).good
    assert "RAW" in read_description(strip[0])["caption"]


def test_a_caption_says_what_is_not_known_and_what_is_assumed() -> None:
    settings = ScanSettings(8, 8, assumed(1e-6), set_to(1e-11), set_to(2e-11))
    data = read_only(np.ones((8, 8), np.uint16))
    known = caption(Frame(3, "HAADF", data, settings), ExportContext(cumulative=set_to(12345.0)))
    assert known.startswith("RAW · frame 3 · ~62.4 e/px")
    assert known.endswith("12\u202f345 e/Å² in all")
    unknown = caption(Frame(3, "HAADF", data, ScanSettings(8, 8)), ExportContext())
    assert unknown == "RAW · frame 3 · dose unknown"
    step = Step("mean", "1", {"frames": 4}, Flag.ACCUMULATED)
    mean = Processed((1, 2, 3, 4), "HAADF", read_only(data.astype(np.float32)), Provenance((step,)))
    assert "e/px each" in caption(mean, ExportContext(settings=settings))


def test_imagej_shows_the_caption_above_a_tiff(session: Path, tmp_path: Path) -> None:
    for path in export_many(session, tmp_path, "1", "both", "tiff"):
        with tifffile.TiffFile(path) as file:
            # tifffile hands out one label without its list
            assert "frame 1 · 62.4 e/px" in "".join(file.imagej_metadata["Labels"])


def test_movies_that_cannot_be_are_refused(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError, match="no movie"):
        export_movie(session, tmp_path / "m.avi", Movie(range(2)))
    with pytest.raises(SessionFileError, match="nothing to show"):
        export_movie(session, tmp_path / "m.gif", Movie(range(2, 4), processed=True))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="ffmpeg"):
        export_movie(session, tmp_path / "m.mp4", Movie(range(2)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed here")
def test_mp4_is_written_by_ffmpeg(session: Path, tmp_path: Path) -> None:
    path = export_movie(session, tmp_path / "m.mp4", Movie(range(9)))
    assert path.read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_every_format(session: Path, tmp_path: Path, form: str) -> None:
    command = ["export", str(session), "-o", str(tmp_path), "--frames", "1", "--format", form]
    assert main(command) == 0
    assert len(list(tmp_path.iterdir())) == 2
