"""Trying another filter, and exporting: the session file is never written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Flag, Kind
from stemviewer.session.exporting.check import check_export
from stemviewer.ui import colours as c
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


@pytest.fixture(autouse=True)
def unchanged(session: Path) -> Iterator[None]:
    """Fail the test that changes the session."""
    before = hashlib.sha256(session.read_bytes()).hexdigest()
    yield
    assert hashlib.sha256(session.read_bytes()).hexdigest() == before


def choose(window: ReviewWindow, name: str) -> None:
    window.tabs.setCurrentWidget(window.reprocess)
    window.reprocess.choice.setCurrentIndex(window.reprocess.choice.findData(name))


def run(qtbot: QtBot, window: ReviewWindow) -> None:
    qtbot.mouseClick(window.reprocess.run, Qt.MouseButton.LeftButton)
    assert window.reprocess.running
    qtbot.waitUntil(lambda: not window.reprocess.running, timeout=20_000)


def badge(window: ReviewWindow) -> str:
    picture = window.views.processed.picture
    return "" if picture is None else picture.badge


def test_a_trial_is_shown_marked_and_can_be_compared(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    choose(opened, "gaussian")
    run(qtbot, opened)
    qtbot.waitUntil(lambda: badge(opened) == "FILTERED gaussian" and opened.told, timeout=10_000)
    boxes = opened.provenance.drawing.boxes
    assert boxes[-1].warning == "not in the session"
    image = opened.views.processed.grab().toImage()
    assert c.CAUTION in {image.pixelColor(x, 12).name() for x in range(image.width())}
    layer = opened.reprocess.layer
    qtbot.mouseClick(layer.button("stored"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: badge(opened) == "DENOISED live-0.1", timeout=10_000)
    assert opened.provenance.drawing.boxes[-1].warning == ""
    qtbot.mouseClick(layer.button("trial"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: badge(opened) == "FILTERED gaussian", timeout=10_000)


def test_a_trial_carries_the_flags_of_its_origin(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    choose(opened, "median")
    made: list[Flag] = []
    opened.reprocess.finished.connect(lambda result: made.append(result.processed.provenance.flags))
    run(qtbot, opened)
    assert made == [Flag.FILTERED | Flag.SIMULATED]


def test_stepping_leaves_the_trial_behind(qtbot: QtBot, opened: ReviewWindow, shown: Shown) -> None:
    choose(opened, "gaussian")
    run(qtbot, opened)
    qtbot.waitUntil(lambda: badge(opened) == "FILTERED gaussian", timeout=10_000)
    opened.step(1)
    shown(opened, 1)
    assert badge(opened) == ""
    assert not opened.reprocess.layer.isVisible()


def test_cancel_gives_the_result_up_at_once(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    choose(opened, "nlm")
    qtbot.mouseClick(opened.reprocess.run, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(opened.reprocess.cancel, Qt.MouseButton.LeftButton)
    assert not opened.reprocess.running
    opened.reprocess.close_jobs()
    opened.poll()
    assert badge(opened) == ""


def export(qtbot: QtBot, window: ReviewWindow, side: str, kind: str, folder: Path) -> Path:
    panel = window.export
    window.tabs.setCurrentWidget(panel)
    qtbot.mouseClick(panel.side.button(side), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.format.button(kind), Qt.MouseButton.LeftButton)
    panel.folder.setText(str(folder))
    target = panel.target
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.state.startswith("Written"), timeout=20_000)
    return target


def test_a_denoised_png_bears_badge_and_term(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, tmp_path: Path
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    path = export(qtbot, opened, "processed", "png", tmp_path / "out")
    assert path.name == "A3_frame102_denoised-live-0.1.png"
    with Image.open(path) as image:
        assert "compositeWithTrainedAlgorithmicMedia" in image.text["XML:com.adobe.xmp"]
        assert json.loads(image.text["stemviewer"])
        colours = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
    violet = (colours[:, 2] > 180) & (colours[:, 1] < 140) & (colours[:, 0] > 120)
    assert violet.sum() > 200


def test_a_jpeg_with_caption_and_credentials_is_read_back(
    qtbot: QtBot, opened: ReviewWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("c2pa")
    monkeypatch.setenv("STEMVIEWER_CREDENTIALS_FOLDER", str(tmp_path / "own"))
    panel = opened.export
    opened.tabs.setCurrentWidget(panel)
    qtbot.mouseClick(panel.format.button("tiff"), Qt.MouseButton.LeftButton)
    assert panel.caption.isHidden(), "a strip has no place among values"
    qtbot.mouseClick(panel.format.button("jpeg"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.credentials, Qt.MouseButton.LeftButton)
    path = export(qtbot, opened, "raw", "jpeg", tmp_path / "out")
    assert "intact, signed on this computer" in panel.state
    report = check_export(path)
    assert report.good
    assert report.description["caption"].startswith("RAW · frame 100")
    with Image.open(path) as image:
        assert image.height > image.width, "the strip with the caption"


def test_a_png_has_the_levels_in_view(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, tmp_path: Path
) -> None:
    path = export(qtbot, opened, "raw", "png", tmp_path)
    picture = opened.views.raw.picture
    assert picture is not None
    with Image.open(path) as image:
        rendering = json.dumps(json.loads(image.text["stemviewer"]))
    assert f'"high": {picture.limits.high}' in rendering


def test_a_raw_tiff_holds_the_stored_values(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, tmp_path: Path
) -> None:
    path = export(qtbot, opened, "raw", "tiff", tmp_path)
    assert opened.shown is not None
    np.testing.assert_array_equal(tifffile.imread(path), opened.shown.frame.data)


def test_there_is_no_processed_export_without_a_processed_picture(
    opened: ReviewWindow,
) -> None:
    assert opened.views.processed.picture is None
    assert not opened.export.side.button("processed").isEnabled()
    assert opened.export.side.current == "raw"


def test_an_export_that_fails_is_told(qtbot: QtBot, opened: ReviewWindow, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    opened.export.folder.setText(str(blocked))
    opened.tabs.setCurrentWidget(opened.export)
    qtbot.mouseClick(opened.export.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.notices.current is not None, timeout=10_000)
    assert opened.export.state == "Not exported."


def test_a_trial_is_exported_with_its_own_mark(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown, tmp_path: Path
) -> None:
    choose(opened, "gaussian")
    run(qtbot, opened)
    qtbot.waitUntil(lambda: badge(opened) == "FILTERED gaussian", timeout=10_000)
    qtbot.waitUntil(lambda: opened.told, timeout=10_000)
    path = export(qtbot, opened, "processed", "tiff", tmp_path)
    assert "filtered-gaussian" in path.name
    with tifffile.TiffFile(path) as tiff:
        assert tiff.pages[0].dtype == np.uint16
    assert opened.views.processed.picture is not None
    assert opened.views.processed.picture.kind is Kind.FILTERED
