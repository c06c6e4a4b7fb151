"""Real servers, a real window off screen, real files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.app import make_pipeline
from stemviewer.denoise.registry import methods
from stemviewer.feeds.launch import ServerProcess, start_server_process
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import LiveStatus
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.theme import apply_theme

WAIT_MS = 60_000


@pytest.fixture
def serve() -> Iterator[Callable[..., ServerProcess]]:
    """Start servers that end with the test."""
    started: list[ServerProcess] = []

    def start(*arguments: str) -> ServerProcess:
        started.append(start_server_process(list(arguments)))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def stack_file(tmp_path: Path) -> tuple[Path, npt.NDArray[np.uint16]]:
    """Write a small stack of low-dose counts of a lattice; return path and content."""
    y, x = np.mgrid[:192, :256] * (2 * np.pi / 14.0)
    rate = 2.0 + np.cos(x) + np.cos(y)
    stack = np.random.default_rng(7).poisson(rate, (5, 192, 256)).astype(np.uint16)
    path = tmp_path / "lattice.npy"
    np.save(path, stack)
    return path, stack


class Desk:
    """A live window at work, and how to wait for it."""

    def __init__(self, qtbot: QtBot, window: LiveWindow, pipeline: LivePipeline) -> None:
        self.qtbot = qtbot
        self.window = window
        self.pipeline = pipeline

    @property
    def status(self) -> LiveStatus:
        return self.pipeline.status()

    def wait(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT_MS)


@pytest.fixture
def desk(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Open a live window on a feed; it is closed with the test."""
    opened: list[Desk] = []

    def open_desk(address: str, *, chain: str = "none") -> Desk:
        assert isinstance(qapp, QApplication)
        apply_theme(qapp)
        pipeline = make_pipeline(address, chain=chain)
        store = Store(tmp_path / "window.ini")
        window = LiveWindow(pipeline, make_pipeline, store, tmp_path / "sessions", methods())
        window.resize(1600, 900)
        window.show()
        opened.append(Desk(qtbot, window, pipeline))
        return opened[-1]

    yield open_desk
    for one in opened:
        one.window.session.finish()
        qtbot.waitUntil(lambda one=one: not one.window.isVisible(), timeout=WAIT_MS)
        one.window.deleteLater()
