from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from stemviewer.core.quantity import set_to
from stemviewer.feeds.base import Control, Origin, Range, ScanState
from stemviewer.live.state import LinkState, RecordingState
from stemviewer.ui import colours as c
from stemviewer.ui.live.setups import Purpose
from stemviewer.ui.live.state_word import state_badge, state_word


def test_every_state_has_its_own_word_shape_and_colour(pipeline) -> None:
    now = pipeline.now
    files = replace(now.instrument, origin=Origin.FILE)
    states = {
        "SCANNING": now,
        "STOPPED": replace(now, scan=ScanState(False, False)),
        "BLANKED": replace(now, scan=ScanState(True, True)),
        "RECORDING 1\u2009482": replace(now, recording=RecordingState(active=True, written=1482)),
        "REPLAY": replace(now, instrument=files),
        "DISCONNECTED": replace(now, link=LinkState.RETRYING),
        "CONNECTING": replace(now, link=LinkState.CONNECTING),
        "ENDED": replace(now, link=LinkState.ENDED),
    }
    words = {name: state_word(status) for name, status in states.items()}
    assert [w.word for w in words.values()] == list(states)
    assert len({(w.sign, w.colour) for w in words.values()}) >= 7
    assert words["RECORDING 1\u2009482"].colour == c.STOP_TEXT
    assert state_word(None).word == "DISCONNECTED"


def test_recording_a_blanked_scan_says_both(pipeline) -> None:
    status = replace(
        pipeline.now, scan=ScanState(True, True), recording=RecordingState(active=True)
    )
    assert state_word(status).word == "RECORDING 0 · BLANKED"


def test_pictures_that_are_not_of_now_are_badged(pipeline) -> None:
    now = pipeline.now
    assert state_badge(now)[0] == ""
    assert state_badge(replace(now, held=True))[0] == "HELD"
    assert state_badge(replace(now, link=LinkState.RETRYING))[0] == "NO LINK"
    assert state_badge(replace(now, scan=ScanState(False, False)))[0] == "STOPPED"


def test_source_light_and_channels(window, pipeline, qtbot: QtBot) -> None:
    source = window.strip.source
    assert source.text() == "Simulator · HAADF"
    assert "perovskite" in source.toolTip()
    other = next(a for a in source.menu().actions() if a.text() == "BF")
    other.trigger()
    assert pipeline.now.channel == "BF"
    window.refresh()
    assert source.text() == "Simulator · BF"
    pipeline.change(link=LinkState.RETRYING)
    window.refresh()
    assert "retrying" in source.toolTip()
    assert not window.strip.record.isEnabled()


def test_a_long_source_name_is_cut_and_whole_in_its_tool_tip(window, pipeline) -> None:
    long = "Grain_boundary_of_gold_at_512_pixels.png"
    pipeline.change(instrument=replace(pipeline.now.instrument, name=long))
    window.refresh()
    assert len(window.strip.source.text()) <= 25 + len(" · HAADF")
    assert "…" in window.strip.source.text()
    assert long in window.strip.source.toolTip()


def test_the_buttons_drive_the_scan(window, pipeline, qtbot: QtBot) -> None:
    strip = window.strip
    for button in (strip.stop, strip.blank):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pipeline.sent == [(Control.SCAN, 0.0), (Control.BLANK, 1.0)]
    assert strip.blank.isChecked()
    assert "BLANKED" in strip.state.text()


def test_record_writes_what_was_typed_and_fixes_it(window, pipeline, qtbot: QtBot) -> None:
    strip = window.strip
    for field, text in ((strip.session, "perovskite A3"), (strip.sample, "LSMO lamella 4")):
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        field.selectAll()
        qtbot.keyClicks(field, text)
    qtbot.mouseClick(strip.record, Qt.MouseButton.LeftButton)
    folder, info, options = pipeline.recordings[0]
    assert folder == window.record.folder
    assert (info.name, info.sample) == ("perovskite A3", "LSMO lamella 4")
    assert info.instrument.channels == ("HAADF", "BF")
    assert options.expected_bytes_per_s == pytest.approx(512 * 512 * 2 * 2 * 2.4)
    assert strip.record.label_text == "■ End recording"
    assert strip.session.isReadOnly()
    assert "RECORDING" in strip.state.text()
    qtbot.mouseClick(strip.record, Qt.MouseButton.LeftButton)
    assert not strip.session.isReadOnly()


def test_a_busy_recorder_cannot_be_pressed(window, pipeline) -> None:
    pipeline.change(recording=RecordingState(busy=True))
    window.refresh()
    assert window.strip.record.label_text == "Starting…"
    assert not window.strip.record.isEnabled()
    pipeline.change(recording=RecordingState(busy=True, submitted=5))
    window.refresh()
    assert window.strip.record.label_text == "Closing…"


def test_record_is_the_only_red_button(window) -> None:
    from PySide6.QtWidgets import QPushButton

    red = [b for b in window.findChildren(QPushButton) if b.property("role") == "danger"]
    assert red == [window.strip.record]


def test_set_ups_tell_their_dose_and_light_when_in_force(window, pipeline, qtbot: QtBot) -> None:
    search = window.strip.setups[Purpose.SEARCH]
    tip = search.toolTip()
    assert "dwell 0.500 µs" in tip
    assert "e⁻/Å² per frame" in tip
    assert "now → then: 240 →" in tip
    qtbot.mouseClick(search, Qt.MouseButton.LeftButton)
    assert [control for control, _ in pipeline.sent] == [Control.DWELL, Control.FIELD_OF_VIEW] or {
        control for control, _ in pipeline.sent
    } == {Control.DWELL, Control.FIELD_OF_VIEW}
    settings = replace(pipeline.now.settings, dwell=set_to(0.5e-6), pixel_size=set_to(40e-9 / 512))
    pipeline.change(settings=settings)
    window.refresh()
    assert search.isChecked()
    assert not window.strip.setups[Purpose.FOCUS].isChecked()


def test_a_right_click_saves_the_present_settings(window, pipeline, qtbot: QtBot) -> None:
    focus = window.strip.setups[Purpose.FOCUS]
    centre = focus.rect().center()
    QApplication.sendEvent(
        focus,
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, centre, focus.mapToGlobal(centre)),
    )
    menu = next(m for m in focus.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.text().startswith("Save")).trigger()
    menu.close()
    window.refresh()
    assert focus.isChecked()
    assert window.store.setup(Purpose.FOCUS).values[Control.DWELL] == pytest.approx(1e-6)


def test_a_saved_record_set_up_is_applied_before_recording(window, pipeline, qtbot) -> None:
    window.strip.setup_menu_requested.emit("record", "save")
    pipeline.change(settings=replace(pipeline.now.settings, dwell=set_to(5e-6)))
    window.refresh()
    qtbot.mouseClick(window.strip.record, Qt.MouseButton.LeftButton)
    assert pipeline.sent == [(Control.DWELL, pytest.approx(1e-6))]
    assert len(pipeline.recordings) == 1


def test_a_set_up_out_of_range_changes_nothing_and_says_so(window, pipeline, feed, qtbot) -> None:
    controls = dict(pipeline.now.instrument.controls) | {Control.FIELD_OF_VIEW: Range(1e-9, 2e-8)}
    pipeline.change(instrument=feed(controls))
    window.refresh()
    qtbot.mouseClick(window.strip.setups[Purpose.SEARCH], Qt.MouseButton.LeftButton)
    assert pipeline.sent == []
    assert "field of view" in window.bar.text


def test_a_set_up_can_be_shown_in_the_dock_and_restored(window, pipeline) -> None:
    window.strip.setup_menu_requested.emit("search", "edit")
    assert window.dose_dock.editors.changes()[Control.FIELD_OF_VIEW] == pytest.approx(40e-9)
    window.strip.setup_menu_requested.emit("search", "save")
    window.strip.setup_menu_requested.emit("search", "restore")
    assert window.scan.setup(Purpose.SEARCH).values[Control.DWELL] == pytest.approx(0.5e-6)


def test_a_feed_without_control_says_why_at_every_button(open_window, pipeline, feed) -> None:
    pipeline.change(instrument=feed({}))
    strip = open_window(pipeline).strip
    for button in (strip.stop, strip.blank, strip.setups[Purpose.SEARCH]):
        assert not button.isEnabled()
        assert "Simulator" in button.toolTip()
    assert strip.record.isEnabled()


def test_names_of_the_fields_give_way_in_a_narrow_window(open_window, pipeline) -> None:
    narrow = open_window(pipeline, size=(1366, 768))
    assert narrow.strip.sample.placeholderText() == "sample"
    assert not narrow.strip._names[0].isVisible()
    assert narrow.width() == 1366
    assert narrow.height() == 768


def test_sum_and_difference_and_a_processing_for_each_detector(window, pipeline) -> None:
    source = window.strip.source
    actions = {action.text(): action for action in source.menu().actions()}
    both = actions["Sum or difference"].menu()
    assert [action.text() for action in both.actions()] == ["HAADF + BF", "HAADF − BF"]
    both.actions()[1].trigger()
    window.refresh()
    assert pipeline.now.channel == "HAADF − BF"
    assert both.actions()[1].isChecked()
    actions["HAADF"].trigger()
    window.processing_dock.choice.button("gaussian").click()
    actions["Each detector its own processing"].trigger()
    actions["BF"].trigger()
    assert window.processing_dock.settings.raw_only, "BF has none yet"
    window.refresh()
    assert source.apart.isChecked()
    actions["HAADF"].trigger()
    assert window.processing_dock.settings.method == "gaussian"
    source.apart.trigger()
    assert pipeline.now.own_chains == {}
