from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, estimated, set_to
from stemviewer.feeds.base import Control
from stemviewer.live.state import DoseState
from stemviewer.ui.live.value_edit import EditState
from stemviewer.ui.live.window import LiveWindow


def retype(qtbot: QtBot, window: LiveWindow, control: Control, text: str) -> None:
    edit = window.dose_dock.editors.edits[control]
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, text)


def test_four_numbers_with_their_sources(window: LiveWindow) -> None:
    dock = window.dose_dock
    assert dock.here.text == "18\u2009340"
    assert "set" in dock.here.accessibleName()
    assert dock.left.text == "–"
    assert dock.counted.text == "–"
    assert "unknown" in dock.counted.accessibleName()


def test_a_frame_fills_counted_and_dose(window: LiveWindow, pipeline, qtbot, shown) -> None:
    pipeline.next = shown(network=False)
    qtbot.waitUntil(lambda: window.dose_dock.counted.text != "–")
    assert "measured" in window.dose_dock.counted.accessibleName()
    assert window.dose_dock.per_frame.text == "240"
    assert window.dose_dock.note == "counting detector"
    assert "current × dwell" in window.dose_dock.counted.toolTip()


def test_the_new_dose_is_shown_before_apply_sends_it(window, pipeline, qtbot: QtBot) -> None:
    editors = window.dose_dock.editors
    retype(qtbot, window, Control.DWELL, "2")
    assert editors.preview_text == "▲ 240 → 458 e⁻/Å²"
    assert editors.edits[Control.DWELL].property("state") == EditState.RAISING.value
    assert pipeline.sent == []
    qtbot.mouseClick(editors.apply, Qt.MouseButton.LeftButton)
    assert pipeline.sent == [(Control.DWELL, pytest.approx(2e-6))]
    qtbot.waitUntil(lambda: editors.edits[Control.DWELL].text() == "2.00 µs")
    assert editors.preview_text == ""
    assert not editors.apply.isEnabled()


def test_enter_applies_and_a_lower_dose_is_no_caution(window, pipeline, qtbot: QtBot) -> None:
    retype(qtbot, window, Control.BEAM_CURRENT, "0.1 pA")
    edit = window.dose_dock.editors.edits[Control.BEAM_CURRENT]
    assert edit.property("state") == EditState.EDITED.value
    assert "▲" not in window.dose_dock.editors.preview_text
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert pipeline.sent == [(Control.BEAM_CURRENT, pytest.approx(1e-13))]


def test_what_lowers_the_dose_is_sent_first(window, pipeline, qtbot: QtBot) -> None:
    retype(qtbot, window, Control.BEAM_CURRENT, "0.7")
    retype(qtbot, window, Control.DWELL, "0.5")
    qtbot.mouseClick(window.dose_dock.editors.apply, Qt.MouseButton.LeftButton)
    assert [control for control, _ in pipeline.sent] == [Control.DWELL, Control.BEAM_CURRENT]


@pytest.mark.parametrize("text", ["-2", "0", "5000", "1e9", "fast", "1 nm", "nan"])
def test_a_bad_dwell_is_refused_with_the_range(window, pipeline, qtbot: QtBot, text: str) -> None:
    retype(qtbot, window, Control.DWELL, text)
    editors = window.dose_dock.editors
    assert "Dwell must be 0.1 to 1\u2009000 µs" in editors.message
    assert not editors.apply.isEnabled()
    edit = editors.edits[Control.DWELL]
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert pipeline.sent == []
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "1.00 µs"
    assert editors.message == ""
    assert pipeline.sent == [], "Escape undoes the edit, it must not stop the scan as well"


@pytest.mark.parametrize(("text", "good"), [("256", True), ("256 x 256", True), ("12.5", False)])
def test_the_size_is_a_whole_square(window, qtbot: QtBot, text: str, good: bool) -> None:
    retype(qtbot, window, Control.SIZE, text)
    editors = window.dose_dock.editors
    assert editors.edits[Control.SIZE].wanted() == (256.0 if good else None)
    assert bool(editors.message) is not good


def test_an_oblong_frame_is_shown_and_cannot_be_typed(window, pipeline, qtbot: QtBot) -> None:
    pipeline.change(settings=replace(pipeline.now.settings, rows=480, columns=640))
    edit = window.dose_dock.editors.edits[Control.SIZE]
    qtbot.waitUntil(lambda: edit.text() == "640 × 480")
    retype(qtbot, window, Control.SIZE, "640 x 480")
    assert "square" in window.dose_dock.editors.message


def test_revert_forgets_what_was_typed(window, qtbot: QtBot) -> None:
    retype(qtbot, window, Control.DWELL, "7")
    qtbot.mouseClick(window.dose_dock.editors.revert, Qt.MouseButton.LeftButton)
    assert window.dose_dock.editors.changes() == {}


def test_a_status_does_not_overwrite_what_is_being_typed(window, pipeline, qtbot: QtBot) -> None:
    retype(qtbot, window, Control.DWELL, "7")
    pipeline.change(settings=replace(pipeline.now.settings, dwell=set_to(3e-6)))
    window.refresh()
    assert window.dose_dock.editors.edits[Control.DWELL].text() == "7"


def test_a_feed_without_controls_is_read_only_and_says_why(open_window, pipeline, feed) -> None:
    pipeline.change(instrument=feed({}))
    window = open_window(pipeline)
    editors = window.dose_dock.editors
    for edit in editors.edits.values():
        assert edit.isReadOnly()
        assert "does not let" in edit.toolTip()
    assert "Read-only" in editors.message
    assert editors.new_area.isEnabled()


def test_unknown_settings_read_unknown(window, pipeline, qtbot: QtBot, shown, frame) -> None:
    bare = ScanSettings(64, 64)
    pipeline.change(settings=bare, dose=DoseState(frames_here=3, unknown_frames=3))
    pipeline.next = replace(
        shown(frame(1, bare, DetectorCalibration()), network=False), electrons_per_pixel=UNKNOWN
    )
    dock = window.dose_dock
    qtbot.waitUntil(lambda: dock.note == "not calibrated")
    assert {t.text for t in (dock.counted, dock.per_frame, dock.here)} == {"–"}
    assert dock.editors.edits[Control.DWELL].text() == "unknown"
    assert dock.editors.edits[Control.FIELD_OF_VIEW].text() == "unknown"
    assert "3 of them" in dock.here.toolTip()


def test_estimated_electrons_are_called_so(window, pipeline, qtbot: QtBot, shown, frame) -> None:
    rough = DetectorCalibration(estimated(12.0), estimated(100.0))
    pipeline.next = shown(frame(calibration=rough), network=False)
    qtbot.waitUntil(lambda: window.dose_dock.note == "electrons estimated")


def test_new_area(window, pipeline, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.dose_dock.editors.new_area, Qt.MouseButton.LeftButton)
    assert "new_area" in pipeline.calls


def test_averaging_is_among_the_dose_controls(window, pipeline, qtbot: QtBot) -> None:
    box = window.dose_dock.averaging
    assert box.text() == "off"
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "6")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert pipeline.now.chain.average == 6
    assert window.processing_dock.settings.average == 6
    box.selectAll()
    qtbot.keyClicks(box, "1")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert pipeline.now.chain.average == 0


@pytest.mark.parametrize(
    ("pixel", "holds"), [(5e-10, "probe-limited dose is the true"), (1e-11, "covers a pixel")]
)
def test_the_basis_is_told_once_the_probe_size_is_known(
    window, pipeline, qtbot: QtBot, shown, pixel: float, holds: str
) -> None:
    first = shown(network=False)
    settings = replace(first.frame.settings, pixel_size=set_to(pixel))
    pipeline.next = replace(first, frame=replace(first.frame, settings=settings))
    dock = window.dose_dock
    qtbot.waitUntil(lambda: "probe size is unknown" in dock.per_frame.toolTip())
    qtbot.mouseClick(dock.desk, Qt.MouseButton.LeftButton)
    desk = window.dose_commands.desk
    desk.tabs.setCurrentWidget(desk.calibration)
    edit = desk.calibration.probe
    assert edit.text() == "unknown"
    for bad in ("0", "-1", "5000", "wide", ""):
        qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
        qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(edit, bad or " ")
        assert "Probe size must be 0.2" in desk.calibration.message.text()
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        assert dock.probe.value is None
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, "1.2")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: holds in dock.per_frame.toolTip())
    assert window.store.text("probe_size")


def test_the_averaging_field_has_room_for_its_text(window: LiveWindow) -> None:
    edit = window.dose_dock.averaging.lineEdit()
    assert edit.displayText() == "off"
    assert edit.width() > 64
