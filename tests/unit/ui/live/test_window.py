from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import ChainSettings, Notice, RecordingState, Severity
from stemviewer.ui.image.display_settings import LevelsMode
from stemviewer.ui.live.store import LAYOUT_VERSION, Store
from stemviewer.ui.live.window import LiveWindow


def answer(qtbot: QtBot, window: LiveWindow, text: str) -> None:
    button = next(b for b in window.bar.findChildren(QPushButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# pictures


def test_both_sides_show_the_same_frame_and_its_painting_is_told(
    window, pipeline, qtbot: QtBot, shown, frame
) -> None:
    window.processing_dock.choice.button("network").click()
    for number in (5, 6, 9):
        pipeline.next = made = shown(frame(number))
        qtbot.waitUntil(lambda made=made: made in pipeline.painted)
        assert window.view.raw.picture.number == number
        assert window.view.processed.picture.number == number
    assert window.view.processed.picture.badge == "DENOISED live-0.1"
    assert len(pipeline.painted) == 3


def test_rows_of_a_running_frame_appear_but_do_not_count_as_shown(
    window, pipeline, qtbot: QtBot, shown, frame
) -> None:
    pipeline.next = shown(frame(3, valid_rows=100), network=False)
    qtbot.waitUntil(lambda: window.view.raw.picture is not None)
    assert window.view.raw.picture.valid_rows == 100
    pipeline.next = whole = shown(frame(3), network=False)
    qtbot.waitUntil(lambda: whole in pipeline.painted)
    assert pipeline.painted == [whole]


def test_display_changes_never_ask_for_another_filter(
    window, pipeline, qtbot: QtBot, shown
) -> None:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    asked = list(pipeline.chains)
    for name in ("invert", "follow", "auto_once", "zoom_in", "fit", "zoom_2"):
        window.actions_[name].trigger()
    for mode in LevelsMode:
        window.display_dock.mode.button(mode.value).click()
    assert pipeline.chains == asked


def test_filtered_pictures_are_never_violet(
    window, pipeline, qtbot: QtBot, shown, filtered
) -> None:
    window.processing_dock.choice.button("gaussian").click()
    made = shown(network=False)
    pipeline.next = replace(made, processed=filtered(made.frame))
    qtbot.waitUntil(lambda: window.view.processed.picture is not None)
    assert window.view.processed.picture.badge == "FILTERED gaussian"
    assert window.processing_dock.note == "filter"


def test_notices_of_the_pipeline_are_told_once(window, pipeline) -> None:
    pipeline.notices.append(Notice(1, Severity.WARNING, "Frame 7 never arrived."))
    window.refresh()
    window.refresh()
    assert window.bar.text == "Frame 7 never arrived."
    assert len(window.bar.history) == 1


def test_a_notice_of_another_thread_is_told(window, qtbot: QtBot) -> None:
    note = Notice(1, Severity.ERROR, "From afar.")
    thread = threading.Thread(target=window.link.post, args=(note,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.bar.text == "From afar.")


def test_the_empty_side_says_what_it_waits_for(window, pipeline) -> None:
    pipeline.change(chain_ready=False)
    window.processing_dock.choice.button("network").click()
    assert window.view.processed._empty[0] == "Preparing"
    pipeline.change(chain_ready=True)
    window.refresh()
    assert window.view.processed._empty[0] == "Nothing processed yet"


# the end


def test_closing_stops_the_pipeline_and_every_timer(window, pipeline, qtbot: QtBot) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert [call for call in pipeline.calls if call in ("start", "stop")] == ["start", "stop"]
    assert pipeline.calls[-1] == "stop"
    assert not any(timer.isActive() for timer in window.polling.timers)
    assert "render" not in {thread.name for thread in threading.enumerate()}


def test_closing_while_recording_asks_without_a_modal_box(window, pipeline, qtbot: QtBot) -> None:
    pipeline.change(recording=RecordingState(active=True, path="/data/a.nxs"))
    window.refresh()
    window.close()
    assert window.isVisible()
    assert QApplication.activeModalWidget() is None
    assert "/data/a.nxs" in window.bar.text
    answer(qtbot, window, "Go on recording")
    assert window.isVisible()
    assert "stop" not in pipeline.calls
    window.close()
    answer(qtbot, window, "End recording and close")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert pipeline.calls[-1] == "stop"


def test_a_pipeline_that_does_not_stop_cleanly_is_told_and_the_window_closes(
    window, pipeline, qtbot: QtBot
) -> None:
    pipeline.stop_error = StemviewerError("A part did not stop.", "Wait.", "Verify.")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert "A part did not stop." in [notice.what for notice in window.bar.history]


def test_leaving_a_source_goes_back_to_the_start_page(
    window, pipeline, qtbot: QtBot, shown
) -> None:
    pipeline.next = shown(network=False)
    qtbot.waitUntil(lambda: window.view.raw.picture is not None)
    window.actions_["connect"].trigger()
    qtbot.waitUntil(lambda: "stop" in pipeline.calls and window.start_page.simulator.isEnabled())
    assert window.start_page.isVisible()
    assert window.view.raw.picture is None
    assert not window.dose_dock.isVisible()
    qtbot.mouseClick(window.start_page.simulator, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.link.pipeline is not None)
    assert window.dose_dock.isVisible()


def test_leaving_while_recording_asks_first(window, pipeline, qtbot: QtBot) -> None:
    pipeline.change(recording=RecordingState(active=True, path="/data/a.nxs"))
    window.refresh()
    window.actions_["connect"].trigger()
    assert window.image_area.isVisible()
    answer(qtbot, window, "End recording and leave this source")
    qtbot.waitUntil(lambda: "stop" in pipeline.calls)


def test_closing_while_a_source_is_being_opened_waits_for_it(open_window, qtbot: QtBot) -> None:
    for address in ("ws://127.0.0.1:1", "ws://127.0.0.1:8700"):
        window = open_window(None)
        window.session.open(address)
        window.close()
        qtbot.waitUntil(lambda w=window: not w.isVisible())
        assert window.link.pipeline is None


def test_a_snapshot_under_way_is_finished_before_closing(
    window, pipeline, qtbot: QtBot, shown
) -> None:
    pipeline.next = shown(network=False)
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    window._handlers["snapshot"]()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=15_000)
    assert len(list(window.record.folder.glob("*.png"))) == 1


# what comes back


def test_layout_display_names_and_set_ups_come_back(open_window, pipeline, qtbot: QtBot) -> None:
    first = open_window(pipeline, store="kept.ini")
    first.dose_dock.setFloating(True)
    first.display_dock._set(gamma=2.0)
    first.strip.operator.setText("E. Ruska")
    first.strip.session_edited.emit()
    first.close()
    qtbot.waitUntil(lambda: not first.isVisible())
    second = open_window(type(pipeline)(), store="kept.ini")
    second.layout_.restore(second.store)
    assert second.dose_dock.isFloating()
    assert second.display_dock.settings.gamma == pytest.approx(2.0)
    assert second.strip.operator.text() == "E. Ruska"
    second.actions_["reset_layout"].trigger()
    assert not second.dose_dock.isFloating()


def test_a_layout_of_another_version_is_left_alone(open_window, pipeline, tmp_path: Path) -> None:
    window = open_window(pipeline, store="old.ini")
    window.store.save_layout(window)
    window.store._settings.setValue("layout/version", LAYOUT_VERSION + 1)
    assert not window.store.restore_layout(window)


def test_broken_settings_are_dropped_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path / "broken.ini")
    store.set_text("display", "{")
    store.set_text("chain", json.dumps({"method": "gaussian", "parameters": 3}))
    assert store.display().gamma == 1.0
    assert store.chain() == ChainSettings()
    assert len(caplog.records) == 2


def test_settings_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    store = Store(path)
    store.set_chain(ChainSettings("gaussian", {"sigma": 2.5}))
    store.flush()
    assert Store(path).chain() == ChainSettings("gaussian", {"sigma": 2.5})


def test_docks_can_be_hidden_and_brought_back(window, qtbot: QtBot) -> None:
    toggle = window.display_dock.toggleViewAction()
    toggle.trigger()
    assert not window.display_dock.isVisible()
    toggle.trigger()
    assert not window.display_dock.isHidden()


# files


def test_a_snapshot_writes_raw_and_marked_processed(window, pipeline, qtbot: QtBot, shown) -> None:
    assert not window.actions_["snapshot"].isEnabled()
    assert "no frame yet" in window.strip.snapshot.toolTip()
    window.processing_dock.choice.button("network").click()
    pipeline.next = made = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is made)
    window.refresh()
    qtbot.mouseClick(window.strip.snapshot, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.bar.notes.text.startswith("Snapshot of frame 1"), timeout=15_000)
    files = sorted(window.record.folder.iterdir())
    assert [f.suffix for f in files].count(".png") == 2
    raw = next(f for f in files if f.name.endswith("_raw.npy"))
    assert np.array_equal(np.load(raw), made.frame.data)
    denoised = next(f for f in files if f.name.endswith("_denoised-live-0.1.npy"))
    assert np.array_equal(np.load(denoised), made.processed.image)
    told = json.loads(denoised.with_suffix(".json").read_text("utf-8"))
    assert "NETWORK" in json.dumps(told)


def test_a_snapshot_that_cannot_be_written_is_told(
    window, pipeline, qtbot: QtBot, shown, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    window.session.set_folder(str(blocked))
    pipeline.next = shown(network=False)
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    window.refresh()
    qtbot.keyClick(window.view.raw, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.bar.current is not None and window.bar.isVisible())
    assert window.bar.current.severity is Severity.ERROR


def test_review_runs_in_a_process_of_its_own(
    window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "argv"
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\necho "$@" > {seen}\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    window.session.open_review("/data/a.nxs")
    window.session._reviews[0].wait(10)
    assert seen.read_text().split() == ["-m", "stemviewer", "review", "/data/a.nxs"]
    assert "a.nxs" in window.bar.notes.text


# nothing left behind


def test_windows_and_their_widgets_are_freed(open_window, pipeline, qtbot: QtBot) -> None:
    window = open_window(pipeline)
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    for notice_list in range(3):
        del notice_list
        window.help.notices()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert gone == [True]


def test_no_text_of_a_control_is_without_a_name(window) -> None:
    from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QToolButton

    for kind in (QPushButton, QToolButton, QLineEdit, QComboBox, QSpinBox):
        for control in window.findChildren(kind):
            if control.objectName().startswith("qt_") or not control.isVisible():
                continue
            text = control.text() if hasattr(control, "text") else ""
            assert control.accessibleName() or text, f"{control} {control.objectName()}"
