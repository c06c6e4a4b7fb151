"""One camera for all panes: zoom, pan, fit and cursor in image coordinates."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.camera_fit import MAX_SCALE

VIEW = QRectF(0, 0, 400, 300)


@pytest.fixture
def camera() -> Camera:
    made = Camera()
    made.set_view(1, QSizeF(400, 300))
    made.set_image_size(200, 200)
    return made


def test_fits_the_whole_image_into_the_smallest_pane(camera: Camera) -> None:
    assert camera.scale == pytest.approx(1.5)
    camera.set_view(2, QSizeF(200, 300))
    assert camera.scale == pytest.approx(1.0)
    camera.forget_view(2)
    assert camera.scale == pytest.approx(1.5)


def test_the_point_under_the_cursor_stays_when_zooming(camera: Camera) -> None:
    point = QPointF(37.0, 160.0)
    before = camera.to_screen(point, VIEW)
    camera.zoom_about(2.0, point)
    after = camera.to_screen(point, VIEW)
    assert after.x() == pytest.approx(before.x())
    assert after.y() == pytest.approx(before.y())
    assert camera.scale == pytest.approx(3.0)
    assert not camera.fitted


def test_panning_moves_by_screen_pixels(camera: Camera) -> None:
    camera.zoom_to(2.0)
    before = camera.to_screen(QPointF(100, 100), VIEW)
    camera.pan(30, -10)
    moved = camera.to_screen(QPointF(100, 100), VIEW) - before
    assert (moved.x(), moved.y()) == pytest.approx((30, -10))


def test_screen_and_image_are_inverse(camera: Camera) -> None:
    camera.zoom_about(3.3, QPointF(20, 30))
    there = camera.to_image(camera.to_screen(QPointF(12.5, 99.25), VIEW), VIEW)
    assert (there.x(), there.y()) == pytest.approx((12.5, 99.25))


def test_another_image_size_keeps_the_same_part_in_sight(camera: Camera) -> None:
    camera.zoom_about(4.0, QPointF(50, 50))
    seen = camera.to_image(VIEW.center(), VIEW).x() / 200, 400 / camera.scale / 200
    camera.set_image_size(400, 400)
    now = camera.to_image(VIEW.center(), VIEW).x() / 400, 400 / camera.scale / 400
    assert now == pytest.approx(seen)


def test_the_image_cannot_be_lost_nor_zoomed_without_end(camera: Camera) -> None:
    camera.pan(1e6, -1e6)
    assert 0 <= camera.centre.x() <= 200
    assert 0 <= camera.centre.y() <= 200
    for _ in range(100):
        camera.zoom_in()
    assert camera.scale == MAX_SCALE
    for _ in range(200):
        camera.zoom_out()
    assert camera.scale > 0.1


def test_a_cursor_outside_the_image_is_none(camera: Camera) -> None:
    camera.set_cursor(QPointF(10, 10))
    assert camera.cursor == QPointF(10, 10)
    camera.set_cursor(QPointF(-1, 10))
    assert camera.cursor is None
