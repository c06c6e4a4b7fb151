"""A small real session, written by the real recorder process, and the window on it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import set_to
from stemviewer.denoise.registry import method
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder
from stemviewer.ui.review.window import ReviewWindow

INFO = SessionInfo("A3", "lamella 4", "K. Meier", InstrumentInfo("Rig", "simulator", ("HAADF",)))

MIB = 1 << 20


@pytest.fixture(scope="session")
def recorded(
    tmp_path_factory: pytest.TempPathFactory, make_frame: Callable, make_processed: Callable
) -> Path:
    """Frames 100 to 107; 102 and 105 denoised, 103 filtered; 106 and 107 lost; 108 partial."""
    recorder = Recorder.start(
        tmp_path_factory.mktemp("recorded"), INFO, RecordOptions(ring_bytes=8 * MIB)
    )
    for at, number in enumerate((100, 101, 102, 103, 104, 105, 108)):
        if number == 108:
            recorder.put_lost(106, 107, "the link was down")
        frame = make_frame(number=number, dose=4.0, valid=40 if number == 108 else None)
        digest = hashlib.sha256(frame.data.tobytes()).hexdigest() if frame.complete else ""
        frame = replace(frame, acquired_utc_ns=(1_700_000_000 + at) * 10**9, sha256=digest)
        recorder.put_frame(frame, set_to(100.0 * (at + 1)))
        kind = {102: Kind.DENOISED, 105: Kind.DENOISED, 103: Kind.FILTERED}.get(number)
        if kind is not None:
            recorder.put_processed(make_processed(frame, kind))
    recorder.put_event("note", "a hair on the lens", {})
    return recorder.stop()


@pytest.fixture
def session(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the recorded session, with the manifest beside it."""
    for part in recorded.parent.glob(f"{recorded.stem}.*"):
        shutil.copy(part, tmp_path)
    return tmp_path / recorded.name


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication) -> Iterator[ReviewWindow]:
    """An open, empty window; its threads end with the test."""
    made = ReviewWindow((method("gaussian"), method("median"), method("nlm")))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


Open = Callable[[Path], ReviewWindow]


@pytest.fixture
def opened(qtbot: QtBot, window: ReviewWindow, session: Path) -> ReviewWindow:
    """The window with the first frame of the session in view."""
    window.open_path(session)
    qtbot.waitUntil(lambda: window.model.frames == 7, timeout=20_000)
    wait_shown(qtbot, window, 0)
    return window


def wait_shown(qtbot: QtBot, window: ReviewWindow, index: int) -> None:
    """Wait until a frame is read and painted."""

    def there() -> bool:
        shown, picture = window.shown, window.views.raw.picture
        if shown is None or picture is None:
            return False
        seen = shown.row.index == index and picture.values is shown.frame.data
        return seen and window.told

    qtbot.waitUntil(there, timeout=20_000)


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[ReviewWindow, int], None]:
    """Return what waits until a frame is in view."""
    return lambda window, index: wait_shown(qtbot, window, index)
