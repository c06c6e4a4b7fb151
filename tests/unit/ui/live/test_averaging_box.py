from __future__ import annotations

from stemviewer.ui.live.window import LiveWindow


def test_the_number_of_frames_has_room_to_be_read(window: LiveWindow) -> None:
    box = window.dose_dock.averaging
    assert box.lineEdit().text() == "off"
    assert box.lineEdit().width() > box.width() / 2
