"""Pictures of the sessions window in each of its states: ``sessions_screenshots.py FOLDER``.

Makes an archive (1,000 sessions with ``--sessions 1000``; ``--archive`` keeps it) with damaged
files in it, opens the real window, works it by mouse and keys, and saves a picture at each state.
``--size 1366 768``, ``--themes dark light``. Needs a display (or xvfb-run).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from stemviewer.bench.sessions.archive import Archive, make_archive
from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import set_to
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.registry import method, methods
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder
from stemviewer.ui.review.main import vet_session
from stemviewer.ui.review.window import ReviewWindow
from stemviewer.ui.skin import Theme
from stemviewer.ui.theme import apply_theme

LEFT = Qt.MouseButton.LeftButton
WAIT_S = 180.0
FRAMES = 24


def lattice(seed: int, side: int = 256) -> np.ndarray:
    """Return counts of atom columns, drifting a little [electrons]."""
    rows, columns = np.indices((side, side)) + 0.15 * seed
    shape = np.cos(rows * 2 * np.pi / 17) + np.cos(columns * 2 * np.pi / 17)
    rate = 0.6 + 5.0 * np.exp(2.2 * (shape - 2.0))
    return np.random.default_rng(seed).poisson(rate).astype(np.uint16)


def record(folder: Path) -> Path:
    """Record a session with pictures of a filter, as the live window does."""
    info = SessionInfo(
        "STO lamella 4", "SrTiO3 lamella 4", "K. Meier",
        InstrumentInfo("Rig 2", "simulator", ("HAADF",)), "demonstration",
    )  # fmt: skip
    recorder = Recorder.start(folder, info, RecordOptions(ring_bytes=64 << 20))
    chain, total = Chain(method("gaussian").make({})), 0.0
    settings = ScanSettings(
        256, 256, set_to(1e-6), set_to(1e-12), set_to(2e-11), set_to(1e-4), voltage=set_to(2e5)
    )
    for number in range(1, FRAMES + 1):
        when = (1_790_000_000 + number) * 10**9
        frame = Frame(
            number, "HAADF", read_only(lattice(number)), settings, COUNTING,
            acquired_utc_ns=when, received_utc_ns=when, received_monotonic_ns=number,
        )  # fmt: skip
        total += frame_dose(settings).total.value or 0.0
        recorder.put_frame(frame, set_to(total))
        if number % 2:
            recorder.put_processed(chain.process(frame, Flag.SIMULATED).processed)
    recorder.put_event("note", "a hair on the lens", {})
    return recorder.stop()


class Operator:
    """Works the window, and takes the pictures."""

    def __init__(self, window: ReviewWindow, folder: Path, prefix: str) -> None:
        self.window, self._folder, self._prefix = window, folder, prefix

    @staticmethod
    def rest(seconds: float) -> None:
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
        path = self._folder / f"{self._prefix}-{name}.png"
        if not self.window.grab().save(str(path)):
            raise OSError(f"{path} could not be written")
        print(path.name, flush=True)

    def act(self, name: str) -> None:
        """Choose from the menus: without a window manager no window is active for its keys."""
        next(one for one in self.window.findChildren(QAction) if one.text() == name).trigger()

    def go_to(self, index: int) -> None:
        """Show a frame and wait for its words."""
        self.window.go_to(index)
        self.until(lambda: self.window.shown is not None and self.window.told
                   and self.window.shown.row.index == index)  # fmt: skip

    def tab(self, page: QWidget) -> None:
        """Turn to a page on the right."""
        bar = self.window.tabs.tabBar()
        at = self.window.tabs.indexOf(page)
        QTest.mouseClick(bar, LEFT, pos=bar.tabRect(at).center())


def catalogue(operator: Operator, archive: Path) -> None:
    """Show a large archive, a search in it, its damaged files, and a folder with nothing."""
    window = operator.window
    window.open_path(archive)
    operator.until(lambda: bool(window.folders.model.entries) and not window.folders.state)
    operator.picture("catalogue")
    QTest.keyClicks(window.folders.field, "perovskite has:denoised")
    operator.rest(2.0)
    operator.picture("searched")
    window.folders.field.setText("is:unreadable")
    operator.rest(2.0)
    operator.picture("damaged")
    window.folders.field.clear()
    with tempfile.TemporaryDirectory() as empty:
        window.open_path(Path(empty))
        operator.until(lambda: "No session" in window.folders.state)
        operator.picture("empty-folder")


def frames(operator: Operator, session: Path) -> None:
    """Show a session: table, thumbnails, each tab on the right, notes."""
    window = operator.window
    window.open_path(session.parent)
    window.open_path(session)
    operator.until(lambda: window.model.frames == FRAMES)
    operator.go_to(2)
    QTest.mouseClick(window.remark.star, LEFT)
    QTest.keyClicks(window.remark.note, "thin here")
    QTest.keyClick(window.remark.note, Qt.Key.Key_Return)
    operator.picture("provenance-notes")
    window.verify()
    operator.until(lambda: "verified" in window.top.verdict)
    operator.picture("session-verified")
    for name, page in (
        ("metadata", window.metadata),
        ("reprocess", window.reprocess),
        ("export-caption", window.export),
        ("evidence", window.evidence),
    ):
        operator.tab(page)
        operator.picture(name)
    operator.act("Thumbnails")
    operator.rest(2.0)
    operator.picture("thumbnails")
    operator.act("Thumbnails")


def compared(operator: Operator) -> None:
    """Show four pictures beside one another, and the difference of last and first."""
    window = operator.window
    for index, raw in ((2, True), (2, False), (4, True), (4, False)):
        operator.go_to(index)
        operator.act("Pin raw for comparison" if raw else "Pin for comparison")
    QTest.mouseClick(window.views.comparing, LEFT)
    operator.until(lambda: len(window.views.compare.panes) == 4)
    operator.picture("compare-four")
    window.views.compare.difference.click()
    operator.until(lambda: len(window.views.compare.panes) == 5)
    operator.picture("difference")
    QTest.mouseClick(window.views.comparing, LEFT)


def blind(operator: Operator) -> None:
    """Compare blind, by keys: first page, a pair, the result."""
    window = operator.window
    view = window.blind
    QTest.mouseClick(window.views.blinding, LEFT)
    operator.until(view.setup.begin.isEnabled)
    view.setup.first.setCurrentIndex(0)
    view.setup.second.setCurrentIndex(2)
    view.setup.pairs.setValue(6)
    operator.picture("blind-begin")
    QTest.mouseClick(view.setup.begin, LEFT)
    operator.until(lambda: view.currentWidget() is view.pair and view.pair.ready)
    operator.picture("blind-pair")
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down)
    at = 0
    while view.currentWidget() is view.pair:
        operator.until(lambda: view.pair.ready or view.currentWidget() is view.result)
        QTest.keyClick(view.pair, keys[at % 3])
        at += 1
    operator.picture("blind-result")
    QTest.mouseClick(window.views.blinding, LEFT)


def main(options: argparse.Namespace) -> int:
    """Take all pictures; return the exit code."""
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="stemviewer-sessions-") as scratch:
        os.environ["XDG_CONFIG_HOME"] = scratch
        archive = options.archive or Path(scratch) / "archive"
        if not archive.is_dir():
            made = make_archive(archive, Archive(options.sessions, 12))
            whole = [path.read_bytes() for path in made][-1]
            (archive / "empty.nxs").write_bytes(b"")
            (archive / "half-copied.nxs").write_bytes(whole[: len(whole) // 2])
            (archive / "image.nxs").write_bytes(b"II*\x00" + bytes(1000))
        session = record(Path(scratch) / "day")
        index = options.index or Path(scratch) / "sessions.sqlite3"
        for name in options.themes:
            apply_theme(application, Theme(name))
            window = ReviewWindow(methods(), vet=vet_session, index=index)
            window.resize(*options.size)
            window.show()
            window.resize_columns()
            operator = Operator(window, options.folder, f"{name}-{options.size[0]}")
            operator.picture("start")
            catalogue(operator, archive)
            frames(operator, session)
            compared(operator)
            blind(operator)
            window.close()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, nargs=2, default=(1366, 768))
    parser.add_argument("--themes", nargs="+", default=["dark", "light"])
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--index", type=Path)
    sys.exit(main(parser.parse_args()))
