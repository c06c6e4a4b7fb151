"""The operator's whole job: connect, filter, change the dose, record, review."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Flag
from stemviewer.denoise.registry import methods
from stemviewer.feeds.base import Control
from stemviewer.feeds.launch import ServerProcess
from stemviewer.live.state import LinkState
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

Desk = Any
"""The fixture's class: a window at work."""

pytestmark = pytest.mark.timeout(180)


def record(desk: Desk, qtbot: QtBot, frames: int) -> Path:
    """Record with the key R until ``frames`` are processed and written; return the session."""
    window, pipeline = desk.window, desk.pipeline
    window.image_area.setFocus()
    qtbot.keyClick(window.image_area, Qt.Key.Key_R)
    desk.wait(lambda: pipeline.status().recording.active)
    desk.wait(lambda: pipeline.status().recording.processed_written >= frames)
    qtbot.keyClick(window.image_area, Qt.Key.Key_R)
    desk.wait(
        lambda: not pipeline.status().recording.active and not pipeline.status().recording.busy
    )
    return Path(pipeline.status().recording.path)


def test_recorded_raw_is_what_was_served_and_every_network_frame_is_marked(
    qtbot: QtBot,
    serve: Callable[..., ServerProcess],
    desk: Callable[..., Desk],
    stack_file: tuple[Path, npt.NDArray[np.uint16]],
) -> None:
    path, stack = stack_file
    server = serve("serve", str(path), "--fps", "8")
    at_work = desk(server.address, chain="live")
    at_work.wait(lambda: at_work.status.counts.processed >= 2 and at_work.status.counts.shown >= 2)
    session = record(at_work, qtbot, frames=6)

    network = next(entry for entry in methods() if entry.network)
    processed = 0
    with SessionReader(session) as reader:
        assert len(reader) >= 6
        for index in range(len(reader)):
            row, raw = reader.row(index), reader.raw(index)
            np.testing.assert_array_equal(raw.data, stack[row.number % len(stack)])
            assert raw.data.dtype == np.uint16
            if row.processed is None:
                continue
            processed += 1
            picture = reader.processed(index)
            assert picture is not None
            assert picture.parent == row.number
            assert Flag.NETWORK in picture.provenance.flags
            assert picture.provenance.model == network.name
            assert len(picture.provenance.weights_sha256) == 64
    assert processed >= 6
    report = verify(session)
    assert report.good, report.problems
    shot = session.with_suffix(".png")
    command = [sys.executable, "-m", "stemviewer", "review", str(session)]
    done = subprocess.run(
        [*command, "--screenshot", str(shot)],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert shot.stat().st_size > 20_000


def test_twice_the_dwell_gives_twice_the_counts(
    qtbot: QtBot,
    serve: Callable[..., ServerProcess],
    desk: Callable[..., Desk],
    stack_file: tuple[Path, npt.NDArray[np.uint16]],
) -> None:
    server = serve("serve", str(stack_file[0]), "--fps", "8", "--dose", "3", "--pixel-size", "0.02")
    at_work = desk(server.address)
    at_work.wait(lambda: at_work.status.counts.shown >= 3)
    window = at_work.window
    window.refresh()
    before = window.polling.newest
    assert before is not None
    editors = window.dose_dock.editors
    dwell = editors.edits[Control.DWELL]
    asked = before.frame.settings.dwell.value * 2
    dwell.setFocus()
    dwell.selectAll()
    qtbot.keyClicks(dwell, f"{asked * 1e6:g} us")
    assert editors.apply.isEnabled()
    qtbot.mouseClick(editors.apply, Qt.MouseButton.LeftButton)

    def same_plane_at_the_new_dwell() -> bool:
        frame = window.polling.newest.frame
        same = (frame.number - before.frame.number) % len(stack_file[1]) == 0
        return same and frame.settings.dwell.value == pytest.approx(asked, rel=1e-6)

    at_work.wait(same_plane_at_the_new_dwell)
    after = window.polling.newest
    counts = before.frame.data.sum(), after.frame.data.sum()
    # both sums are Poisson: four standard deviations of their ratio
    tolerance = 4 * 2 * np.sqrt(1 / counts[0] + 1 / counts[1])
    assert counts[1] / counts[0] == pytest.approx(2.0, abs=tolerance)
    assert after.dose.imaging.value == pytest.approx(2 * before.dose.imaging.value)
    assert after.electrons_per_pixel.value == pytest.approx(6.0, rel=0.05)


def test_a_server_that_dies_is_told_and_the_session_stays_good(
    qtbot: QtBot,
    serve: Callable[..., ServerProcess],
    desk: Callable[..., Desk],
    stack_file: tuple[Path, npt.NDArray[np.uint16]],
) -> None:
    server = serve("serve", str(stack_file[0]), "--fps", "8")
    at_work = desk(server.address, chain="gaussian")
    at_work.wait(lambda: at_work.status.counts.processed >= 2)
    qtbot.keyClick(at_work.window.image_area, Qt.Key.Key_R)
    at_work.wait(lambda: at_work.status.recording.written >= 3)
    server.stop()
    at_work.wait(lambda: at_work.status.link is not LinkState.CONNECTED)
    at_work.pipeline.stop_recording()
    at_work.wait(lambda: not (at_work.status.recording.active or at_work.status.recording.busy))
    report = verify(Path(at_work.status.recording.path))
    assert report.good, report.problems
    assert report.frames >= 3


def test_the_simulator_headless_leaves_session_report_and_screenshot(tmp_path: Path) -> None:
    shot, report = tmp_path / "shot.png", tmp_path / "report.json"
    command = [sys.executable, "-m", "stemviewer", "live", "--feed", "simulator", "--headless"]
    command += ["--filter", "live", "--seconds", "12", "--record", str(tmp_path)]
    command += ["--json", str(report), "--screenshot", str(shot)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    sessions = list(tmp_path.glob("*.nxs"))
    assert len(sessions) == 1, done.stderr
    assert shot.stat().st_size > 20_000
    verdict = subprocess.run(
        [sys.executable, "-m", "stemviewer", "verify", str(sessions[0])],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    with SessionReader(sessions[0]) as reader:
        assert len(reader) > 5
        flags = [
            row.processed_row.flags
            for row in map(reader.row, range(len(reader)))
            if row.processed_row is not None
        ]
    assert flags
    assert all(Flag.NETWORK in flag and Flag.SIMULATED in flag for flag in flags)
