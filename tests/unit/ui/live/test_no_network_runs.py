"""Contrast, map, zoom and view never run a network: counted on the real live path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.frame import read_only
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.registry import methods
from stemviewer.feeds.base import Control
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.pipeline import LivePipeline
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.image.display_settings import LevelsMode
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.theme_actions import action_of_theme
from stemviewer.ui.live.view_actions import action_of
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.skin import Theme

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


class Runs:
    """Counts every pass of a chain and every way into a network, whichever thread asks for it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()
        for owner, name in (
            (Chain, "process"),
            (NetworkDenoiser, "apply"),
            (NetworkDenoiser, "apply_part"),
            (NetworkDenoiser, "rate"),
        ):
            patch.setattr(owner, name, self._counted(name, getattr(owner, name)))

    def _counted(self, name: str, real: Callable) -> Callable:
        def call(*args, **keywords):
            with self._lock:
                self.counts[name] += 1
            return real(*args, **keywords)

        return call

    @property
    def count(self) -> int:
        return self.counts.total()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(monkeypatch)


@pytest.fixture
def window(runs: Runs, themed, qtbot: QtBot, tmp_path: Path) -> Iterator[LiveWindow]:
    frames = np.random.default_rng(1).poisson(3.0, (4, 96, 96)).astype(np.uint16)
    stack = ImageStack(Path("made.npy"), read_only(frames), UNKNOWN, "made")
    with FeedServer(FileSource([stack], fps=10, dose=3.0, seed=1)) as server:
        pipeline = LivePipeline(lambda: OpenFeed(server.address), server.address)
        made = LiveWindow(
            pipeline, lambda _: pipeline, Store(tmp_path / "s.ini"), tmp_path, methods()
        )
        made.resize(1366, 768)
        made.show()
        qtbot.mouseClick(made.processing_dock.choice.button("network"), LEFT)
        qtbot.waitUntil(lambda: made.view.processed.picture is not None, timeout=WAIT_MS)
        pipeline.send(Control.SCAN, 0.0)
        yield made
        made.session.finish()
        qtbot.waitUntil(lambda: not made.isVisible(), timeout=WAIT_MS)
        made.deleteLater()


def settled(qtbot: QtBot, window: LiveWindow, runs: Runs) -> int:
    """Wait until the scan has stopped, and what the last frame set going is long over."""
    qtbot.waitUntil(lambda: not window.link.status.scan.scanning, timeout=WAIT_MS)
    last = -1
    while last != runs.count:
        last = runs.count
        qtbot.wait(4000)
    return last


@pytest.mark.timeout(150)
def test_display_changes_run_no_network(window: LiveWindow, runs: Runs, qtbot: QtBot) -> None:
    settled(qtbot, window, runs)
    before = runs.counts.copy()
    assert runs.counts["process"] > 0
    assert runs.count > runs.counts["process"], "networks ran, or this would show nothing"
    rendered = window.view.presenter.counts.rendered
    dock, camera = window.display_dock, window.view.camera
    dock.raise_()
    for mode in LevelsMode:
        qtbot.mouseClick(dock.mode.button(mode.value), LEFT)
        qtbot.wait(60)
    for box, value in ((dock.gamma, 0.6), (dock.low, 5.0), (dock.high, 95.0)):
        box.setValue(value)
    for index in range(dock.map.count()):
        dock.map.setCurrentIndex(index)
        dock.map.textActivated.emit(dock.map.currentText())
    qtbot.mouseClick(dock.saturation, LEFT)
    for name in ("invert", "follow", "auto_once", "zoom_in", "zoom_2", "fit"):
        window.actions_[name].trigger()
        qtbot.wait(60)
    for kind in ViewKind:
        window.actions_[action_of(kind)].trigger()
        pane = next(p for p in window.view.panes.panes if p.isVisible())
        qtbot.mousePress(pane, LEFT, pos=QPoint(200, 200))
        qtbot.mouseMove(pane, QPoint(260, 230))
        qtbot.mouseRelease(pane, LEFT, pos=QPoint(260, 230))
        camera.zoom_in()
        qtbot.keyPress(pane, Qt.Key.Key_D)
        qtbot.keyRelease(QApplication.focusWidget() or pane, Qt.Key.Key_D)
        qtbot.wait(60)
    for theme in (Theme.LIGHT, Theme.DARK):
        window.actions_[action_of_theme(theme)].trigger()
    qtbot.wait(1500)
    assert window.view.presenter.counts.rendered > rendered, "the pictures did change"
    assert runs.counts == before
