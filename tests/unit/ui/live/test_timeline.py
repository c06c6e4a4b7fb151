"""Looking back while the scan goes on, and keeping what was seen: by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic_ns

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.dose import frame_dose
from stemviewer.core.place import NOWHERE
from stemviewer.core.quantity import set_to
from stemviewer.live.history.packing import Arrival, Picture
from stemviewer.session.format.entries import EvidenceEntry
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify
from stemviewer.ui.live.action_spec import Menu
from stemviewer.ui.live.timeline_dock import note_of
from stemviewer.ui.live.window import LiveWindow

FRAMES = 12
LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def past(
    window: LiveWindow, pipeline, frame, shown, filtered, qtbot: QtBot
) -> Iterator[LiveWindow]:
    """A window whose history holds a second between frames; pictures of all but the first."""
    pipeline.past.start()
    start = monotonic_ns() - FRAMES * 10**9
    for number in range(FRAMES):
        raw = replace(frame(number), received_monotonic_ns=start + number * 10**9)
        dose = frame_dose(raw.settings)
        cumulative = set_to(100.0 * (number + 1))
        arrival = Arrival(raw, dose, set_to(2.2), cumulative, NOWHERE, recorded=number >= 8)
        pipeline.past.history.put_frame(arrival)
        if number:
            pipeline.past.history.put_picture(Picture(filtered(raw), EvidenceEntry()))
    pipeline.past.history.put_event("warning", "the disk is slow")
    pipeline.past.history.put_lost(12, 14, "the link broke")
    window.processing_dock.choice.button("gaussian").click()
    pipeline.next = shown(frame(99))
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.waitUntil(lambda: window.timeline.view.pictured.sum() == FRAMES - 1, timeout=20_000)
    qtbot.mouseClick(window.view.raw, LEFT)
    yield window
    assert pipeline.past.stop(20.0)


def place(window: LiveWindow, number: int) -> QPoint:
    track = window.timeline_dock.track
    index = list(track.view.numbers).index(number)
    return QPoint(round(track.scale.place(float(track.view.at[index]))), track.height() // 2)


def on_screen(window: LiveWindow) -> int:
    assert window.view.on_screen is not None
    return window.view.on_screen.frame.number


def test_a_drag_shows_the_past_while_the_scan_goes_on(
    past: LiveWindow, pipeline, frame, shown, qtbot: QtBot
) -> None:
    track = past.timeline_dock.track
    qtbot.mousePress(track, LEFT, NONE, place(past, 3))
    qtbot.waitUntil(lambda: on_screen(past) == 3)
    qtbot.mouseMove(track, place(past, 5))
    qtbot.waitUntil(lambda: on_screen(past) == 5)
    qtbot.mouseRelease(track, LEFT, NONE, place(past, 5))
    assert past.view.on_screen.frame.data.tobytes() == frame(5).data.tobytes()
    assert past.view.on_screen.processed.parent == 5
    pipeline.next = shown(frame(100))
    qtbot.waitUntil(lambda: past.polling.newest.frame.number == 100)
    past.refresh()
    assert on_screen(past) == 5
    assert past.strip.state.text() == "▷ REPLAY"
    assert "Frame 5" in past.timeline.banner.words.text()
    assert "the scan goes on" in past.timeline.banner.words.text()
    assert past.timeline.banner.isVisible()
    assert pipeline.painted[-1].frame.number == 99  # what is replayed is no latency
    qtbot.mouseClick(past.timeline.banner.button, LEFT)
    qtbot.waitUntil(lambda: on_screen(past) == 100)
    assert past.timeline.banner.isHidden()
    assert past.strip.state.text() == "▶ SCANNING"


def test_the_state_tells_of_a_recording_that_goes_on(past: LiveWindow, pipeline, qtbot) -> None:
    qtbot.mouseClick(past.timeline_dock.track, LEFT, NONE, place(past, 4))
    recording = replace(pipeline.now.recording, active=True, written=120)
    pipeline.change(recording=recording)
    past.refresh()
    assert past.strip.state.text() == "▷ REPLAY · REC 120"
    assert "recording goes on, 120 frames" in past.timeline.banner.words.text()


def test_keys_go_frame_by_frame_and_back_to_now(past: LiveWindow, qtbot: QtBot) -> None:
    raw = past.view.raw
    for number in (10, 9):
        qtbot.keyClick(raw, Qt.Key.Key_Comma)
        qtbot.waitUntil(lambda n=number: on_screen(past) == n)
    qtbot.keyClick(raw, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: on_screen(past) == 10)
    qtbot.keyClick(raw, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: on_screen(past) == 99)
    assert not past.timeline.replaying


def test_the_track_has_keys_of_its_own(past: LiveWindow, qtbot: QtBot) -> None:
    track = past.timeline_dock.track
    track.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(track, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: on_screen(past) == 0)
    qtbot.keyClick(track, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: on_screen(past) == 1)
    qtbot.keyClick(track, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: on_screen(past) == 99)


def test_a_frame_whose_picture_is_not_kept_says_so(past: LiveWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(past.timeline_dock.track, LEFT, NONE, place(past, 0))
    qtbot.waitUntil(lambda: on_screen(past) == 0)
    past.refresh()
    assert past.view.processed.picture is None
    assert past.view.processed._empty[0] == "No processed picture of this frame is kept"


def test_a_click_does_not_take_the_keys_from_the_images(past: LiveWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(past.timeline_dock.track, LEFT, NONE, place(past, 2))
    assert past.view.raw.hasFocus()


def test_from_here_to_here_becomes_a_session(past: LiveWindow, pipeline, qtbot: QtBot) -> None:
    raw, dock = past.view.raw, past.timeline_dock
    past.refresh()
    assert not past.actions_["keep_span"].isEnabled()
    qtbot.mouseClick(dock.track, LEFT, NONE, place(past, 3))
    qtbot.waitUntil(lambda: on_screen(past) == 3)
    qtbot.keyClick(raw, Qt.Key.Key_BracketLeft)
    qtbot.mouseClick(dock.track, LEFT, NONE, place(past, 6))
    qtbot.waitUntil(lambda: on_screen(past) == 6)
    qtbot.keyClick(raw, Qt.Key.Key_BracketRight)
    past.strip.session.setText("night")
    qtbot.keyClick(raw, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: not pipeline.past.keeper.state.busy, timeout=30_000)
    path = next(past.record.folder.glob("*.nxs"))
    assert path.name.startswith("night kept") or path.name.startswith("night_kept")
    assert verify(path).good
    with SessionReader(path) as reader:
        assert [row.number for row in reader.rows()] == [3, 4, 5, 6]
        assert reader.processed(3) is not None
        assert "after the fact" in reader.info.notes


def test_shift_and_drag_chooses_a_span(past: LiveWindow, qtbot: QtBot) -> None:
    track = past.timeline_dock.track
    qtbot.mousePress(track, LEFT, SHIFT, place(past, 8))
    qtbot.mouseMove(track, place(past, 4))
    qtbot.mouseRelease(track, LEFT, SHIFT, place(past, 4))
    first, last = track.selection
    assert first == pytest.approx(track.view.at[4], abs=0.2)
    assert last == pytest.approx(track.view.at[8], abs=0.2)
    assert not past.timeline.replaying
    assert past.actions_["keep_span"].isEnabled()


def test_g_keeps_the_last_ten_seconds(past: LiveWindow, pipeline, qtbot: QtBot) -> None:
    qtbot.keyClick(past.view.raw, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: not pipeline.past.keeper.state.busy, timeout=30_000)
    with SessionReader(next(past.record.folder.glob("*.nxs"))) as reader:
        assert [row.number for row in reader.rows()] == list(range(1, FRAMES))
        assert [(loss.first, loss.last) for loss in reader.losses()] in ([(12, 14)], [])


def test_what_is_under_the_mouse_is_told(past: LiveWindow, qtbot: QtBot) -> None:
    track = past.timeline_dock.track
    qtbot.waitUntil(lambda: len(track.view.marks) > 0, timeout=30_000)
    words = track.words_at(place(past, 9).x())
    assert "Frame 9" in words
    assert "1\u2009000 e⁻/Å² here" in words
    assert "Recorded." in words
    assert "Not recorded." in track.words_at(place(past, 2).x())
    newest = track.words_at(track.scale.place(track.view.marks[-1].at))
    assert "the disk is slow" in newest
    assert "Missing: 3 from 12, the link broke" in newest


def test_the_note_states_reach_and_budget(past: LiveWindow) -> None:
    note = past.timeline_dock.note
    assert "reaches 11 s back" in note
    assert f"{FRAMES} frames, lossless" in note
    assert "of 512 MiB" in note
    assert "came too fast" in note_of(replace(past.timeline.view, missed=5))


def test_the_wheel_shows_a_shorter_time_and_a_double_click_all(past: LiveWindow, qtbot) -> None:
    track = past.timeline_dock.track
    whole = track.scale.span
    middle = QPointF(track.width() / 2, 30)
    wheel = QWheelEvent(
        middle, track.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(track, wheel)
    assert track.scale.span < whole
    qtbot.mouseDClick(track, LEFT, NONE, QPoint(20, 5))
    assert track.scale.span == whole


def test_the_memory_budget_is_chosen_and_kept(past: LiveWindow, pipeline) -> None:
    menu = past.menuWidget().menus[Menu.TIMELINE]
    sizes = next(a.menu() for a in menu.actions() if a.menu() is not None)
    assert [action.text() for action in sizes.actions() if action.isChecked()] == ["512 MiB"]
    next(action for action in sizes.actions() if action.text() == "128 MiB").trigger()
    assert pipeline.past.history.shelf.budget == 128 << 20
    assert past.store.text("history/mebibytes") == "128"


def test_another_source_ends_the_replay(past: LiveWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(past.timeline_dock.track, LEFT, NONE, place(past, 2))
    assert past.timeline.replaying
    past.actions_["connect"].trigger()
    assert not past.timeline.replaying
    assert past.timeline.banner.isHidden()
    assert past.timeline_dock.track.view.at.size == 0
