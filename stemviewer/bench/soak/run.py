"""``stemviewer bench soak``: an hour of the real window with a fault every quarter of a minute."""

from __future__ import annotations

import contextlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.bench.log.faults import can_mount, small_disk
from stemviewer.bench.soak.clock import SteppedClock
from stemviewer.bench.soak.faults import KINDS, Bench
from stemviewer.bench.soak.feed import Microscope
from stemviewer.bench.soak.recordings import Recordings
from stemviewer.bench.soak.report import Outcome, write_report
from stemviewer.bench.soak.telling import Made, look_for_notices
from stemviewer.bench.soak.window import Screen, WindowProcess
from stemviewer.core.errors import StemviewerError
from stemviewer.core.program_log import LOG_FOLDER

FIRST_FRAME_S = 180.0
CLOSE_S = 180.0
DISK_BYTES = 450 << 20
"""Of the small disk: what a recording asks for at its start, and room for a few sessions."""

TELL_EVERY_S = 30.0


@dataclass(frozen=True, slots=True)
class Soak:
    """What to run.

    Parameters
    ----------
    seconds : float
        From the first processed frame on [s].
    faults_per_hour : float
        How often something is broken [1/h].
    side, fps : int, float
        Rows and columns, and frames a second, of the simulator.
    settle : float
        Share of the time that is left out when growth is judged.
    seed : int
        Of faults, operator and simulator.
    """

    seconds: float
    faults_per_hour: float
    side: int
    fps: float
    settle: float
    seed: int


def run_soak(soak: Soak, json_file: Path | None, plot: Path | None) -> int:
    """Run it, print what was found, write figures and plot; 1 when anything does not hold."""
    with tempfile.TemporaryDirectory(prefix="stemviewer-soak-") as folder, _own_homes(Path(folder)):
        outcome = _run(soak, Path(folder))
    return write_report(soak, outcome, json_file, plot)


def _run(soak: Soak, scratch: Path) -> Outcome:
    with _place(scratch) as (folder, disk), Screen() as screen:
        clock, why = _clock(scratch)
        variables = screen.variables | (clock.variables if clock is not None else {})
        microscope = Microscope(soak.side, soak.fps, soak.seed)
        asked = ["--feed", microscope.address, "--record", str(folder), "--seed", str(soak.seed)]
        window = WindowProcess(asked, variables, scratch / "errors.txt")
        recordings = Recordings(window.pid)
        chance = random.Random(soak.seed)  # noqa: S311 - nothing is kept secret by it
        bench = Bench(window, microscope, recordings, clock, disk, chance)
        made: list[Made] = []
        trouble = ""
        try:
            _break_things(soak, bench, made)
        except StemviewerError as error:
            trouble = str(error)
        finally:
            code, told = _ended(window)
            recordings.stop()
            microscope.stop()
        look_for_notices(made, KINDS, window.lines())
        return Outcome(
            made=made,
            said=window.lines(),
            sessions=recordings.examined,
            exit_code=code,
            trouble=trouble or told,
            not_made=[why] if why else [],
            errors=(scratch / "errors.txt").read_text("utf-8", "replace")[-4000:],
            log=_log(scratch),
            disk="a small tmpfs" if disk is not None else "a limit on the size of a file",
        )


def _break_things(soak: Soak, bench: Bench, made: list[Made]) -> None:
    """Break one thing after the other until the time is over, or the window has gone.

    Raises
    ------
    StemviewerError
        If no processed frame comes at the start.
    """
    window = bench.window
    if not window.wait_for(lambda: window.beat.get("processed", 0) > 0, FIRST_FRAME_S):
        raise StemviewerError("No processed frame came.", "Nothing was measured.", "")
    print("the first frame is processed; breaking begins", flush=True)
    began = time.monotonic()
    apart = 3600.0 / soak.faults_per_hour
    told = due = began
    while window.running and time.monotonic() - began < soak.seconds:
        due += apart * bench.chance.uniform(0.7, 1.3)
        bench.rest(min(due, began + soak.seconds) - time.monotonic())
        if time.monotonic() - began < soak.seconds:
            _break_one(bench, made)
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            minutes = (told - began) / 60
            print(
                f"  {minutes:.1f} min: {len(made)} faults, {bench.recordings.count} recordings,"
                f" {window.beat.get('received', 0)} frames since the link came up",
                flush=True,
            )


def _break_one(bench: Bench, made: list[Made]) -> None:
    """Make one fault; where what was drawn cannot be made now, another."""
    names = list(KINDS)
    while names and bench.window.running:
        name = bench.chance.choices(names, [KINDS[one].weight for one in names])[0]
        names.remove(name)
        began = time.monotonic()
        if KINDS[name].make(bench):
            made.append(Made(name, began, time.monotonic()))
            return


def _ended(window: WindowProcess) -> tuple[int | None, str]:
    """Close the window; return its exit code, and what was wrong with its end."""
    if not window.running:
        return window.end(1.0), "the window ended by itself"
    try:
        return window.end(CLOSE_S), ""
    except StemviewerError as error:
        return None, str(error)


def _clock(scratch: Path) -> tuple[SteppedClock | None, str]:
    try:
        return SteppedClock(scratch), ""
    except StemviewerError as error:
        return None, str(error)


@contextlib.contextmanager
def _place(scratch: Path) -> Iterator[tuple[Path, Path | None]]:
    """Give the folder of the sessions, and the small disk that it is on if there is one."""
    folder = scratch / "sessions"
    if not can_mount():
        folder.mkdir()
        yield folder, None
        return
    with small_disk(folder, DISK_BYTES) as disk:
        yield disk, disk


@contextlib.contextmanager
def _own_homes(scratch: Path) -> Iterator[None]:
    """Keep settings, keys, logs and spare folders away from those of whoever runs this."""
    own = {
        "XDG_DATA_HOME": str(scratch / "data"),
        "XDG_CONFIG_HOME": str(scratch / "config"),
        "XDG_DOCUMENTS_DIR": str(scratch / "documents"),
        LOG_FOLDER: str(scratch / "log"),
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _log(scratch: Path) -> dict[str, Any]:
    """Return what the program's own log holds of errors, and whether it left crash traces."""
    folder = scratch / "log"
    lines: list[str] = []
    for path in sorted(folder.glob("live.log*")):
        lines += [
            line for line in path.read_text("utf-8", "replace").splitlines() if " ERROR " in line
        ]
    traces = [path.name for path in folder.glob("live-crash-*.txt") if path.stat().st_size]
    return {"errors": len(lines), "first": lines[:20], "traces": traces}
