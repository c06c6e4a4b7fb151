"""Listing, searching and opening sessions of a folder, with the mouse and the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.bench.crafted.base import Ground, plant
from stemviewer.bench.crafted.sessions import KINDS
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


@pytest.fixture
def folder(session: Path) -> Path:
    """A folder with the recorded session and two files that are none."""
    (session.parent / "empty.nxs").write_bytes(b"")
    (session.parent / "half.nxs").write_bytes(session.read_bytes()[:5000])
    return session.parent


@pytest.fixture
def listed(
    qtbot: QtBot, themed: QApplication, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReviewWindow]:
    """The window with that folder listed."""
    window = ReviewWindow(index=tmp_path_factory.mktemp("index") / "sessions.sqlite3")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_path(folder)
    qtbot.waitUntil(lambda: len(window.folders.model.entries) == 3, timeout=60_000)
    yield window
    window.close()


def click(qtbot: QtBot, window: ReviewWindow, at: int) -> None:
    area = window.folders.list.visualRect(window.folders.model.index(at, 0))
    qtbot.mouseClick(window.folders.list.viewport(), Qt.MouseButton.LeftButton, pos=area.center())


def test_a_click_opens_a_session_and_bad_files_have_their_line(
    qtbot: QtBot, listed: ReviewWindow, shown: Shown, session: Path
) -> None:
    model = listed.folders.model
    lines = [str(model.data(model.index(at, 0))) for at in range(model.rowCount())]
    assert lines[0].endswith("3 sessions")
    assert any(line.startswith("A3, ") and "7 frames" in line for line in lines)
    assert any(line.startswith("empty.nxs, cannot be read: it is empty") for line in lines)
    assert any(line.startswith("half.nxs, is shorter than it says") for line in lines)
    tip = model.data(
        model.index(model.row_of(session.parent / "empty.nxs"), 0), Qt.ItemDataRole.ToolTipRole
    )
    assert "it is empty" in str(tip)
    assert listed.folders.note == "1 session · 2 unreadable"
    click(qtbot, listed, model.row_of(session))
    shown(listed, 0)
    assert listed.folders.list.currentIndex().row() == model.row_of(session)
    click(qtbot, listed, 0)
    assert model.rowCount() == 1, "the folder is closed by a click"
    click(qtbot, listed, 0)
    assert model.rowCount() == 4


def test_five_kinds_of_bad_file_have_a_clear_line_each_and_the_rest_is_listed(
    qtbot: QtBot, themed: QApplication, session: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Damaged, by others, made to do harm, empty, copied by half: beside a good one."""
    folder, whole = session.parent, session.read_bytes()
    damaged = bytearray(whole)
    damaged[100:20_000] = bytes(19_900)
    (folder / "damaged.nxs").write_bytes(bytes(damaged))
    with h5py.File(folder / "foreign.nxs", "w") as file:
        file["entry/data"] = [1, 2, 3]
    hostile = next(kind for kind in KINDS if kind.name == "session of 10^12 frames")
    outside = tmp_path_factory.mktemp("outside")
    plant(outside)
    (folder / "h").mkdir()
    made = hostile.make(Ground(folder / "h", outside, session))
    (folder / "empty.nxs").write_bytes(b"")
    (folder / "half.nxs").write_bytes(whole[: len(whole) // 2])
    window = ReviewWindow(index=tmp_path_factory.mktemp("index") / "sessions.sqlite3")
    qtbot.addWidget(window)
    window.show()
    window.open_path(folder)
    model = window.folders.model
    qtbot.waitUntil(lambda: len(model.entries) == 6, timeout=100_000)
    lines = {entry.path.name: str(model.data(model.index(model.row_of(entry.path), 0)))
             for entry in model.entries}  # fmt: skip
    for name, word in {
        "damaged.nxs": "damaged", "foreign.nxs": "session", made.name: "claims",
        "empty.nxs": "empty", "half.nxs": "shorter",
    }.items():  # fmt: skip
        assert word in lines[name], lines[name]
        assert len(lines[name]) > len(name) + 12
    assert "7 frames" in lines[session.name]
    click(qtbot, window, model.row_of(session))
    qtbot.waitUntil(lambda: window.model.frames == 7, timeout=60_000)
    window.close()


def test_typing_and_buttons_search(qtbot: QtBot, listed: ReviewWindow) -> None:
    panel = listed.folders

    def found(count: int) -> None:
        qtbot.waitUntil(lambda: len(panel.model.entries) == count, timeout=20_000)

    qtbot.keyClicks(panel.field, "lamella")
    found(1)
    qtbot.mouseClick(panel.chips["is:starred"], Qt.MouseButton.LeftButton)
    found(0)
    assert panel.state == "Nothing here is what was searched for."
    qtbot.mouseClick(panel.chips["is:starred"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.chips["has:denoised"], Qt.MouseButton.LeftButton)
    found(1)
    assert panel.model.entries[0].matching == 2
    qtbot.keyClicks(panel.field, " colour:red")
    qtbot.waitUntil(lambda: "colour:" in panel.state, timeout=20_000)


def test_what_comes_and_goes_is_seen(qtbot: QtBot, listed: ReviewWindow, folder: Path) -> None:
    (folder / "half.nxs").unlink()
    qtbot.waitUntil(lambda: len(listed.folders.model.entries) == 2, timeout=30_000)
    assert listed.folders.list.currentIndex() == QModelIndex()
