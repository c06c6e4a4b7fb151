from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from stemviewer.live.state import RecordingState
from stemviewer.ui.live.disk_watch import DiskWatch, free_bytes


def test_a_folder_that_is_not_made_yet_has_the_room_of_its_parent(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "a" / "b")
    assert free == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)


def test_room_is_told_before_anything_is_recorded(tmp_path: Path, qtbot: QtBot) -> None:
    watch = DiskWatch()
    qtbot.waitUntil(lambda: watch.filled(RecordingState(), tmp_path, 0.0).disk_free > 0)
    told = watch.filled(RecordingState(), tmp_path, 1e6)
    assert told.minutes_left == pytest.approx(told.disk_free / 6e7)
    active = RecordingState(active=True, disk_free=7)
    assert watch.filled(active, tmp_path, 1e6) is active
    watch.join(5.0)


def test_the_status_line_tells_the_room(window, qtbot: QtBot) -> None:
    def told() -> bool:
        window.refresh()
        return any(
            text.startswith("disk ") and text != "disk unknown"
            for text in window.status_line.texts()[1]
        )

    qtbot.waitUntil(told)
