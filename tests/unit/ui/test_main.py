from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.errors import SettingsError
from stemviewer.live.state import Severity
from stemviewer.ui.live.errors import errors_told, uncaught_notice
from stemviewer.ui.live.loop_watch import LoopWatch
from stemviewer.ui.main import WindowOptions

ENVIRONMENT = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

WITHOUT_TORCH = """
import sys
import stemviewer.ui.main
loaded = [name for name in ("torch", "h5py", "skimage") if name in sys.modules]
print(loaded)
"""

FAILING = """
import sys
from PySide6.QtCore import QTimer
from stemviewer.ui.main import WindowOptions, run_live_window, Program

def fail():
    raise RuntimeError("a slot failed")

inner = Program.run
def run(self):
    QTimer.singleShot(300, fail)
    QTimer.singleShot(1200, lambda: print([n.what for n in self.window.bar.history]))
    return inner(self)
Program.run = run
sys.exit(run_live_window(None, WindowOptions(headless=True, seconds=2)))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
    )


def test_the_window_starts_without_torch_and_h5py() -> None:
    assert run("-c", WITHOUT_TORCH).stdout.strip() == "[]"


def test_an_error_in_a_slot_is_told_and_the_program_goes_on() -> None:
    done = run("-c", FAILING)
    assert "Unexpected RuntimeError: a slot failed" in done.stdout
    assert "a slot failed" in done.stderr
    assert done.returncode == 1, "a scripted run that met an error does not end as good"


def test_the_real_window_on_the_real_simulator(tmp_path: Path) -> None:
    picture, report = tmp_path / "window.png", tmp_path / "report.json"
    done = run(
        "-m",
        "stemviewer",
        "live",
        "--headless",
        "--feed",
        "simulator",
        "--filter",
        "gaussian",
        "--seconds",
        "3",
        "--screenshot",
        str(picture),
        "--json",
        str(report),
        "--record",
        str(tmp_path / "sessions"),
        "--size",
        "1366x768",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1366, 768)
    measured = json.loads(report.read_text("utf-8"))
    assert measured["status"]["counts"]["shown"] > 0
    assert measured["status"]["counts"]["shown"] <= measured["status"]["counts"]["received"]
    assert measured["qt_block_s"]["count"] > 100
    assert list((tmp_path / "sessions").glob("*.nxs"))


def test_a_feed_that_cannot_be_is_refused_before_a_window_opens() -> None:
    done = run("-m", "stemviewer", "live", "--headless", "--feed", "nonsense", "--seconds", "1")
    assert done.returncode != 0
    assert "nonsense" in done.stderr


def test_notices_of_uncaught_errors_have_three_sentences() -> None:
    known = uncaught_notice(SettingsError("What.", "Meaning.", "Action."))
    assert (known.what, known.meaning, known.action) == ("What.", "Meaning.", "Action.")
    foreign = uncaught_notice(ZeroDivisionError("division by zero"))
    assert foreign.severity is Severity.ERROR
    assert "ZeroDivisionError" in foreign.what
    assert foreign.meaning
    assert foreign.action


def test_errors_of_threads_are_told_and_the_old_hooks_come_back() -> None:
    old = (sys.excepthook, threading.excepthook)
    told: list[BaseException] = []
    with errors_told(told.append):
        thread = threading.Thread(target=lambda: 1 / 0, name="failing")
        thread.start()
        thread.join()
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert (sys.excepthook, threading.excepthook) == old


def test_scripted_runs_ignore_what_was_kept() -> None:
    assert WindowOptions(headless=True).scripted
    assert WindowOptions(seconds=1.0).scripted
    assert not WindowOptions(feed="simulator").scripted


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[LoopWatch]:
    made = LoopWatch()
    made.start()
    yield made
    made.stop()


def test_a_blocked_loop_is_measured(watch: LoopWatch, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(watch.blocks()) > 3)
    before = len(watch.blocks())
    blocker = threading.Event()
    QTimer.singleShot(0, lambda: blocker.wait(0.15))
    qtbot.waitUntil(lambda: len(watch.blocks()) > before + 3)
    assert max(watch.blocks()[before:]) > 0.1
    watch.stop()
    assert watch.seconds > 0.15
