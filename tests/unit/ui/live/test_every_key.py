"""Every key of every action, pressed as an operator does, and what it does.

A new action with a key needs a case here: ``test_no_key_is_left_out`` fails without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic_ns

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import NOWHERE
from stemviewer.core.quantity import set_to
from stemviewer.feeds.base import Control
from stemviewer.live.history.packing import Arrival
from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.image.display_settings import LevelsMode
from stemviewer.ui.live.action_list import ACTIONS
from stemviewer.ui.live.measure_actions import action_of as drawing
from stemviewer.ui.live.view_actions import action_of as view_of
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.measure.panel import SPECTRUM

LEFT = Qt.MouseButton.LeftButton
PAST = 5
SMALL = ScanSettings(
    64, 64, dwell=set_to(1e-6), beam_current=set_to(1e-12), pixel_size=set_to(1e-11)
)


@dataclass
class Desk:
    """A window with pictures and a past, and what its source was asked."""

    window: LiveWindow
    pipeline: object
    bot: QtBot
    key: str = ""

    def press(self) -> None:
        """Press the key that is tried, on whatever has the focus."""
        combination = QKeySequence(self.key)[0]
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    @property
    def pane(self) -> QWidget:
        """The first pane that is seen."""
        return next(pane for pane in self.window.view.panes.panes if pane.isVisible())

    def focus(self) -> None:
        """Put the focus on an image, as a click on it does."""
        self.window.activateWindow()
        self.pane.setFocus()
        self.bot.waitUntil(self.pane.hasFocus)

    def dialog(self, name: str) -> QDialog:
        """Return a dialog that is open, not modal, and close it."""
        found = next(
            d
            for d in self.window.findChildren(QDialog)
            if name in (d.objectName(), d.windowTitle())
        )
        assert found.isVisible()
        assert not found.isModal()
        found.close()
        return found

    @property
    def number(self) -> int:
        """Of the frame on the screen."""
        return self.window.view.on_screen.frame.number


Case = Callable[[Desk], None]
CASES: dict[str, Case] = {}


def case(*names: str) -> Callable[[Case], Case]:
    def keep(made: Case) -> Case:
        CASES.update(dict.fromkeys(names, made))
        return made

    return keep


@case("scan")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.pipeline.sent[-1] == (Control.SCAN, 0.0)
    desk.press()
    assert desk.pipeline.sent[-1] == (Control.SCAN, 1.0)


@case("stop")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.pipeline.sent[-1] == (Control.STOP, 0.0)


@case("blank")
def _(desk: Desk) -> None:
    for on in (1.0, 0.0):
        desk.press()
        assert desk.pipeline.sent[-1] == (Control.BLANK, on)
        assert desk.window.actions_["blank"].isChecked() is bool(on)


@case("record")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.pipeline.now.recording.active
    desk.press()
    assert not desk.pipeline.now.recording.active


@case("new_area")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.pipeline.calls[-1] == "new_area"


@case("search")
def _(desk: Desk) -> None:
    desk.press()
    assert dict(desk.pipeline.sent)[Control.FIELD_OF_VIEW] == pytest.approx(40e-9)
    assert desk.pipeline.calls[-1] == "purpose imaging"


@case("focus")
def _(desk: Desk) -> None:
    desk.press()
    assert dict(desk.pipeline.sent)[Control.SIZE] == 256.0
    assert desk.pipeline.calls[-1] == "purpose focus"


@case("snapshot")
def _(desk: Desk) -> None:
    desk.press()
    desk.bot.waitUntil(
        lambda: len(list(desk.window.record.folder.glob("*.npy"))) == 2, timeout=20_000
    )


@case("export")
def _(desk: Desk) -> None:
    desk.press()
    assert "frame-99_raw.png" in desk.dialog("Export frame").selectedFiles()[0]


@case("review")
def _(desk: Desk) -> None:
    desk.press()
    desk.dialog("Review session")


@case(*(view_of(kind) for kind in ViewKind))
def _(desk: Desk) -> None:
    kind = list(ViewKind)[int(desk.key[-1]) - 1]
    desk.window.actions_["next_view" if kind is ViewKind.SPLIT else "view_split"].trigger()
    desk.focus()
    desk.press()
    assert desk.window.view.panes.state.kind is kind


@case("next_view")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.view.panes.state.kind is ViewKind.CURTAIN


@case("other_picture")
def _(desk: Desk) -> None:
    desk.window.actions_["view_single"].trigger()
    desk.focus()
    assert desk.pane is desk.window.view.processed
    desk.press()
    assert desk.pane is desk.window.view.raw


@case("fit")
def _(desk: Desk) -> None:
    desk.window.view.camera.zoom_to(3.0)
    desk.press()
    assert desk.window.view.camera.fitted


@case("zoom_1", "zoom_2")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.view.camera.scale == pytest.approx(float(desk.key))


@case("zoom_in", "zoom_out")
def _(desk: Desk) -> None:
    desk.window.view.camera.zoom_to(2.0)
    desk.press()
    assert desk.window.view.camera.scale == pytest.approx(1.6 if desk.key == "-" else 2.5)


@case("raw_only")
def _(desk: Desk) -> None:
    code = QKeySequence(desk.key)[0].key()
    QTest.keyPress(desk.pane, code)
    assert desk.window.view.raw_only
    QTest.keyRelease(desk.pane, code)
    assert not desk.window.view.raw_only


@case("hold")
def _(desk: Desk) -> None:
    for on in (True, False):
        desk.press()
        assert desk.pipeline.calls[-1] == f"hold {on}"


@case("auto_once")
def _(desk: Desk) -> None:
    before = desk.window.display_dock.settings.once
    desk.press()
    settings = desk.window.display_dock.settings
    assert (settings.mode, settings.once) == (LevelsMode.ONCE, before + 1)


@case("follow")
def _(desk: Desk) -> None:
    for mode in (LevelsMode.FOLLOW, LevelsMode.LOCK):
        desk.press()
        assert desk.window.display_dock.settings.mode is mode


@case("invert")
def _(desk: Desk) -> None:
    before = desk.window.display_dock.settings.invert
    desk.press()
    assert desk.window.view.presenter.display.invert is not before


@case("evidence")
def _(desk: Desk) -> None:
    before = desk.window.view.processed.evidence is None
    desk.press()
    assert (desk.window.view.processed.evidence is None) is not before


@case("region")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.view.processed.marking
    desk.press()
    assert not desk.window.view.processed.marking


@case("dose_inset")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.dose_commands.overlay.inset
    desk.press()
    assert not desk.window.dose_commands.overlay.inset


@case("dose_overlay")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.dose_commands.overlay.tint
    desk.press()
    assert not desk.window.dose_commands.overlay.tint


@case(*(drawing(kind) for kind in ShapeKind))
def _(desk: Desk) -> None:
    kind = next(
        k for k in ShapeKind if desk.key in desk.window.actions_[drawing(k)].shortcut().toString()
    )
    desk.press()
    assert desk.window.measure_dock.isVisible()
    panel = desk.window.measuring.panel
    assert panel.pen.kind is kind
    raw = desk.window.view.raw
    centre = raw.image_area().center().toPoint()
    corners = [centre + QPoint(*away) for away in ((-60, -40), (50, -30), (20, 50))]
    if kind in (ShapeKind.POLYGON, ShapeKind.ANGLE):
        for corner in corners:
            QTest.mouseClick(raw, LEFT, pos=corner)
        if kind is ShapeKind.POLYGON:
            QTest.mouseDClick(raw, LEFT, pos=corners[-1])
    else:
        QTest.mousePress(raw, LEFT, pos=corners[0])
        QTest.mouseMove(raw, corners[1])
        QTest.mouseRelease(raw, LEFT, pos=corners[2])
    assert panel.drawing.of_kind(kind) is not None
    assert panel.pen.kind is None


@case("hand")
def _(desk: Desk) -> None:
    panel = desk.window.measuring.panel
    desk.window.actions_["region"].trigger()
    panel.draw(ShapeKind.POLYGON)
    desk.focus()
    desk.press()
    assert panel.pen.kind is None
    assert not desk.window.view.processed.marking
    assert not desk.window.actions_["region"].isChecked()


@case("measure_spectrum")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.measuring.panel.switch.current == SPECTRUM
    assert desk.window.measure_dock.isVisible()


@case("measure_drift")
def _(desk: Desk) -> None:
    desk.press()
    assert desk.window.measuring.drift.isVisible()


@case("measure_clear")
def _(desk: Desk) -> None:
    assert desk.window.measuring.panel.drawing.shapes
    desk.press()
    assert not desk.window.measuring.panel.drawing.shapes


@case("replay_back")
def _(desk: Desk) -> None:
    desk.press()
    desk.bot.waitUntil(lambda: desk.number == PAST - 2)


@case("replay_on")
def _(desk: Desk) -> None:
    desk.press()
    desk.bot.waitUntil(lambda: desk.number == PAST - 1)


@case("go_live")
def _(desk: Desk) -> None:
    assert desk.window.timeline.replaying
    desk.press()
    desk.bot.waitUntil(lambda: desk.number == 99)


@case("keep_from")
def _(desk: Desk) -> None:
    desk.window.timeline_dock.track.step(-1)
    desk.press()
    assert desk.window.timeline_dock.track.selection is not None
    assert desk.window.actions_["keep_span"].isEnabled()


@case("keep_to")
def _(desk: Desk) -> None:
    desk.press()
    first, last = desk.window.timeline_dock.track.selection
    assert first <= last == pytest.approx(desk.window.timeline_dock.track.head)


@case("keep_span", "keep_last")
def _(desk: Desk) -> None:
    folder = desk.window.record.folder
    before = len(list(folder.glob("*.nxs")))
    desk.press()
    keeper = desk.pipeline.past.keeper
    desk.bot.waitUntil(lambda: not keeper.state.busy, timeout=30_000)
    assert len(list(folder.glob("*.nxs"))) == before + 1


@case("send_view")
def _(desk: Desk) -> None:
    desk.press()
    assert [what.value for what in desk.window.sent.windows] == ["raw"]


@case("bring_back")
def _(desk: Desk) -> None:
    desk.window.dose_dock.setFloating(True)
    desk.focus()
    desk.press()
    assert desk.window.sent.windows == {}
    assert not desk.window.dose_dock.isFloating()


@case("notices")
def _(desk: Desk) -> None:
    desk.press()
    desk.dialog("notice_list")


@case("help")
def _(desk: Desk) -> None:
    desk.press()
    assert "live window" in desk.dialog("page_window").browser.toPlainText()


@case("keys")
def _(desk: Desk) -> None:
    desk.press()
    desk.dialog("key_list")


@case("palette")
def _(desk: Desk) -> None:
    desk.press()
    palette = desk.window.keys.palette
    assert palette.isVisible()
    palette.close()


@case("quit")
def _(desk: Desk) -> None:
    desk.press()
    desk.bot.waitUntil(lambda: not desk.window.isVisible())
    assert desk.pipeline.calls[-1] == "stop"


@pytest.fixture
def desk(window: LiveWindow, pipeline, frame, shown, qtbot: QtBot) -> Desk:
    pipeline.past.start()
    start = monotonic_ns() - PAST * 10**9
    for number in range(PAST):
        raw = replace(frame(number, SMALL), received_monotonic_ns=start + number * 10**9)
        dose = frame_dose(SMALL)
        pipeline.past.history.put_frame(Arrival(raw, dose, set_to(2.2), set_to(1.0), NOWHERE))
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown(frame(99))
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.waitUntil(lambda: window.timeline.view.at.size == PAST, timeout=20_000)
    window.refresh()
    yield Desk(window, pipeline, qtbot)
    assert pipeline.past.stop(20.0)


def test_no_key_is_left_out() -> None:
    assert {spec.name for spec in ACTIONS if spec.keys} == set(CASES)


def test_every_key_does_what_it_says(desk: Desk) -> None:
    """In the order of the table: what one leaves, another may need. Quit comes last."""
    wrong, done = [], 0
    ordered = sorted((spec for spec in ACTIONS if spec.keys), key=lambda spec: spec.name == "quit")
    for spec in ordered:
        for desk.key in spec.keys:
            desk.window.actions_["view_split"].trigger()
            desk.focus()
            desk.pipeline.sent.clear()
            try:
                CASES[spec.name](desk)
            except (AssertionError, StopIteration, KeyError, IndexError) as error:
                wrong.append(f"{spec.name} [{desk.key}]: {type(error).__name__} {error}")
            done += 1
    assert wrong == []
    assert done == sum(len(spec.keys) for spec in ACTIONS)
