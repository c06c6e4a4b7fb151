"""A recording at full rate in the live window, with the sessions window open on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.launch import start_server_process
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

START_S = 120.0
_LOOK_S = 0.2


def recorded_while_reviewed(
    work: Path, *, side: int, fps: float, seconds: float, seed: int
) -> dict[str, Any]:
    """Record a served series in the live window while the sessions window follows it.

    Parameters
    ----------
    work : Path
        For the session.
    side : int
        Rows and columns of the frames [px].
    fps : float
        Frames per second that are served.
    seconds : float
        Length of the recording [s]; the sessions window follows it for half of that.
    seed : int
        Of the counts.

    Returns
    -------
    dict
        What the live window counted, what the log holds, and what the sessions window showed.

    Raises
    ------
    StemviewerError
        If one of the windows did not do its part.
    """
    folder = work / "recorded"
    folder.mkdir()
    image, report, followed = work / "served.npy", work / "live.json", work / "followed.json"
    rng = np.random.default_rng(seed)
    np.save(image, rng.poisson(2.0, (8, side, side)).astype(np.uint16))
    server = start_server_process(["serve", str(image), "--fps", str(fps), "--seed", str(seed)])
    try:
        live = _started("live", "--headless", "--filter", "none", "--seconds", str(seconds),
                        "--json", str(report), "--record", str(folder),
                        "--feed", server.address)  # fmt: skip
        session = _appeared(folder, live)
        window = _started("review", str(session), "--index", str(work / "index.sqlite3"),
                          "--follow", str(seconds / 2), str(followed))  # fmt: skip
        errors = [
            process.communicate(timeout=seconds + 2 * START_S)[1] for process in (window, live)
        ]
    finally:
        server.stop()
    if not report.is_file() or not followed.is_file():
        raise StemviewerError(f"The windows were not measured: {' '.join(errors)[-400:]}")
    counted = json.loads(report.read_text(encoding="utf-8"))
    seen = json.loads(followed.read_text(encoding="utf-8"))
    return _compared(counted, seen, folder)


def _compared(counted: dict[str, Any], seen: dict[str, Any], folder: Path) -> dict[str, Any]:
    closed = next(path for path in sorted(folder.rglob("*.nxs")))
    with SessionReader(closed) as reader:
        numbers = [reader.row(at).number for at in range(len(reader))]
        losses = reader.losses()
    lost = sum(loss.last - loss.first + 1 for loss in losses)
    unkept = sum(loss.last - loss.first + 1 for loss in losses if loss.gap)
    report = verify(closed)
    span = numbers[-1] - numbers[0] + 1 if numbers else 0
    return {
        "received": counted["status"]["counts"]["received"],
        "receive_fps": counted["status"]["rates"]["receive_fps"],
        "written": counted["status"]["recording"]["written"],
        "in_log": len(numbers),
        "before_recording": counted["status"]["counts"]["received"] - len(numbers),
        "missing_numbers": span - len(set(numbers)),
        "told_as_lost": lost,
        "could_not_be_recorded": unkept,
        "verified": report.good,
        "followed": seen,
    }


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "stemviewer", *arguments],
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _appeared(folder: Path, live: subprocess.Popen[str]) -> Path:
    """Return the session's file once it is there."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        found = [*folder.rglob("*.nxs.part"), *folder.rglob("*.nxs")]
        if found:
            return found[0]
        try:
            live.wait(_LOOK_S)
        except subprocess.TimeoutExpired:
            continue
        break
    raise StemviewerError("The live window did not begin a session.")


def record_lines(figures: dict[str, Any]) -> list[Line]:
    """Return the lines of the table."""
    followed, received = figures["followed"], figures["received"]
    # what the feed did not deliver was never here to be recorded: it is told, not demanded
    untold = figures["missing_numbers"] - figures["told_as_lost"]
    return [
        told("frames received while the sessions window followed", received),
        told("of them before the recording began", figures["before_recording"]),
        told("frames that the feed lost before they were received", figures["told_as_lost"]),
        must_be_zero(
            "received frames that could not be recorded", figures["could_not_be_recorded"]
        ),
        must_be_zero("written frames not in the log", figures["written"] - figures["in_log"]),
        must_be_zero("numbers missing in the log and not told", untold),
        must("log verified", figures["verified"], "true", holds=figures["verified"]),
        told("frames that the sessions window listed meanwhile", followed["frames_listed"]),
        told("frames that it showed", followed["frames_shown"]),
    ]
