from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Control, Range
from stemviewer.live.dose.following import DriftNow
from stemviewer.live.measure.correction import CorrectionState
from stemviewer.measuring.shapes import ShapeKind, cover
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.live.window import LiveWindow

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.mouseClick(window.view.raw, LEFT)
    qtbot.waitUntil(window.view.raw.hasFocus)
    return window


def at(window: LiveWindow, x: float, y: float) -> QPoint:
    pane = window.view.raw
    return window.view.camera.to_screen(QPointF(x, y), pane.image_area()).toPoint()


def drag(qtbot: QtBot, window: LiveWindow, start: QPoint, end: QPoint) -> None:
    pane = window.view.raw
    qtbot.mousePress(pane, LEFT, NONE, start)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(pane, start + (end - start) * share)
    qtbot.mouseRelease(pane, LEFT, NONE, end)


def panel(window: LiveWindow):
    return window.measure_dock.panel


def test_a_dragged_rectangle_tells_the_numbers_of_the_data(running, qtbot: QtBot) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_C, SHIFT)
    assert panel(running).pen.kind is ShapeKind.RECTANGLE
    assert panel(running).tools.buttons[ShapeKind.RECTANGLE].isChecked()
    drag(qtbot, running, at(running, 100, 120), at(running, 180, 200))
    (shape,) = panel(running).drawing.shapes
    assert panel(running).pen.kind is None
    table = panel(running).shapes.table
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    frame = running.view.on_screen.frame
    found = cover(shape, frame.data.shape)
    counts = frame.data[found.rows, found.columns][found.mask].astype(float)
    error = np.sqrt(counts.sum()) / counts.size
    assert table.item(0, 0).text() == "R1 raw"
    assert table.item(0, 1).text().startswith(f"{counts.mean():.3f}"[:4])
    assert f"± {error:.2g}"[:5] in table.item(0, 1).text()
    assert table.item(1, 0).text() == "R1 denoised"
    assert "±" not in table.item(1, 1).text()
    assert f"{counts.size} px" in panel(running).shapes.more.text()
    assert "nm²" in panel(running).shapes.more.text()


def test_shapes_are_moved_bent_and_taken_away_by_mouse_and_key(running, qtbot: QtBot) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_E, SHIFT)
    drag(qtbot, running, at(running, 100, 100), at(running, 200, 180))
    drawing = panel(running).drawing
    (before,) = drawing.shapes
    drag(qtbot, running, at(running, 150, 100), at(running, 190, 140))
    (moved,) = drawing.shapes
    shift = [b - a for a, b in zip(before.points[0], moved.points[0], strict=True)]
    assert shift == pytest.approx([40, 40], abs=3)
    drag(qtbot, running, at(running, *moved.points[1]), at(running, 300, 300))
    assert drawing.shapes[0].points[1] == pytest.approx((300, 300), abs=3)
    centre = running.view.camera.centre
    drag(qtbot, running, at(running, 400, 400), at(running, 420, 420))
    assert running.view.camera.centre != centre  # elsewhere a drag pans, and chooses nothing
    assert drawing.chosen is None
    qtbot.mouseClick(running.view.raw, LEFT, NONE, at(running, *drawing.shapes[0].points[0]))
    qtbot.keyClick(running.view.raw, Qt.Key.Key_Delete)
    assert drawing.shapes == ()


def test_polygon_and_angle_are_clicked(running, qtbot: QtBot) -> None:
    pane = running.view.raw
    qtbot.keyClick(pane, Qt.Key.Key_G, SHIFT)
    for place in ((100, 100), (200, 110), (180, 220)):
        qtbot.mouseClick(pane, LEFT, NONE, at(running, *place))
        qtbot.mouseMove(pane, at(running, place[0] + 20, place[1] + 20))
    assert panel(running).drawing.draft is not None
    qtbot.mouseClick(pane, LEFT, NONE, at(running, 101, 101))  # the first corner again
    (polygon,) = panel(running).drawing.shapes
    assert (polygon.kind, len(polygon.points)) == (ShapeKind.POLYGON, 3)
    qtbot.keyClick(pane, Qt.Key.Key_A, SHIFT)
    for place in ((300, 100), (300, 200), (400, 200)):
        qtbot.mouseClick(pane, LEFT, NONE, at(running, *place))
    angle = panel(running).drawing.shapes[-1]
    assert angle.kind is ShapeKind.ANGLE
    qtbot.keyClick(pane, Qt.Key.Key_L, SHIFT)
    drag(qtbot, running, at(running, 100, 300), at(running, 300, 300))
    table = panel(running).shapes.table
    qtbot.waitUntil(lambda: table.rowCount() == 4)
    assert table.item(2, 1).text().startswith(("90.", "89.", "91."))
    assert table.item(2, 1).text().endswith("°")
    assert table.item(3, 1).text().startswith(("2.0", "1.9"))
    assert "nm" in table.item(3, 1).text()  # 200 px of 0.01 nm


def test_a_profile_shows_raw_and_processed_and_copies_them(running, qtbot: QtBot) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_L)
    panel(running).profile.width_box.setValue(5)
    drag(qtbot, running, at(running, 60, 60), at(running, 260, 160))
    plot = panel(running).profile.plot
    qtbot.waitUntil(lambda: len(plot.curves) == 2)
    raw, made = plot.curves
    assert (raw.name, made.name) == ("raw", "denoised")
    assert raw.low is not None
    assert raw.x[-1] == pytest.approx(2.236, abs=0.03)  # nm
    assert "no interval" in panel(running).profile.note.text()
    qtbot.mouseMove(plot, plot.rect().center())
    qtbot.waitUntil(lambda: "raw" in plot.read_out())
    qtbot.mouseClick(panel(running).profile.copy, LEFT)
    head, *rows = QApplication.clipboard().text().splitlines()
    assert head.startswith(
        "distance [nm]\traw [e⁻/px]\traw counting error [e⁻/px]\tDENOISED live-0.1 ["
    )
    assert len(rows) == raw.x.size


def test_the_fft_and_the_lattice_come_up_by_key(running, qtbot: QtBot) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_F, CTRL)
    spectrum = panel(running).lattice.spectrum
    qtbot.waitUntil(lambda: panel(running).answer is not None)
    assert panel(running).answer.raw_spectrum.side == 512
    panel(running).lattice.tick.click()
    cell = panel(running).lattice.cells["a"][0]
    qtbot.waitUntil(lambda: "±" in cell.text(), timeout=20_000)
    # the test lattice repeats after 39 px / |(0.9, 0.43)| along both axes, at 0.1 Å/px
    assert float(cell.text().split(" ")[0]) == pytest.approx(3.9 / np.hypot(0.9, 0.43), abs=0.02)
    assert panel(running).lattice.cells["γ"][0].text().startswith(("90.", "89."))
    assert "±" not in panel(running).lattice.cells["a"][1].text()
    lattice = panel(running).answer.raw_lattice
    for vector in lattice.reciprocal:
        qtbot.mouseClick(spectrum, LEFT, NONE, spectrum.point_of(tuple(vector)).toPoint())
    qtbot.waitUntil(lambda: panel(running).answer.question.near is not None, timeout=20_000)
    qtbot.mouseMove(spectrum, spectrum.point_of((0.05, 0.0)).toPoint())
    qtbot.waitUntil(lambda: spectrum.read_out().startswith("d "))


def test_the_fft_is_the_fourth_pane_and_costs_nothing_unseen(running, qtbot: QtBot) -> None:
    assert panel(running).answer is None
    running.view.panes.set_kind(ViewKind.QUAD)
    qtbot.waitUntil(lambda: panel(running).answer is not None)
    assert running.view.panes.corner.isVisible()
    assert panel(running).answer.processed_spectrum is not None


def test_another_frame_size_keeps_shapes_on_their_place(
    running, pipeline, qtbot: QtBot, shown, frame
) -> None:
    from dataclasses import replace

    qtbot.keyClick(running.view.raw, Qt.Key.Key_C, SHIFT)
    drag(qtbot, running, at(running, 100, 120), at(running, 180, 200))
    before = panel(running).drawing.shapes[0].box
    settings = replace(running.view.on_screen.frame.settings, rows=256, columns=256)
    pipeline.next = shown(frame(2, settings))
    qtbot.waitUntil(lambda: running.view.camera.image_size == (256, 256))
    assert panel(running).drawing.shapes[0].box == pytest.approx([v / 2 for v in before])


def test_a_region_is_traced_over_the_frames_that_came(running, pipeline, qtbot, frame) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_C, SHIFT)
    drag(qtbot, running, at(running, 100, 120), at(running, 180, 200))
    (shape,) = panel(running).drawing.shapes
    worker = Worker("traces", pipeline.traces.run)
    worker.start()
    frames = [frame(number) for number in range(2, 6)]
    for one in frames:
        pipeline.traces.take(one)
    trace = panel(running).shapes.trace
    qtbot.waitUntil(lambda: bool(trace.curves) and trace.curves[0].y.size == 4)
    pipeline.traces.close()
    assert worker.join(10.0)
    found = cover(shape, frames[0].data.shape)
    means = [one.data[found.rows, found.columns][found.mask].mean() for one in frames]
    assert trace.curves[0].y == pytest.approx(means)


def test_the_drift_is_told_and_its_switches_act(running, pipeline, qtbot: QtBot, feed) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_D, SHIFT)
    page = running.measuring.drift
    qtbot.waitUntil(page.isVisible)
    assert not page.correct.isEnabled()
    assert "cannot shift" in page.note.text()
    past = tuple((0.5 * n, -0.2 * n, 0.15 * n) for n in range(12))
    pipeline.change(
        instrument=feed({Control.SHIFT_Y: Range(-1e-8, 1e-8), Control.SHIFT_X: Range(-1e-8, 1e-8)}),
        drift=DriftNow(1, (-2.2, 1.65), (-0.4, 0.3), 5.5, True, past),
    )
    qtbot.waitUntil(page.correct.isEnabled)
    assert page.speed.text() == "0.5000 Å/s at 53°"
    assert page.total.text() == "2.75 Å since this area was reached"
    assert "followed" in page.state.text()
    qtbot.mouseClick(page.correct, LEFT)
    assert "correct True" in pipeline.calls
    qtbot.mouseClick(page.average.tick, LEFT)
    assert pipeline.chains[-1].average == 8
    pipeline.change(correction=CorrectionState(True, 3, (1e-9, -2e-9)))
    qtbot.waitUntil(lambda: "moved 3 ×" in page.note.text())
    pipeline.change(correction=CorrectionState(True, 3, (1e-9, -2e-9), "the pixel size is unknown"))
    qtbot.waitUntil(lambda: "not kept now: the pixel size is unknown" in page.note.text())
