"""The measuring panel on any panes of a camera, as a window without a live source has them."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import UNKNOWN, assumed
from stemviewer.measuring.rulers import Reading
from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.measure import words
from stemviewer.ui.measure.panel import PROFILE, MeasurePanel
from stemviewer.ui.measure.plot_columns import columns

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def parts(qtbot: QtBot):
    window = QWidget()
    camera = Camera(window)
    pane, panel = ImagePane(camera, "raw"), MeasurePanel(camera)
    pane.marks.append(panel.mark)
    layout = QHBoxLayout(window)
    layout.addWidget(pane)
    layout.addWidget(panel)
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield pane, panel
    panel.close_down()


def show(parts, frame, processed=None) -> None:
    pane, panel = parts
    pair = PairRenderer().render(RenderRequest(PictureSource(frame, processed)))
    pane.show_picture(pair.raw)
    panel.present(pair)


def polled(panel: MeasurePanel, qtbot: QtBot, ready) -> None:
    def done() -> bool:
        panel.poll()
        return ready()

    qtbot.waitUntil(done, timeout=20_000)


def test_units_without_pixel_size_and_calibration_are_said(parts, qtbot, make_frame) -> None:
    pane, panel = parts
    show(parts, make_frame(calibration=DetectorCalibration(), pixel_size=UNKNOWN))
    panel.tools.buttons[ShapeKind.RECTANGLE].click()
    camera = pane._camera
    ends = [camera.to_screen(QPointF(*p), pane.image_area()).toPoint() for p in ((4, 4), (30, 30))]
    qtbot.mousePress(pane, LEFT, NONE, ends[0])
    qtbot.mouseMove(pane, ends[1])
    qtbot.mouseRelease(pane, LEFT, NONE, ends[1])
    panel.drawing.add(Shape(ShapeKind.DISTANCE, ((4.0, 4.0), (34.0, 44.0))))
    table = panel.shapes.table
    polled(panel, qtbot, lambda: table.rowCount() == 2)
    assert table.item(0, 1).text().endswith(" units")
    assert "±" not in table.item(0, 1).text()
    assert table.item(1, 1).text() == "50.00 ± 0.71 px at −53.1°"
    panel.drawing.choose("R1")
    polled(panel, qtbot, lambda: "no error: electrons unknown" in panel.shapes.more.text())
    assert "nm²" not in panel.shapes.more.text()


def test_a_frame_without_processed_has_a_raw_profile_alone(parts, qtbot, make_frame) -> None:
    _, panel = parts
    show(parts, make_frame())
    panel.show_page(PROFILE)
    panel.drawing.add(Shape(ShapeKind.PROFILE, ((4.0, 4.0), (34.0, 44.0)), 3.0))
    polled(panel, qtbot, lambda: len(panel.profile.plot.curves) == 1)
    assert panel.profile.note.text() == "Band: raw ± counting error."
    panel.drawing.clear()
    assert panel.profile.plot.curves == ()


def test_a_profile_is_written_as_a_table(parts, qtbot, make_frame, tmp_path) -> None:
    _, panel = parts
    show(parts, make_frame())
    panel.show_page(PROFILE)
    assert not panel.profile.save.isEnabled()
    panel.drawing.add(Shape(ShapeKind.PROFILE, ((4.0, 4.0), (34.0, 44.0)), 3.0))
    polled(panel, qtbot, lambda: len(panel.profile.plot.curves) == 1)
    qtbot.mouseClick(panel.profile.save, LEFT)
    (dialog,) = panel.profile.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "p.csv"))
    dialog.close()
    text = (tmp_path / "p.csv").read_bytes().decode("utf-8")
    assert text.count("\r\n") == len(text.splitlines())
    rows = list(csv.DictReader(text.splitlines()))
    raw = panel.profile.plot.curves[0]
    assert [name.split(" [")[0] for name in rows[0]] == ["distance", "raw", "raw counting error"]
    told = np.array([float(list(row.values())[1]) for row in rows])
    np.testing.assert_allclose(told, raw.y, rtol=1e-5)
    told_errors: list[Exception] = []
    panel.failed = told_errors.append
    panel.profile.write(panel.answer, tmp_path)
    assert "cannot be written" in str(told_errors[0])


def test_filters_have_no_interval_and_say_so(parts, qtbot, make_frame, make_processed) -> None:
    _, panel = parts
    frame = make_frame()
    show(parts, frame, make_processed(frame, Kind.FILTERED))
    panel.show_page(PROFILE)
    panel.drawing.add(Shape(ShapeKind.PROFILE, ((4.0, 4.0), (34.0, 44.0)), 3.0))
    polled(panel, qtbot, lambda: len(panel.profile.plot.curves) == 2)
    assert "no interval for filters" in panel.profile.note.text()


def test_what_fails_is_told_and_the_next_question_is_answered(
    parts, qtbot, make_frame, monkeypatch
) -> None:
    _, panel = parts
    told: list[Exception] = []
    panel.failed = told.append
    show(parts, make_frame())
    with monkeypatch.context() as broken:
        broken.setattr("stemviewer.ui.measure.measurer.answer", lambda _: 1 / 0)
        panel.drawing.add(Shape(ShapeKind.ELLIPSE, ((4.0, 4.0), (20.0, 20.0))))
        polled(panel, qtbot, lambda: bool(told))
    assert isinstance(told[0], ZeroDivisionError)
    panel.drawing.add(Shape(ShapeKind.ELLIPSE, ((4.0, 4.0), (24.0, 20.0))))
    polled(panel, qtbot, lambda: panel.shapes.table.rowCount() == 2)


def test_value_and_error_end_at_the_same_place() -> None:
    assert words.with_error(2.21345, 0.0123) == "2.213 ± 0.012"
    assert words.with_error(1234.5, 17.0) == "1234 ± 17"
    assert words.with_error(-0.5, 0.02) == "−0.500 ± 0.020"
    assert words.with_error(3.14159, None) == "3.142"
    assert words.with_error(float("nan"), 1.0) == "–"
    doubtful = words.length(Reading(100.0, 0.7), assumed(2e-11))
    assert doubtful == "2.000 ± 0.014 nm (assumed)"
    assert words.length(Reading(10.0, 0.7), assumed(2e-11)) == "2.00 ± 0.14 Å (assumed)"


def test_columns_keep_the_mean_of_what_they_hold() -> None:
    x, y = np.linspace(0.0, 10.0, 101), np.sin(np.arange(101.0))
    found = columns(x, y, y - 1, None)
    assert found.y.size == 11
    assert found.y[0] == pytest.approx(y[:10].mean())
    assert found.low[3] == pytest.approx(found.y[3] - 1)
    assert np.isnan(found.high).all()
