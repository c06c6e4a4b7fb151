"""Guards: a test that leaks a process, a thread, a widget or a running timer fails."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

GRACE_S = 5.0
# multiprocessing's own helpers live as long as the interpreter, by design
_HELPERS = ("resource_tracker", "forkserver")


def _children() -> dict[int, str]:
    found = {}
    for child in psutil.Process().children(recursive=True):
        try:
            line = " ".join(child.cmdline())
            if child.status() != psutil.STATUS_ZOMBIE and not any(h in line for h in _HELPERS):
                found[child.pid] = line
        except psutil.NoSuchProcess:
            continue
    return found


def _threads() -> dict[int, str]:
    return {t.ident or 0: t.name for t in threading.enumerate() if t.is_alive()}


def _new(before: dict[int, str], after: dict[int, str]) -> list[str]:
    return [f"{key}: {name}" for key, name in after.items() if key not in before]


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a child process or a thread behind."""
    processes, threads = _children(), _threads()
    yield
    deadline = time.monotonic() + GRACE_S
    wait = threading.Event()
    while True:
        left = _new(processes, _children()) + _new(threads, _threads())
        if not left:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"left behind: {left}")
        wait.wait(0.05)


@pytest.fixture(autouse=True)
def no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the GUI test that leaves a top-level widget or an active timer behind."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    request.getfixturevalue("qapp")
    known = {id(w) for w in QApplication.topLevelWidgets()}
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [
        f"{type(w).__name__} {w.objectName()!r}"
        for w in QApplication.topLevelWidgets()
        if id(w) not in known and w.isVisible()
    ]
    timers = [
        t.objectName() or "timer"
        for w in QApplication.topLevelWidgets()
        if id(w) not in known
        for t in w.findChildren(QTimer)
        if t.isActive()
    ]
    if left or timers:
        pytest.fail(f"left behind: widgets {left}, timers {timers}")


@pytest.fixture(autouse=True, scope="session")
def _own_signing_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test makes or reads the signing key of whoever runs it; child processes neither."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("signing")
        patch.setenv("STEMVIEWER_KEY_FILE", str(folder / "signing-key.pem"))
        # nor the user's list of sessions that lie in several folders
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        # nor the program's log
        patch.setenv("STEMVIEWER_LOG_FOLDER", str(folder / "log"))
        yield
