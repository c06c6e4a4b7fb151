"""Pictures of every view, state and theme, for looking at: ``view_screenshots.py FOLDER``.

Runs the real window on a real simulator, works it by mouse and keys as an operator does, and
saves a picture at each state. ``--size 1366 768``, ``--themes dark light``; for twofold pixels set
QT_SCALE_FACTOR=2. Needs a display (or xvfb-run).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from stemviewer.app import make_pipeline
from stemviewer.denoise.network.catalogue import automatic_method
from stemviewer.denoise.registry import methods
from stemviewer.feeds.base import Control
from stemviewer.feeds.launch import start_server_process
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.live.sent.what import Sent
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.theme_actions import action_of_theme
from stemviewer.ui.live.view_actions import action_of
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.skin import Theme
from stemviewer.ui.theme import apply_theme

LEFT = Qt.MouseButton.LeftButton
WAIT_S = 90.0
SIMULATOR = ["simulate", "--specimen", "perovskite", "--size", "512", "--dwell", "1"]
SIMULATOR += ["--max-fps", "4", "--critical-dose", "1e12", "--current", "0.4"]


class Operator:
    """Works the window, and takes the pictures."""

    def __init__(self, window: LiveWindow, folder: Path, prefix: str) -> None:
        self._window, self._folder, self.prefix = window, folder, prefix

    @property
    def blanked(self) -> bool:
        """Whether the beam is off the specimen."""
        status = self._window.link.status
        return status is not None and status.scan.blanked

    def rest(self, seconds: float) -> None:
        """Let the window live for a while [s]."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window live until something is true."""
        end = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("the window did not come to the state that was asked for")
            self.rest(0.05)

    def picture(self, name: str) -> None:
        """Save the whole window."""
        self.rest(0.7)
        path = self._folder / f"{self.prefix}-{name}.png"
        if not self._window.grab().save(str(path)):
            raise OSError(f"{path} could not be written")
        print(path.name, flush=True)

    def other(self, widget: QWidget, name: str) -> None:
        """Save a window of its own, and close it."""
        self.rest(1.0)
        path = self._folder / f"{self.prefix}-{name}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} could not be written")
        print(path.name, flush=True)
        widget.close()

    def point(self) -> None:
        """Put the crosshair on an atom in the middle of the first pane that is seen."""
        pane = next(pane for pane in self._window.view.panes.panes if pane.isVisible())
        QTest.mouseMove(pane, pane.image_area().center().toPoint() + QPoint(40, 30))

    def act(self, name: str) -> None:
        """Trigger an action."""
        self._window.actions_[name].trigger()


def all_views(operator: Operator, window: LiveWindow) -> None:
    """Show every kind of view with the crosshair, and raw held."""
    for kind in ViewKind:
        operator.act(action_of(kind))
        operator.point()
        operator.picture(f"view-{kind.value}")
    operator.act("view_single")
    operator.act("other_picture")
    operator.point()
    operator.picture("view-single-raw")
    operator.act("view_split")


def all_states(operator: Operator, window: LiveWindow) -> None:
    """Show the overlay, zoom, colours and marks, measuring, dialogs, and each state of the scan."""
    overlay_and_colours(operator, window)
    measuring(operator, window)
    dialogs(operator, window)
    looking_back(operator, window)
    scan_states(operator, window)


def overlay_and_colours(operator: Operator, window: LiveWindow) -> None:
    """Show what is drawn over the pictures, a zoomed picture, and another map with marks."""
    operator.act("evidence")
    operator.rest(4.0)
    operator.picture("evidence")
    operator.act("view_curtain")
    operator.picture("evidence-curtain")
    operator.act("view_quad")
    operator.picture("evidence-quad")
    operator.act("view_split")
    operator.act("evidence")
    for _ in range(8):
        operator.act("zoom_in")
    operator.point()
    operator.picture("zoomed")
    operator.act("fit")
    window.display_dock.raise_()
    QTest.mouseClick(window.display_dock.saturation, LEFT)
    window.display_dock.map.setCurrentText("viridis")
    window.display_dock.map.textActivated.emit("viridis")
    operator.picture("map-and-marks")
    window.display_dock.map.textActivated.emit("grey")
    QTest.mouseClick(window.display_dock.saturation, LEFT)


def measuring(operator: Operator, window: LiveWindow) -> None:
    """Draw a region, a profile, a distance and an angle, and show each page of the dock."""
    pane = window.view.raw
    middle = pane.image_area().center().toPoint()
    shapes = (
        ("measure_rectangle", (QPoint(-120, -90), QPoint(-20, -10))),
        ("measure_distance", (QPoint(30, -90), QPoint(120, -40))),
        ("measure_profile", (QPoint(-100, 40), QPoint(110, 70))),
    )
    for name, (start, end) in shapes:
        operator.act(name)
        QTest.mousePress(pane, LEFT, pos=middle + start)
        QTest.mouseMove(pane, middle + end)
        QTest.mouseRelease(pane, LEFT, pos=middle + end)
        operator.rest(2.0)
        operator.picture(f"measured-{name.removeprefix('measure_')}")
    for name in ("measure_spectrum", "measure_drift"):
        operator.act(name)
        operator.rest(2.0)
        operator.picture(f"measured-{name.removeprefix('measure_')}")
    operator.act("measure_clear")
    window.measure_dock.hide()


def dialogs(operator: Operator, window: LiveWindow) -> None:
    """Show the palette, the dose desk, every page that explains, and a view that was sent."""
    operator.act("palette")
    operator.picture("palette")
    window.keys.palette.close()
    window.dose_commands.open()
    operator.other(window.dose_commands.desk, "dose-desk")
    for name in ("keys", "change_keys", "help", "about", "notices", "model_card"):
        operator.act(name)
        dialog = next(d for d in reversed(window.findChildren(QDialog)) if d.isVisible())
        operator.other(dialog, f"dialog-{name}")
    operator.other(window.sent.send(Sent.SPLIT), "sent-split")


def looking_back(operator: Operator, window: LiveWindow) -> None:
    """Show a frame of the past, with a span that is to be kept."""
    for name in ("replay_back",) * 4 + ("keep_from",):
        operator.act(name)
    operator.rest(1.0)
    operator.picture("replay")
    operator.act("go_live")


def scan_states(operator: Operator, window: LiveWindow) -> None:
    """Show a held picture, the blanked beam, a stopped scan, and a slow one."""
    operator.act("hold")
    operator.picture("held")
    operator.act("hold")
    for on in (True, False):
        operator.act("blank")
        operator.until(lambda on=on: operator.blanked is on)
        if on:
            operator.picture("blanked")
    operator.rest(1.5)
    operator.act("stop")
    operator.picture("stopped")
    pipeline = window.link.pipeline
    if pipeline is not None:
        pipeline.send(Control.DWELL, 4e-5)
        pipeline.send(Control.SCAN, 1.0)
        operator.rest(4.0)
        operator.picture("slow-scan")
        operator.act("view_curtain")
        operator.picture("slow-scan-curtain")
        pipeline.send(Control.DWELL, 1e-6)
        operator.act("view_split")
        operator.until(lambda: window.view.on_screen is not None)


def main(options: argparse.Namespace) -> int:
    """Take all pictures; return the exit code."""
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    with tempfile.TemporaryDirectory(prefix="stemviewer-views-") as scratch:
        os.environ["XDG_CONFIG_HOME"] = scratch
        store = Store(Path(scratch) / "s.ini")
        every = automatic_method() + methods()
        start = LiveWindow(None, make_pipeline, store, Path(scratch), every)
        start.resize(*options.size)
        start.show()
        for name in options.themes:
            start.actions_[action_of_theme(Theme(name))].trigger()
            Operator(start, options.folder, name).picture("start")
        start.close()
        server = start_server_process(SIMULATOR)
        try:
            _run(options, make_window(server.address, store, scratch, options.size))
        finally:
            server.stop()
    return 0


def make_window(address: str, store: Store, scratch: str, size: tuple[int, int]) -> LiveWindow:
    """Return a window on the simulator, shown."""
    every = automatic_method() + methods()
    window = LiveWindow(make_pipeline(address), make_pipeline, store, Path(scratch), every)
    window.resize(*size)
    window.show()
    return window


def _run(options: argparse.Namespace, window: LiveWindow) -> None:
    # the last theme of the start page is still in force
    operator = Operator(window, options.folder, options.themes[-1])
    operator.until(lambda: window.view.on_screen is not None)
    operator.picture("raw-alone")
    QTest.mouseClick(window.processing_dock.choice.button("network"), LEFT)
    operator.until(lambda: window.view.processed.picture is not None)
    for name in options.themes:
        operator.prefix = name
        operator.act(action_of_theme(Theme(name)))
        all_views(operator, window)
        if options.states:
            all_states(operator, window)
    window.session.finish()
    operator.until(lambda: not window.isVisible())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, nargs=2, default=(1920, 1080))
    parser.add_argument("--themes", nargs="+", default=[theme.value for theme in Theme])
    parser.add_argument("--no-states", dest="states", action="store_false")
    sys.exit(main(parser.parse_args()))
