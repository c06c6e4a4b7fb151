from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.ui.live.help import PageWindow
from stemviewer.ui.live.window import LiveWindow


def page(window: LiveWindow) -> PageWindow:
    return next(page for page in window.findChildren(PageWindow) if page.isVisible())


def test_about_names_versions_and_networks_and_leads_to_their_cards(
    window: LiveWindow, qtbot: QtBot
) -> None:
    window.actions_["about"].trigger()
    about = page(window)
    words = about.browser.toPlainText()
    for entry in read_catalogue().networks:
        assert entry.name in words
        assert entry.sha256[:16] in words
    assert "PySide6" in words
    link = about.browser.document().find("model card")
    about.browser.setTextCursor(link)
    about.browser.ensureCursorVisible()
    place = about.browser.cursorRect(link).center() - QPoint(12, 0)  # the end of the words
    qtbot.mouseMove(about.browser.viewport(), place)
    qtbot.mouseClick(about.browser.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: page(window).windowTitle().startswith("Model card: "))
    page(window).close()


def test_f1_opens_the_page_on_what_is_under_the_mouse(window: LiveWindow, qtbot: QtBot) -> None:
    track = window.timeline_dock.track
    QCursor.setPos(track.mapToGlobal(track.rect().center()))
    if QApplication.widgetAt(QCursor.pos()) is not track:
        pytest.skip("this screen has no mouse pointer that can be moved")
    qtbot.keyClick(window.view.raw, Qt.Key.Key_F1)
    assert page(window).browser.toPlainText().startswith("Timeline")
    page(window).close()
