from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from stemviewer.ui.live.connect_card import address_problem
from stemviewer.ui.live.start_page import SENTENCE


def connect_to(qtbot: QtBot, page, address: str) -> None:
    qtbot.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)
    page.address.selectAll()
    qtbot.keyClick(page.address, Qt.Key.Key_Delete)
    qtbot.keyClicks(page.address, address)
    qtbot.keyClick(page.address, Qt.Key.Key_Return)


def test_first_start_has_three_buttons_one_sentence_and_no_docks(open_window) -> None:
    window = open_window(None)
    page = window.start_page
    assert page.isVisible()
    names = [b.accessibleName() for b in (page.simulator, page.connect_button, page.session)]
    assert names == ["Start the simulator", "Connect a detector", "Open a session"]
    assert SENTENCE.count(".") == 1
    assert not any(dock.isVisible() for dock in window.layout_.docks)
    assert "DISCONNECTED" in window.strip.state.text()
    assert not window.strip.record.isEnabled()


def test_the_simulator_is_one_click_away(open_window, qtbot: QtBot) -> None:
    window = open_window(None)
    qtbot.mouseClick(window.start_page.simulator, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.link.pipeline is not None)
    assert window.image_area.isVisible()
    assert window.dose_dock.isVisible()
    assert window.link.pipeline.calls[0] == "start"
    assert "SCANNING" in window.strip.state.text()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://microscope:80", "begins with ws://"),
        ("ws://microscope", "no port"),
        ("ws://:8700", "names no computer"),
        ("ws://microscope:70000", "not a number from 1 to 65535"),
        ("", "begins with ws://"),
    ],
)
def test_a_bad_address_is_refused_in_words(open_window, qtbot, address: str, reason: str) -> None:
    window = open_window(None)
    assert not window.start_page.address.isVisible()
    connect_to(qtbot, window.start_page, address)
    assert reason in window.start_page.error.text()
    assert window.start_page.error.isVisible()
    assert window.link.pipeline is None


def test_good_addresses_pass() -> None:
    assert address_problem("ws://127.0.0.1:8700") == ""
    assert address_problem("wss://[::1]:8700/feed") == ""


def test_connecting_keeps_the_address_for_the_next_start(open_window, qtbot: QtBot) -> None:
    window = open_window(None)
    connect_to(qtbot, window.start_page, "ws://127.0.0.1:8712")
    qtbot.waitUntil(lambda: window.link.pipeline is not None)
    assert window.store.text("address") == "ws://127.0.0.1:8712"


def test_what_cannot_be_opened_is_told_and_can_be_tried_again(open_window, qtbot: QtBot) -> None:
    window = open_window(None)
    connect_to(qtbot, window.start_page, "ws://127.0.0.1:1")
    qtbot.waitUntil(window.start_page.error.isVisible)
    assert "Nobody listens there." in window.start_page.error.text()
    assert window.start_page.simulator.isEnabled()


def test_open_a_session_asks_for_the_file(open_window, qtbot: QtBot) -> None:
    window = open_window(None)
    qtbot.mouseClick(window.start_page.session, Qt.MouseButton.LeftButton)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert dialog.windowTitle() == "Review session"
    dialog.reject()


def test_each_kind_brings_an_example_a_hint_and_what_is_missing(
    open_window, qtbot: QtBot, monkeypatch
) -> None:
    from stemviewer.feeds.catalogue import KINDS
    from stemviewer.ui.live import connect_card

    window = open_window(None)
    page = window.start_page
    qtbot.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)
    for index, kind in enumerate(KINDS):
        page.card.kind.setCurrentIndex(index)
        page.card.kind.activated.emit(index)
        assert page.address.text() == kind.example
        assert page.card.hint.text()
    connect_to(qtbot, page, "merlin://camera?skan=4x4")
    assert "skan" in page.error.text()
    monkeypatch.setattr(connect_card, "missing_for", lambda _address: "p4p is not installed.")
    connect_to(qtbot, page, "pva://A")
    assert page.card.hint.text() == "p4p is not installed."
    assert not page.card.test.isEnabled()


def test_a_test_says_what_came(open_window, qtbot: QtBot) -> None:
    window = open_window(None)
    page = window.start_page
    qtbot.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)
    page.address.setText("ws://127.0.0.1:1")
    qtbot.mouseClick(page.card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "does not answer" in page.card.result.text(), timeout=20_000)
    assert page.card.test.isEnabled()


def test_looking_around_finds_a_feed_and_fills_in_its_address(
    open_window, qtbot: QtBot, monkeypatch
) -> None:
    from pathlib import Path

    import numpy as np

    from stemviewer.core.stack import ImageStack
    from stemviewer.feeds.files import FileSource
    from stemviewer.feeds.open_feed.server import FeedServer
    from stemviewer.ui.live import connect_card

    window = open_window(None)
    card = window.start_page.card
    qtbot.mouseClick(window.start_page.connect_button, Qt.MouseButton.LeftButton)
    monkeypatch.setenv("EPICS_PVA_BROADCAST_PORT", "9")  # no server of another program
    assert not card.places.isEnabled(), "nothing is known yet"
    monkeypatch.setattr(connect_card, "LIKELY", ("ws://127.0.0.1:1",))
    qtbot.mouseClick(card.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nobody answers" in card.result.text(), timeout=20_000)
    spots = np.ones((1, 16, 16), np.uint8)
    spots.flags.writeable = False
    source = FileSource([ImageStack(Path("spots.npy"), spots)], 5.0, None, 0, True)
    with FeedServer(source) as server:
        monkeypatch.setattr(connect_card, "LIKELY", ("ws://127.0.0.1:1", server.address))
        qtbot.mouseClick(card.look, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(card.look.isEnabled, timeout=20_000)
        assert card.address.text() == server.address
        assert card.places.currentText().endswith(server.address)
        assert "1 found" in card.result.text()


def test_addresses_are_remembered_last_first(open_window) -> None:
    window = open_window(None)
    for address in ("ws://a:1", "ws://b:1", "ws://a:1"):
        window.store.remember_address(address)
    assert window.store.addresses() == ("ws://a:1", "ws://b:1")
    assert window.store.text("address") == "ws://a:1"
