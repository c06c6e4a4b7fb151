"""The window on the real live path, with the real simulator in its own process."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from stemviewer.app import make_pipeline
from stemviewer.core.provenance import Kind
from stemviewer.feeds.base import Control
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow

START_MS = 40_000
STEP_MS = 20_000


@pytest.fixture
def real(themed, qtbot: QtBot, tmp_path: Path):
    from stemviewer.denoise.registry import methods

    window = LiveWindow(
        None, make_pipeline, Store(tmp_path / "s.ini"), tmp_path / "sessions", methods()
    )
    window.resize(1366, 768)
    window.show()
    qtbot.mouseClick(window.start_page.simulator, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.view.on_screen is not None, timeout=START_MS)
    yield window
    if isValid(window):
        window.session.finish()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=START_MS)
        window.deleteLater()


@pytest.mark.timeout(150)
def test_scan_filter_dose_record_and_end(real: LiveWindow, qtbot: QtBot) -> None:
    assert "SCANNING" in real.strip.state.text() or real.link.status is not None
    qtbot.mouseClick(real.processing_dock.choice.button("gaussian"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: real.view.processed.picture is not None, timeout=STEP_MS)
    assert real.view.processed.picture.kind is Kind.FILTERED
    assert real.view.processed.picture.number == real.view.raw.picture.number

    before = real.link.status.settings.dwell.value
    edit = real.dose_dock.editors.edits[Control.DWELL]
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    edit.selectAll()
    qtbot.keyClicks(edit, f"{before * 1e6 * 4:g}")
    assert real.dose_dock.editors.preview_text.startswith("▲")
    qtbot.keyClick(edit, Qt.Key.Key_Return)

    def acknowledged() -> bool:
        return real.link.status.settings.dwell.value == pytest.approx(4 * before)

    qtbot.waitUntil(acknowledged, timeout=STEP_MS)

    qtbot.mouseClick(real.strip.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: real.link.status.recording.written > 1, timeout=STEP_MS)
    assert "RECORDING" in real.strip.state.text()
    qtbot.mouseClick(real.strip.record, Qt.MouseButton.LeftButton)

    def closed() -> bool:
        recording = real.link.status.recording
        return not recording.active and not recording.busy

    qtbot.waitUntil(closed, timeout=STEP_MS)
    assert list(real.record.folder.glob("*.nxs"))
