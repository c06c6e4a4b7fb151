from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from stemviewer.core.errors import SessionFileError, SettingsError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.session.exporting.batch import export_many, parse_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [("all", [0, 1, 2, 3]), ("last", [3]), ("2", [2]), ("1-3", [1, 2, 3])],
)
def test_rows_by_name(text: str, rows: list[int]) -> None:
    assert list(parse_rows(text, 4)) == rows


@pytest.mark.parametrize("text", ["4", "2-9", "3-1", "-1", "first", ""])
def test_rows_that_are_not_there_are_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_rows(text, 4)


def test_a_session_in_files(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(number) for number in range(4)]
    session = kit.record(tmp_path / "session", frames)
    pngs = list(export_many(session, tmp_path / "png", "all", "both", "png"))
    # the kit makes a picture of every third frame
    assert [path.stem.split("_")[-1] for path in pngs].count("raw") == 4
    assert len(pngs) > 4
    made = next(path for path in pngs if not path.stem.endswith("raw"))
    with Image.open(made) as image:
        assert "compositeWithTrainedAlgorithmicMedia" in str(image.info)
    arrays = list(export_many(session, tmp_path / "npy", "1", "raw", "npy"))
    np.testing.assert_array_equal(np.load(arrays[0]), frames[1].data)
    assert json.loads(arrays[0].with_suffix(".json").read_text())


def test_intervals_are_the_second_plane_of_an_array_or_it_is_said_why_not(
    tmp_path: Path, kit: Any
) -> None:
    session = kit.record(tmp_path / "session", [kit.frame(number) for number in range(4)])
    asked: list[tuple[int, ...]] = []

    def half_width(frame: Frame, processed: Processed) -> Any:
        asked.append((frame.number, processed.parent))
        return processed.image * 0.1

    said: list[str] = []
    files = list(export_many(session, tmp_path, "all", "processed", "npy", half_width, said.append))
    assert files
    assert not said
    assert all(one == other for one, other in asked)
    for file in files:
        planes = np.load(file)
        np.testing.assert_allclose(planes[1], planes[0] * 0.1, rtol=1e-6)
        told = json.loads(file.with_suffix(".json").read_text())["rendering"]["second_plane"]
        assert told == "half width of the 90 % interval of each pixel [electrons per pixel]"
    again = export_many(
        session, tmp_path, "all", "processed", "npy", lambda *_: "no interval", said.append
    )
    assert all(np.load(file).ndim == 2 for file in again)
    assert len(said) == len(files)
    assert said[0].endswith("no second plane, no interval")


def test_nothing_to_export_is_said(tmp_path: Path, kit: Any) -> None:
    session = kit.record(tmp_path / "session", [kit.frame(0)])
    with pytest.raises(SessionFileError, match="nothing to export"):
        list(export_many(session, tmp_path / "out", "0", "processed", "png"))
