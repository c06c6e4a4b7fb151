from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stemviewer.core import program_log
from stemviewer.core.program_log import ProgramLog, without_private_data

CRASH = """
import ctypes, sys
from pathlib import Path
from stemviewer.core.program_log import ProgramLog
with ProgramLog(Path(sys.argv[1]), "live", lambda _: False):
    ctypes.string_at(0)
"""

HANG = """
import sys, threading
from pathlib import Path
from stemviewer.core.program_log import ProgramLog
with ProgramLog(Path(sys.argv[1]), "live", lambda _: False) as log:
    log.expect_a_sign_within(0.3)
    while not log.crash_path.stat().st_size:
        threading.Event().wait(0.05)
    import os
    os._exit(3)
"""


def dead(_: int) -> bool:
    return False


@pytest.mark.parametrize(
    "text",
    [
        "cannot open /home/ann/Secret sample/run7.nxs",
        "cannot open /data/thick gold run7.nxs, it is Damaged",
        "[Errno 2] No such file or directory: '/home/ann/Secret sample/run 7.nxs'",
        r"C:\Users\ann\Secret.tif is broken",
        "feed ws://secret.lab.example:7000/?token=abc",
        "token=secret refused",
        "array([12.1, 13.2, 14.3, 15.4, 12.1, 13.2, 14.3, 15.4, 99.2, 99.3])",
    ],
)
def test_what_is_private_is_left_out(text: str) -> None:
    safe = without_private_data(text).lower()
    for word in ("secret", "gold", "ann/", "ann\\", "run7", "abc", "13.2"):
        assert word not in safe, safe


def test_an_error_is_logged_with_its_place_in_the_code_and_its_state(tmp_path: Path) -> None:
    with ProgramLog(tmp_path, "live", dead) as log:
        try:
            Path("/nowhere/of specimen 12/x.nxs").read_bytes()
        except OSError as error:
            log.tell(error, {"link": "connected", "frames": 12})
        text = log.path.read_text("utf-8")
    assert "FileNotFoundError" in text
    assert "test_program_log.py:" in text
    assert "link connected, frames 12" in text
    assert "specimen" not in text
    assert str(Path.home()) + "/" not in text
    assert not log.crash_path.exists(), "a run that ended well leaves no traces"


def test_the_log_is_cut_by_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_log, "LOG_BYTES", 5000)
    with ProgramLog(tmp_path, "live", dead):
        for at in range(400):
            logging.getLogger("stemviewer").error("line %d of many that fill the log", at)
    files = list(tmp_path.glob("live.log*"))
    assert len(files) == 1 + program_log.OLDER_LOGS
    assert all(file.stat().st_size <= 5000 for file in files)


@pytest.mark.skipif(os.name == "nt", reason="a read of address 0 is told otherwise there")
def test_a_real_crash_leaves_traces_for_the_next_run(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False)
    assert done.returncode < 0
    with ProgramLog(tmp_path, "live", dead) as log:
        assert log.crashed_before()
        kept = (tmp_path / "live-before.txt").read_text("utf-8")
    assert "Fatal Python error" in kept
    assert str(Path.home()) + "/" not in kept
    with ProgramLog(tmp_path, "live", dead) as log:
        assert not log.crashed_before(), "told once"


def test_a_run_that_hangs_writes_where(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", HANG, str(tmp_path)], check=False)
    assert done.returncode == 3
    with ProgramLog(tmp_path, "live", dead) as log:
        assert program_log.HUNG_MARK in log.before
        assert not log.crashed_before()


def test_traces_of_a_run_that_goes_on_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "live-crash-1.txt"
    other.write_text("Fatal Python error", "utf-8")
    with ProgramLog(tmp_path, "live", lambda _: True) as log:
        assert not log.before
    assert other.exists()


def test_without_a_place_to_write_the_program_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with ProgramLog(tmp_path / "file" / "below", "live", dead) as log:
        log.tell(ValueError("x"), {})
