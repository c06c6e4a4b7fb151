"""Pictures of the dose desk in each of its states, for looking at: ``desk_screenshots.py FOLDER``.

Runs the real window on a real simulator with an analogue detector, works it with mouse and
keys as an operator does, and saves a picture at each state. Needs a display (or xvfb-run).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from stemviewer.app import make_pipeline
from stemviewer.core.dose import frame_dose
from stemviewer.denoise.registry import methods
from stemviewer.feeds.launch import start_server_process
from stemviewer.live.dose.budget import Level
from stemviewer.live.dose.calibration_state import CalibrationStep, Phase
from stemviewer.live.state import LiveStatus
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.theme import apply_theme

LEFT = Qt.MouseButton.LeftButton
WAIT_S = 300.0
SIMULATOR = ["simulate", "--specimen", "perovskite", "--size", "256", "--dwell", "2"]
SIMULATOR += ["--detector", "uncalibrated", "--channels", "HAADF", "--max-fps", "12"]
SIMULATOR += ["--critical-dose", "1e12", "--current", "40"]


class Operator:
    """Works the window by mouse and keys, and takes the pictures."""

    def __init__(self, window: LiveWindow, folder: Path) -> None:
        self._window, self._folder = window, folder
        self.desk = window.dose_commands.desk

    @property
    def status(self) -> LiveStatus:
        """What the live path says now."""
        found = self._window.link.status
        if found is None:
            raise RuntimeError("the window is not connected")
        return found

    @property
    def frame(self) -> float:
        """What a frame costs [e/Å^2]."""
        settings = self.status.settings
        cost = None if settings is None else frame_dose(settings).total.value
        if cost is None:
            raise RuntimeError("the dose of a frame is unknown")
        return cost

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window live until something is true."""
        end = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("the desk did not come to the state that was asked for")
            self.rest(0.05)

    @staticmethod
    def rest(seconds: float) -> None:
        """Let the window live for a while [s]."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def type_in(self, edit: QLineEdit, text: str) -> None:
        """Type, and press Enter."""
        QTest.mouseClick(edit, LEFT)
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def page(self, page: QWidget) -> None:
        """Turn to a page of the desk."""
        bar = self.desk.tabs.tabBar()
        index = self.desk.tabs.indexOf(page)
        QTest.mouseClick(bar, LEFT, pos=bar.tabRect(index).center())
        self.rest(0.6)

    def picture(self, name: str) -> None:
        """Save the desk, and the whole window with it."""
        self.rest(0.6)
        self.desk.grab().save(str(self._folder / f"desk-{name}.png"))
        self._window.grab().save(str(self._folder / f"window-{name}.png"))
        print(name, flush=True)


def unknown_and_calibrated(operator: Operator, window: LiveWindow) -> None:
    """Show the desk with nothing known; then take the guided step, by mouse."""
    QTest.mouseClick(window.dose_dock.desk, LEFT)
    calibration = operator.desk.calibration
    operator.page(calibration)
    operator.picture("unknown")
    QTest.mouseClick(calibration.buttons[CalibrationStep.MEASURE], LEFT)
    operator.until(lambda: operator.status.calibration.phase is Phase.PAIRS)
    operator.picture("measuring")
    accept = calibration.buttons[CalibrationStep.ACCEPT]
    operator.until(accept.isEnabled)
    operator.picture("found")
    QTest.mouseClick(accept, LEFT)
    operator.until(lambda: operator.status.calibration.in_force is not None)
    operator.picture("calibrated")


def budget_states(operator: Operator, window: LiveWindow) -> None:
    """Type limits against what was spent: good, amber, red, overridden."""
    page = operator.desk.budget
    operator.page(page)
    operator.picture("no-budget")
    # standing still, no frame changes the share between two pictures
    window.actions_["scan"].trigger()
    operator.until(lambda: not operator.status.scan.scanning)
    operator.rest(1.0)
    for level, share in ((Level.GOOD, 0.5), (Level.AMBER, 0.93), (Level.RED, 1.0)):
        used = operator.status.dose.here.value
        if used is None:
            raise RuntimeError("the dose is unknown")
        # while it may only warn, more may be spent than was planned
        limit = used / share if level is not Level.RED else used + 8.5 * operator.frame
        operator.type_in(page.limit, f"{limit:.7g}")
        if level is Level.RED:
            QTest.mouseClick(page.action.button("stop"), LEFT)
            QTest.mouseClick(page.apply, LEFT)
            operator.rest(0.5)
            window.actions_["scan"].trigger()
        operator.until(lambda level=level: operator.status.budget.level is level)
        operator.picture(level.value)
    operator.until(lambda: not operator.status.scan.scanning)
    operator.picture("red-stopped")
    operator.type_in(page.reason, "last frame of the series")
    operator.until(lambda: bool(operator.status.budget.override))
    operator.picture("overridden")


def ledger_and_map(operator: Operator, window: LiveWindow) -> None:
    """Show the books, and the map in the live picture."""
    operator.page(operator.desk.ledger)
    operator.picture("ledger")
    operator.page(operator.desk.materials)
    operator.desk.materials.list.setCurrentRow(0)
    operator.picture("materials")
    for name in ("dose_inset", "dose_overlay"):
        window.actions_[name].trigger()
    operator.rest(1.0)
    operator.picture("map")


def main(folder: Path, size: tuple[int, int] = (1366, 768)) -> int:
    """Take all pictures; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    with tempfile.TemporaryDirectory(prefix="stemviewer-desk-") as scratch:
        os.environ["XDG_CONFIG_HOME"] = scratch
        server = start_server_process(SIMULATOR)
        try:
            store = Store(Path(scratch) / "s.ini")
            window = LiveWindow(
                make_pipeline(server.address), make_pipeline, store, Path(scratch), methods()
            )
            window.resize(*size)
            window.show()
            operator = Operator(window, folder)
            operator.until(lambda: window.view.on_screen is not None)
            unknown_and_calibrated(operator, window)
            budget_states(operator, window)
            ledger_and_map(operator, window)
            window.session.finish()
            operator.until(lambda: not window.isVisible())
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sides = [int(text) for text in sys.argv[2:4]] or [1366, 768]
    sys.exit(main(Path(sys.argv[1]), (sides[0], sides[1])))
