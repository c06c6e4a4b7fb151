"""The kinds of view, worked by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.image.arrangement import Slot, ViewKind
from stemviewer.ui.image.board import GAP
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.views import FRAME_BEFORE, Views

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def fill(make_frame: Callable, make_processed: Callable) -> Callable[..., None]:
    """Give views the pictures of a frame."""
    renderer = PairRenderer()

    def give(views: Views, number: int = 7, kind: Kind = Kind.DENOISED, made: bool = True) -> None:
        frame = make_frame(number=number, dose=20.0)
        processed = make_processed(frame, kind) if made else None
        pair = renderer.render(RenderRequest(PictureSource(frame, processed), scale=4.0))
        views.raw.show_picture(pair.raw)
        if pair.processed is not None:
            views.processed.show_picture(pair.processed)
        views.mirror()

    return give


@pytest.fixture
def views(qtbot: QtBot, themed: QApplication, fill: Callable) -> Iterator[Views]:
    made = Views()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.set_processing(True)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    fill(made)
    yield made
    made.close()


def seen(views: Views) -> set[Slot]:
    return {slot for slot in Slot if views.widget_of(slot).isVisible()}


def drag(qtbot: QtBot, widget, start: QPoint, end: QPoint) -> None:
    qtbot.mouseMove(widget, start)
    qtbot.mousePress(widget, LEFT, pos=start)
    qtbot.mouseMove(widget, end)
    qtbot.mouseRelease(widget, LEFT, pos=end)


@pytest.mark.parametrize(
    ("kind", "slots"),
    [
        (ViewKind.SPLIT, {Slot.RAW, Slot.PROCESSED}),
        (ViewKind.CURTAIN, {Slot.CURTAIN}),
        (ViewKind.BLINK, {Slot.PROCESSED}),
        (ViewKind.SINGLE, {Slot.PROCESSED}),
        (ViewKind.QUAD, {Slot.RAW, Slot.PROCESSED, Slot.EVIDENCE, Slot.CORNER}),
    ],
)
def test_every_kind_shows_its_panes_with_the_same_frame(
    views: Views, kind: ViewKind, slots: set[Slot], fill: Callable
) -> None:
    views.set_kind(kind)
    fill(views, number=12)
    assert seen(views) == slots
    shown = [pane.picture.number for pane in views.panes if pane.isVisible()]
    assert shown == [12] * len(shown)


@pytest.mark.parametrize("kind", list(ViewKind))
def test_zoom_and_cursor_stay_when_the_kind_changes(
    views: Views, kind: ViewKind, qtbot: QtBot
) -> None:
    views.camera.zoom_to(9.0)
    views.camera.pan(30, 10)
    centre = views.camera.centre
    views.set_kind(kind)
    assert views.camera.scale == pytest.approx(9.0)
    assert views.camera.centre == centre
    views.camera.fit()
    pane = next(pane for pane in views.panes if pane.isVisible())
    whole = views.camera.image_rect(pane.image_area())
    assert pane.image_area().adjusted(-1, -1, 1, 1).contains(whole)


def test_the_edges_of_the_panes_are_dragged_and_put_back(views: Views, qtbot: QtBot) -> None:
    views.set_kind(ViewKind.QUAD)
    middle = QPoint(views.width() // 2, views.height() // 2)
    drag(qtbot, views, middle, middle + QPoint(120, -80))
    assert views.raw.width() == pytest.approx(middle.x() + 120 - GAP / 2, abs=1)
    assert views.raw.height() == pytest.approx(middle.y() - 80 - GAP / 2, abs=1)
    drag(qtbot, views, middle + QPoint(120, -80), QPoint(-500, 3000))
    assert views.raw.width() > 100, "no pane is dragged away"
    corner = QPoint(views.raw.width() + GAP // 2, views.raw.height() + GAP // 2)
    qtbot.mouseDClick(views, LEFT, pos=corner)
    assert views.raw.width() == pytest.approx(views.processed.width(), abs=1)


# curtain


def test_the_curtain_is_raw_at_the_left_and_processed_at_the_right(
    views: Views, qtbot: QtBot
) -> None:
    views.set_kind(ViewKind.CURTAIN)
    pane, image = views.curtain, views.curtain.grab().toImage()
    y = image.height() // 2
    assert image.pixelColor(1, y).name() == c.KIND_COLOUR[Kind.RAW]
    assert image.pixelColor(image.width() - 2, y).name() == c.KIND_COLOUR[Kind.DENOISED]
    titles = {image.pixelColor(x, 12).name() for x in range(8, 60)}
    assert c.KIND_FILL[Kind.RAW] in titles
    half = image.width() // 2
    titles = {image.pixelColor(x, 12).name() for x in range(half + 10, half + 60)}
    assert c.KIND_FILL[Kind.DENOISED] in titles
    assert pane.accessibleName().startswith("Curtain: raw left, DENOISED live-0.1 right")


def test_the_edge_is_dragged_by_mouse_and_moved_by_keys(views: Views, qtbot: QtBot) -> None:
    views.set_kind(ViewKind.CURTAIN)
    pane = views.curtain
    area = pane.image_area().toRect()
    start, centre = area.center(), views.camera.centre
    drag(qtbot, pane, start, start + QPoint(area.width() // 4, 0))
    assert pane.edge == pytest.approx(0.75, abs=0.01)
    assert views.camera.centre == centre, "moving the edge is not panning"
    drag(qtbot, pane, start - QPoint(100, 0), start)
    assert pane.edge == pytest.approx(0.75, abs=0.01)
    assert views.camera.centre != centre
    pane.setFocus()
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    assert pane.edge == pytest.approx(0.73, abs=0.01)
    qtbot.mouseDClick(pane, LEFT, pos=QPoint(round(area.left() + pane.edge * area.width()), 300))
    assert pane.edge == 0.5
    for _ in range(60):
        qtbot.keyClick(pane, Qt.Key.Key_Right)
    assert pane.edge == 1.0


def test_the_edge_divides_the_very_pixels_of_split(views: Views, qtbot: QtBot) -> None:
    """Left of the edge the curtain shows what raw shows there, right of it what processed does."""
    views.set_kind(ViewKind.SINGLE)
    processed = views.processed.grab().toImage()
    views.other()
    raw = views.raw.grab().toImage()
    views.set_kind(ViewKind.CURTAIN)
    both = views.curtain.grab().toImage()
    middle = both.width() // 2
    for x in (middle - 200, middle - 60, middle + 60, middle + 200):
        expected = raw if x < middle else processed
        for y in range(150, 550, 7):
            assert both.pixel(x, y) == expected.pixel(x, y)


def test_a_curtain_without_a_processed_picture_says_what_it_waits_for(
    views: Views, fill: Callable
) -> None:
    views.set_kind(ViewKind.CURTAIN)
    views.processed.clear()
    views.mirror()
    told: list[int] = []
    views.curtain.on_painted = lambda picture: told.append(picture.number)
    image = views.curtain.grab().toImage()
    assert told == [7]
    assert image.pixelColor(1, 300).name() == c.KIND_COLOUR[Kind.RAW]
    violet = QColor(c.KIND_COLOUR[Kind.DENOISED])
    assert image.pixelColor(image.width() - 2, 300) != violet
    assert views.curtain.has_picture()


def test_raw_is_refused_where_processed_belongs(views: Views) -> None:
    with pytest.raises(ValueError, match="raw side"):
        views.curtain.show_pair(views.processed.picture, None)


# blink and single


def test_blink_shows_both_by_turns_and_stops_when_it_is_left(views: Views, qtbot: QtBot) -> None:
    views.set_kind(ViewKind.BLINK)
    assert seen(views) == {Slot.PROCESSED}
    qtbot.waitUntil(lambda: seen(views) == {Slot.RAW})
    qtbot.waitUntil(lambda: seen(views) == {Slot.PROCESSED})
    views.other()
    assert seen(views) == {Slot.RAW}
    assert not views._blink.isActive(), "it stops at the other one"
    views.other()
    assert views._blink.isActive()
    views.set_kind(ViewKind.SPLIT)
    assert not views._blink.isActive()


def test_the_focus_stays_on_an_image_while_it_blinks(views: Views, qtbot: QtBot) -> None:
    views.set_kind(ViewKind.BLINK)
    views.processed.setFocus()
    qtbot.waitUntil(views.processed.hasFocus)
    qtbot.waitUntil(views.raw.hasFocus)


def test_the_crosshair_tells_both_values_where_one_picture_is_seen(views: Views) -> None:
    views.camera.set_cursor(QPointF(20.5, 20.5))
    assert "raw" not in views.processed.crosshair_text()
    for kind, pane in ((ViewKind.SINGLE, views.processed), (ViewKind.CURTAIN, views.curtain)):
        views.set_kind(kind)
        views.camera.set_cursor(QPointF(20.5, 20.5))
        words = pane.crosshair_text()
        assert "e⁻/px" in words
        assert "raw" in words
        assert "±" in words


def test_raw_is_held_in_every_kind(views: Views) -> None:
    for kind in ViewKind:
        views.set_kind(kind)
        views.set_raw_only(True)
        assert not seen(views) & {Slot.PROCESSED, Slot.CURTAIN, Slot.EVIDENCE}
        views.set_raw_only(False)
        assert seen(views) & {Slot.PROCESSED, Slot.CURTAIN}


# marks and places


def test_a_processed_picture_of_the_frame_before_says_so(views: Views, fill: Callable) -> None:
    assert views.processed._state_badge[0] == ""
    fill(views, number=8, made=False)
    assert views.processed._state_badge[0] == FRAME_BEFORE
    assert views.raw._state_badge[0] == ""
    views.set_state_badge("HELD")
    assert {pane._state_badge[0] for pane in views.panes} == {"HELD"}


def test_a_region_dragged_in_one_pane_is_seen_in_all(views: Views, qtbot: QtBot) -> None:
    asked = []
    views.on_region(asked.append)
    views.set_kind(ViewKind.CURTAIN)
    views.set_marking(True)
    centre = views.curtain.image_area().center().toPoint()
    drag(qtbot, views.curtain, centre + QPoint(50, -40), centre + QPoint(150, 60))
    assert len(asked) == 1
    assert views.processed.mark.rect == asked[0]


def test_the_fourth_place_takes_any_widget(views: Views) -> None:
    views.set_kind(ViewKind.QUAD)
    label = QLabel("spectrum")
    views.set_corner(label)
    assert label.isVisible()
    assert label.geometry().left() > views.width() // 2 - GAP
    assert label.geometry().top() > views.height() // 2 - GAP


def test_marks_are_painted_over_the_picture(views: Views) -> None:
    class Dot:
        def paint(self, painter, camera, area) -> None:
            painter.fillRect(area, QColor("#123456"))

    before = views.raw.grab().toImage()
    views.raw.marks.append(Dot())
    centre = views.raw.image_area().center().toPoint()
    assert views.raw.grab().toImage().pixelColor(centre) == QColor("#123456")
    assert before.pixelColor(centre) != QColor("#123456")


def test_panes_are_opaque_images(views: Views) -> None:
    assert all(isinstance(pane, ImagePane) for pane in views.panes)
    assert views.minimumSizeHint().width() >= 440
