from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Provenance
from stemviewer.core.quantity import set_to
from stemviewer.denoise.registry import method
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder
from stemviewer.ui.review.window import ReviewWindow

SIDE, FRAMES = 128, 5


@pytest.fixture(scope="module")
def judged_session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Frames of one place; of frame 2 the picture shows a blot that is not there."""
    waves = 2.2 * np.cos(np.arange(SIDE) * 2 * np.pi / 16.0)
    rate = 5.0 + waves[:, None] + waves[None, :]
    settings = ScanSettings(SIDE, SIDE, set_to(1e-6), set_to(1e-11), set_to(2e-11))
    step = method("gaussian").make({"sigma": 2.0}).apply(np.ones((64, 64), np.float32)).step
    info = SessionInfo("Night", instrument=InstrumentInfo("Sim", "simulator", ("HAADF",)))
    options = RecordOptions(ring_bytes=16 << 20, reserve_bytes=1 << 20)
    recorder = Recorder.start(tmp_path_factory.mktemp("judged"), info, options)
    for number in range(FRAMES):
        counts = np.random.default_rng(number).poisson(rate).astype(np.uint16)
        recorder.put_frame(
            Frame(
                number, "HAADF", read_only(counts), settings, COUNTING, received_utc_ns=number + 1
            )
        )
        image = rate.astype(np.float32)
        if number == 2:
            image[60:68, 60:68] += 20.0
        recorder.put_processed(
            Processed((number,), "HAADF", read_only(image), Provenance((step,)), seconds=0.01)
        )
    return recorder.stop()


@pytest.fixture
def there(
    qtbot: QtBot, window: ReviewWindow, judged_session: Path, shown: Callable
) -> ReviewWindow:
    window.open_path(judged_session)
    qtbot.waitUntil(lambda: window.model.frames == FRAMES, timeout=20_000)
    window.go_to(2)
    shown(window, 2)
    window.tabs.setCurrentWidget(window.evidence)
    return window


def run(qtbot: QtBot, window: ReviewWindow) -> str:
    qtbot.mouseClick(window.evidence.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.evidence.running, timeout=30_000)
    return window.evidence.row.source.text()


def test_a_stored_frame_is_judged_and_shown_over_its_picture(
    there: ReviewWindow, qtbot: QtBot, shown: Callable
) -> None:
    row, pane = there.evidence.row, there.views.processed
    assert run(qtbot, there) == "frame 2 · judged by the neighbouring frame"
    assert "unseen electrons" in row.verdict.text()
    key = next(a for a in there.findChildren(QAction) if a.text() == "Evidence overlay")
    assert key.shortcut().toString() == "T"
    key.trigger()
    assert row.overlay.isChecked()
    layer = pane.evidence.layer
    assert any(abs(p.row - 64) < 8 and abs(p.column - 64) < 8 for p in layer.places)
    # a region over the blot
    area, camera = pane.image_area(), there.views.camera
    ends = [camera.to_screen(QPointF(at, at), area).toPoint() for at in (57, 71)]
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(pane, left, shift, ends[0])
    qtbot.mouseMove(pane, ends[1])
    qtbot.mouseRelease(pane, left, shift, ends[1])
    qtbot.waitUntil(lambda: "%" in row.region.text(), timeout=20_000)
    assert row.region.text().startswith(("region: absent", "region: present, but of another"))
    # of the next frame nothing is known yet
    there.step(1)
    shown(there, 3)
    assert pane.evidence.layer is None
    assert pane.mark.rect.isEmpty()
    assert "no frame tested yet" in row.verdict.text()


def test_the_sum_of_a_span_judges_more_sharply(there: ReviewWindow, qtbot: QtBot) -> None:
    run(qtbot, there)
    one = there.evidence_view._found.shown.evidence.limits.missing
    there.evidence.use_span.setChecked(True)
    assert (there.evidence.first.value(), there.evidence.last.value()) == (0, FRAMES - 1)
    run(qtbot, there)
    assert there.evidence_view._found.shown.evidence.limits.missing < 0.85 * one


def test_a_test_can_be_given_up(there: ReviewWindow, qtbot: QtBot) -> None:
    panel = there.evidence
    qtbot.mouseClick(panel.run, Qt.MouseButton.LeftButton)
    assert panel.cancel.isVisible()
    qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert not panel.running
    assert panel.run.isEnabled()
    panel.close_jobs()
    panel.poll()
    assert "no frame tested yet" in panel.row.verdict.text()


def test_what_has_no_picture_says_so(opened: ReviewWindow, qtbot: QtBot, shown: Callable) -> None:
    shown(opened, 0)
    opened.tabs.setCurrentWidget(opened.evidence)
    run(qtbot, opened)
    words = opened.evidence.row.verdict.text()
    assert words == "○ evidence not available: no picture was made of this frame"
