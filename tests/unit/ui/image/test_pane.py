"""What a pane paints, and how mouse and keys move the camera of all panes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import UNKNOWN, assumed
from stemviewer.ui import colours as c
from stemviewer.ui.image import pane_frame
from stemviewer.ui.image.badge import HEIGHT
from stemviewer.ui.image.camera import STEP, Camera
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.pane import BORDER, ImagePane
from stemviewer.ui.image.picture import PanePicture

Panes = tuple[Camera, ImagePane, ImagePane]


@pytest.fixture
def panes(qtbot: QtBot, themed: QApplication) -> Iterator[Panes]:
    camera = Camera()
    window = QWidget()
    layout = QHBoxLayout(window)
    raw, processed = ImagePane(camera, "raw"), ImagePane(camera, "processed")
    layout.addWidget(raw)
    layout.addWidget(processed)
    window.resize(1040, 520)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield camera, raw, processed
    window.close()


@pytest.fixture
def render(make_frame: Callable, make_processed: Callable) -> Callable[..., list[PanePicture]]:
    renderer = PairRenderer()

    def pictures(kind: Kind = Kind.DENOISED, scale: float = 1.0, live: bool = True, **frame):
        made = make_frame(**frame)
        source = PictureSource(made, make_processed(made, kind), live=live)
        pair = renderer.render(RenderRequest(source, scale=scale))
        return [pair.raw, pair.processed]

    return pictures


def grabbed(pane: ImagePane) -> QImage:
    return pane.grab().toImage()


def colours_in(image: QImage, left: int, top: int, right: int, bottom: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(top, bottom)}


@pytest.mark.parametrize("kind", list(Kind))
def test_badge_and_border_have_the_colour_of_the_kind(
    panes: Panes, render: Callable, kind: Kind
) -> None:
    _, raw, processed = panes
    pane = raw if kind is Kind.RAW else processed
    pictures = render(kind if kind is not Kind.RAW else Kind.DENOISED)
    pane.show_picture(pictures[0] if kind is Kind.RAW else pictures[1])
    image = grabbed(pane)
    badge = colours_in(image, BORDER + 10, BORDER + 8, BORDER + 30, BORDER + 24)
    others = {fill for other, fill in c.KIND_FILL.items() if other is not kind}
    assert c.KIND_FILL[kind] in badge
    assert not badge & others
    assert image.pixelColor(1, image.height() // 2).name() == c.KIND_COLOUR[kind]


def test_violet_is_nowhere_without_a_network(panes: Panes, render: Callable) -> None:
    _, raw, processed = panes
    pictures = render(Kind.FILTERED)
    raw.show_picture(pictures[0])
    processed.show_picture(pictures[1])
    violet = {c.NETWORK, c.KIND_FILL[Kind.DENOISED], c.KIND_TEXT[Kind.DENOISED]}
    for pane in (raw, processed):
        image = grabbed(pane)
        assert not colours_in(image, 0, 0, image.width(), HEIGHT) & violet


def test_the_network_pane_says_that_it_is_not_raw(render: Callable) -> None:
    picture = render(Kind.DENOISED)[1]
    assert picture.badge == "DENOISED live-0.1"
    assert "network, not raw" in [part.text for part in picture.left]


def test_a_processed_picture_is_refused_on_the_raw_side(panes: Panes, render: Callable) -> None:
    _, raw, processed = panes
    pictures = render()
    with pytest.raises(ValueError, match="raw side"):
        raw.show_picture(pictures[1])
    with pytest.raises(ValueError, match="processed side"):
        processed.show_picture(pictures[0])


def test_unscanned_rows_are_hatched_below_a_line(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    raw.show_picture(render(valid=32)[0])
    image = grabbed(raw)
    area = raw.image_area()
    line = round(camera.to_screen(QPointF(0, 32), area).y())
    x = round(area.center().x())
    assert c.TEXT in colours_in(image, x - 10, line - 1, x + 10, line + 2)
    below = colours_in(image, x - 20, line + 20, x + 20, line + 60)
    assert c.FIELD in below
    assert len(below) >= 3, "a hatch has lines"
    assert "#000000" not in below, "not scanned is not zero"


def test_rows_of_the_frame_before_stay_visible_below_the_line(
    panes: Panes, render: Callable
) -> None:
    camera, raw, _ = panes
    before = render(number=1, dose=50.0)[0]
    partial = render(number=2, dose=50.0, valid=32)[0]
    assert partial.old_values is before.values
    raw.show_picture(partial)
    area = raw.image_area()
    image = grabbed(raw)
    line = round(camera.to_screen(QPointF(0, 32), area).y())
    x = round(area.center().x())
    below = colours_in(image, x - 60, line + 10, x + 60, line + 100)
    assert max(QColor(name).lightness() for name in below) > 150
    camera.set_cursor(QPointF(5, 50))
    assert "earlier frame" in raw.crosshair_text()
    camera.set_cursor(QPointF(5, 5))
    assert "earlier frame" not in raw.crosshair_text()


def test_a_stored_partial_frame_never_borrows_rows(render: Callable) -> None:
    render(number=1, live=False)
    assert render(number=2, valid=32, live=False)[0].old_values is None
    render(number=3, live=True)
    assert render(number=4, valid=32, live=False)[0].old_values is None


@pytest.mark.parametrize("change", ["pixel_size", "shape", "calibration"])
def test_rows_of_another_geometry_are_not_mixed_in(render: Callable, change: str) -> None:
    render(number=1)
    different = {
        "pixel_size": {"pixel_size": assumed(2e-11)},
        "shape": {"rows": 48},
        "calibration": {"calibration": DetectorCalibration()},
    }[change]
    assert render(number=2, valid=32, **different)[0].old_values is None


def test_rows_of_another_filter_are_not_mixed_in(render: Callable) -> None:
    render(Kind.DENOISED, number=1)
    assert render(Kind.FILTERED, number=2, valid=32)[1].old_values is None
    assert render(Kind.DENOISED, number=1)[1].old_values is None
    assert render(Kind.DENOISED, number=2, valid=32)[1].old_values is not None


def test_the_crosshair_reads_electrons_with_their_error(panes: Panes, render: Callable) -> None:
    _, raw, processed = panes
    camera = panes[0]
    pictures = render(dose=40.0)
    raw.show_picture(pictures[0])
    processed.show_picture(pictures[1])
    camera.set_cursor(QPointF(10.4, 20.6))
    counts = int(pictures[0].values[20, 10])
    text = raw.crosshair_text()
    assert "x 0.10 y 0.21 nm" in text
    assert f"{counts} ± " in text
    assert text.endswith("e⁻")
    assert "9.50 e⁻/px" in processed.crosshair_text()
    assert "±" not in processed.crosshair_text()


def test_the_crosshair_says_units_where_nothing_is_calibrated(
    panes: Panes, render: Callable
) -> None:
    camera, raw, _ = panes
    raw.show_picture(render(calibration=DetectorCalibration(), pixel_size=UNKNOWN)[0])
    camera.set_cursor(QPointF(3.5, 4.5))
    assert raw.crosshair_text().startswith("x  3 y  4 px")
    assert raw.crosshair_text().endswith("units")


def test_an_assumed_gain_is_named_with_the_number(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    gain = DetectorCalibration(gain=assumed(2.0), offset=assumed(0.0))
    raw.show_picture(render(calibration=gain)[0])
    camera.set_cursor(QPointF(3.5, 4.5))
    assert raw.crosshair_text().endswith("(assumed)")


def test_no_electron_is_not_known_without_error(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    raw.show_picture(render(dose=1e-9)[0])
    camera.set_cursor(QPointF(3.5, 4.5))
    assert "0 ± 1.0 e⁻" in raw.crosshair_text()


def test_unscanned_rows_have_no_value(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    raw.show_picture(render(valid=32)[0])
    camera.set_cursor(QPointF(5, 40))
    assert raw.crosshair_text().endswith("not scanned")


def test_the_mouse_moves_the_cursor_of_all_panes(
    qtbot: QtBot, panes: Panes, render: Callable
) -> None:
    camera, raw, processed = panes
    pictures = render()
    raw.show_picture(pictures[0])
    processed.show_picture(pictures[1])
    centre = raw.image_area().center().toPoint()
    qtbot.mouseMove(raw, centre)
    assert camera.cursor is not None
    assert camera.cursor.x() == pytest.approx(32, abs=0.5)
    assert processed.crosshair_text()
    qtbot.mouseMove(raw, QPoint(5, 5))
    assert camera.cursor is None


def wheel(pane: ImagePane, place: QPoint, notches: int) -> None:
    QApplication.sendEvent(
        pane,
        QWheelEvent(
            QPointF(place),
            QPointF(pane.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_the_wheel_zooms_at_the_cursor_in_both_panes(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    raw.show_picture(render()[0])
    place = (raw.image_area().center() + QPointF(60, -40)).toPoint()
    before = camera.to_image(QPointF(place), raw.image_area())
    scale = camera.scale
    wheel(raw, place, 3)
    after = camera.to_image(QPointF(place), raw.image_area())
    assert camera.scale == pytest.approx(scale * STEP**3)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_dragging_pans_and_a_double_click_fits(
    qtbot: QtBot, panes: Panes, render: Callable
) -> None:
    camera, raw, _ = panes
    raw.show_picture(render()[0])
    raw.setFocus()
    qtbot.keyClick(raw, Qt.Key.Key_Plus)
    fitted, before = camera.scale, camera.centre
    start = raw.image_area().center().toPoint()
    qtbot.mousePress(raw, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(raw, start + QPoint(40, 20))
    qtbot.mouseRelease(raw, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 20))
    moved = (before - camera.centre) * camera.scale
    assert (moved.x(), moved.y()) == pytest.approx((40, 20))
    qtbot.mouseDClick(raw, Qt.MouseButton.LeftButton, pos=start)
    assert camera.fitted
    assert camera.scale < fitted


def test_keys_zoom(qtbot: QtBot, panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    raw.show_picture(render()[0])
    qtbot.keyClick(raw, Qt.Key.Key_1)
    assert camera.scale * raw.devicePixelRatioF() == pytest.approx(1.0)
    qtbot.keyClick(raw, Qt.Key.Key_2)
    assert camera.scale * raw.devicePixelRatioF() == pytest.approx(2.0)
    qtbot.keyClick(raw, Qt.Key.Key_Minus)
    assert camera.scale * raw.devicePixelRatioF() == pytest.approx(2.0 / STEP)
    before = camera.centre.x()
    qtbot.keyClick(raw, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert camera.centre.x() > before
    qtbot.keyClick(raw, Qt.Key.Key_0)
    assert camera.fitted


def test_raw_pixels_are_visible_from_two_fold(panes: Panes, render: Callable) -> None:
    camera, raw, _ = panes
    camera.zoom_to(8.0)
    raw.show_picture(render(scale=8.0, dose=30.0)[0])
    camera.zoom_to(8.0)
    area = raw.image_area()
    corner = camera.to_screen(QPointF(20, 20), area)
    image = grabbed(raw)
    x, y = round(corner.x()), round(corner.y())
    assert len(colours_in(image, x + 1, y + 1, x + 7, y + 7)) == 1


def test_each_picture_is_reported_painted_once(panes: Panes, render: Callable) -> None:
    _, raw, _ = panes
    seen: list[int] = []
    raw.on_painted = lambda picture: seen.append(picture.number)
    raw.show_picture(render(number=3)[0])
    raw.repaint()
    raw.repaint()
    raw.show_picture(render(number=4)[0])
    raw.repaint()
    assert seen == [3, 4]


def test_an_empty_pane_says_what_to_do(panes: Panes, render: Callable) -> None:
    _, raw, _ = panes
    empty = grabbed(raw)
    raw.set_empty("No detector connected", "Start the simulator.")
    assert grabbed(raw) != empty
    raw.show_picture(render()[0])
    raw.clear()
    border = QColor(c.RAW).name()
    assert grabbed(raw).pixelColor(1, 200).name() != border


def test_a_narrow_pane_keeps_the_words_that_matter(
    qtbot: QtBot, themed: QApplication, render: Callable
) -> None:
    from stemviewer.ui.image.badge import fitting, part_width

    picture = render(number=123_456)[1]
    whole = part_width(picture.left[1]) + 12
    left, right = fitting(picture.left, picture.right, whole)
    assert [part.text for part in (*left, *right)] == ["not raw"]
    assert fitting(picture.left, picture.right, 4) == ([], []), "never painted over the edge"


def test_frame_after_frame_leaves_the_pixels_of_a_pane_painted_whole(
    panes: Panes, render: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera, raw, processed = panes
    monkeypatch.setattr(pane_frame, "_left_parts", lambda picture: picture.left)  # no age
    camera.zoom_to(5.3)
    for number in range(1, 4):
        pictures = render(number=number, dose=20.0, scale=camera.scale)
        for pane, picture in zip((raw, processed), pictures, strict=True):
            pane.show_picture(picture)
        QApplication.processEvents()
    window = raw.window()
    screen = window.screen().grabWindow(window.winId()).toImage()
    if screen.isNull():
        pytest.skip("this platform has no screen to look at")
    for pane in (raw, processed):
        seen = screen.copy(pane.geometry()).convertToFormat(QImage.Format.Format_RGB32)
        assert seen == grabbed(pane).convertToFormat(QImage.Format.Format_RGB32)
