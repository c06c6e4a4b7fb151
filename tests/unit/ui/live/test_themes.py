from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.live.theme_actions import action_of_theme
from stemviewer.ui.live.themes import kept_theme
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.skin import Theme, dyed, present
from stemviewer.ui.theme import apply_theme


@pytest.fixture
def lit(window: LiveWindow, pipeline, qtbot: QtBot, shown, qapp) -> Iterator[LiveWindow]:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    yield window
    if present() is not Theme.DARK:
        apply_theme(qapp, Theme.DARK)


def test_a_theme_changes_everything_but_the_images(lit: LiveWindow, qtbot: QtBot) -> None:
    pane = lit.view.processed
    middle = pane.image_area().center().toPoint()
    dark = pane.grab().toImage()
    lit.actions_[action_of_theme(Theme.LIGHT)].trigger()
    light = pane.grab().toImage()
    assert light.pixelColor(middle) == dark.pixelColor(middle)
    edge = light.pixelColor(1, light.height() // 2).name()
    assert edge == dyed(c.KIND_COLOUR[Kind.DENOISED], Theme.LIGHT)
    dock = lit.display_dock.grab().toImage()
    panel = QColor(dyed(c.PANEL, Theme.LIGHT))
    found = [dock.pixelColor(x, y) == panel for x in range(20, 300, 20) for y in range(40, 200, 9)]
    assert sum(found) > len(found) / 5
    assert kept_theme(lit.store) is Theme.LIGHT
    chosen = [theme for theme in Theme if lit.actions_[action_of_theme(theme)].isChecked()]
    assert chosen == [Theme.LIGHT]


def test_an_unknown_theme_is_dark(lit: LiveWindow) -> None:
    lit.store.set_text("theme", "polka-dot")
    assert kept_theme(lit.store) is Theme.DARK
