from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import read_only
from stemviewer.inspection.layers import layer_picture, layers_of
from stemviewer.session.reading.reader import SessionReader
from stemviewer.ui.review.link_check import checked_links
from stemviewer.ui.review.metadata import changes
from stemviewer.ui.review.resting import Resting
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


def make_layer(qtbot: QtBot, window: ReviewWindow) -> None:
    window.tabs.setCurrentWidget(window.reprocess)
    window.reprocess.choice.setCurrentIndex(window.reprocess.choice.findData("gaussian"))
    qtbot.mouseClick(window.layers.run, Qt.MouseButton.LeftButton)
    assert window.layers.running
    qtbot.waitUntil(lambda: not window.layers.running, timeout=30_000)
    qtbot.waitUntil(lambda: window.layers.choice.count() == 2, timeout=10_000)


def test_marked_frames_become_a_layer_beside_the_session_that_is_shown_marked(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    path = opened._session.path
    assert path is not None
    before = path.read_bytes()
    opened.strip._mark((1, 3))
    assert "3" in opened.layers.run.text()
    make_layer(qtbot, opened)
    with SessionReader(path) as reader:
        session_id = reader.segments[0].header.session_id
        (info,) = layers_of(path, session_id)
        assert (info.method, info.pictures) == ("gaussian", 3)
        stored = layer_picture(info.folder, reader.row(2))
        assert stored is not None
        assert layer_picture(info.folder, reader.row(5)) is None
        assert json.loads((info.folder / "layer.json").read_text())["session_id"] == session_id
    assert path.read_bytes() == before
    layers = opened.layers
    layers.choice.setCurrentIndex(1)
    layers.chosen.emit(layers.choice.currentData())
    opened.go_to(2)

    def of_the_layer() -> bool:
        picture = opened.views.processed.picture
        return picture is not None and np.array_equal(picture.values, stored.image)

    qtbot.waitUntil(lambda: of_the_layer() and opened.told, timeout=20_000)
    assert opened.views.processed._state_badge[0] == "LAYER"
    assert info.folder.name in opened.provenance.drawing.boxes[-1].lines[0]
    opened.go_to(5)
    shown(opened, 5)
    assert opened.views.processed.picture is None
    assert opened.views.processed._empty[0] == "Not in this layer"
    layers.choice.setCurrentIndex(0)
    layers.chosen.emit(None)
    opened.go_to(2)
    qtbot.waitUntil(lambda: opened.views.processed._state_badge[0] == "", timeout=20_000)


def test_cancelled_layers_keep_what_was_made(qtbot: QtBot, opened: ReviewWindow) -> None:
    opened.tabs.setCurrentWidget(opened.reprocess)
    opened.reprocess.choice.setCurrentIndex(opened.reprocess.choice.findData("nlm"))
    qtbot.mouseClick(opened.layers.run, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(opened.layers.cancel, Qt.MouseButton.LeftButton)
    assert not opened.layers.running
    assert opened.layers.state.text().startswith("Cancelled")
    assert opened.layers.run.isEnabled()


def test_a_layer_of_other_pixels_or_another_session_is_refused(
    qtbot: QtBot, opened: ReviewWindow
) -> None:
    make_layer(qtbot, opened)
    path = opened._session.path
    assert path is not None
    with SessionReader(path) as reader:
        session_id, row = reader.segments[0].header.session_id, reader.row(0)
    assert layers_of(path, "another") == ()
    (info,) = layers_of(path, session_id)
    rows = info.folder / "rows.jsonl"
    rows.write_text(rows.read_text().replace(row.sha256, "0" * 64))
    with pytest.raises(SessionFileError, match="other raw pixels"):
        layer_picture(info.folder, row)


def test_each_link_of_the_chain_is_verified_on_demand(
    qtbot: QtBot, opened: ReviewWindow, shown: Shown
) -> None:
    opened.go_to(2)
    shown(opened, 2)
    qtbot.mouseClick(opened.provenance.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened.provenance.said), timeout=10_000)
    said = opened.provenance.said
    assert said.split("   ") == [
        "✓ raw pixels",
        "✓ made of this frame",
        "✓ picture",
        "✓ provenance",
    ]
    read = opened.shown
    assert read is not None
    other = np.array(read.frame.data)
    other[0, 0] += 1
    changed = replace(read, frame=replace(read.frame, data=read_only(other)))
    assert checked_links(changed)[0] == ("raw pixels", False)


def test_words_follow_a_fast_series_at_their_own_pace() -> None:
    now, done = [0.0], []
    resting = Resting(1.0, lambda: done.append(now[0]), lambda: now[0])
    for now[0] in (0.0, 0.2, 0.4, 0.9, 1.0, 1.1):
        resting.wanted()
    assert done == [0.0, 1.0]
    now[0] = 2.0
    resting.poll()
    resting.poll()
    assert done == [0.0, 1.0, 2.0]


def test_slow_words_rest_longer_so_that_the_pictures_go_first() -> None:
    now, done = [0.0], []

    def slow() -> None:
        done.append(now[0])
        now[0] += 0.5

    resting = Resting(0.1, slow, lambda: now[0])
    for now[0] in (0.0, 1.0, 2.0, 2.4, 2.6):
        resting.wanted()
    assert done == [0.0, 2.6]


def test_settings_that_changed_since_the_frame_before_are_told(tmp_path: Path) -> None:
    now = {"Frame": [("Number", "8", "feed")], "Scan": [("Dwell time", "2 µs", "set")]}
    was = {"Frame": [("Number", "7", "feed")], "Scan": [("Dwell time", "1 µs", "set")]}
    assert changes(now, was) == [("Dwell time", "1 µs → 2 µs", "set")]
    assert changes(now, now) == []
