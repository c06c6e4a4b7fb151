"""An archive with bad files among its sessions: indexed, searched, opened, scrubbed."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from stemviewer.bench.crafted.base import Ground, plant
from stemviewer.bench.crafted.sessions import KINDS
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.bench.sessions.archive import Archive, make_archive, write_session
from stemviewer.catalogue.database import Database
from stemviewer.catalogue.entries import Condition
from stemviewer.catalogue.search import search
from stemviewer.catalogue.update import update
from stemviewer.core.errors import StemviewerError

QUERIES = (
    "",
    "perovskite",
    "nguyen",
    "has:denoised",
    "has:denoised evidence:worse",
    "evidence:contradicted",
    "dose:200..400",
    "total:>20000 model:best",
    "date:2023-11",
    "date:2023-12-01..2024-01-15",
    "is:starred",
    "is:unreadable",
    "zeolite has:denoised evidence:better dose:..900",
    "nothing-has-this",
)
ROUNDS = 5
BAD = "bad files"
SCRUB = "scrub-512"

MOST_PAINT_S = 2.0
MOST_SEARCH_S = 0.2
LEAST_SCRUB = 30.0
MOST_BYTES = 1.5e9


def measure(folder: Path, work: Path, archive: Archive, scrub: int) -> dict[str, Any]:
    """Return all figures and the lines of the table.

    Parameters
    ----------
    folder : Path
        Of the archive; made there if it does not exist or is empty.
    work : Path
        For the index and what else is thrown away.
    archive : Archive
        What is to be made.
    scrub : int
        Frames of 512 x 512 to scrub through.
    """
    started = time.perf_counter()
    _make(folder, archive, scrub)
    figures: dict[str, Any] = {"made_s": time.perf_counter() - started}
    index = work / "sessions.sqlite3"
    with Database(index) as database:
        started = time.perf_counter()
        progress = update(database, folder)
        figures["index_s"] = time.perf_counter() - started
        started = time.perf_counter()
        figures["changed_again"] = update(database, folder).changed
        figures["look_again_s"] = time.perf_counter() - started
        figures |= _searched(database, folder)
        figures |= _bad(database, folder)
        frames = database.query("SELECT count(*) FROM frames")[0][0]
    figures |= {"sessions": progress.found, "frames": frames, "index_bytes": index.stat().st_size}
    figures["window"] = _window(folder, work, index)
    return {**figures, "lines": _lines(figures)}


def _make(folder: Path, archive: Archive, scrub: int) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for _ in make_archive(folder, archive):
        pass
    write_session(folder, SCRUB, Archive(frames=scrub, side=512, seed=archive.seed), 2)
    _make_bad(folder)


def _make_bad(folder: Path) -> None:
    """Put one file of each kind that is no good session into a folder of its own."""
    good = next(path for path in sorted(folder.rglob("*.nxs")) if path.stem.startswith("run"))
    outside = folder / ".outside"
    outside.mkdir()
    plant(outside)
    for number, kind in enumerate(KINDS):
        place = folder / BAD / f"{number:02d}"
        place.mkdir(parents=True)
        kind.make(Ground(place, outside, good))
    whole = good.read_bytes()
    plain = folder / BAD
    (plain / "empty.nxs").write_bytes(b"")
    (plain / "half-copied.nxs").write_bytes(whole[: len(whole) // 2])
    (plain / "noise.nxs").write_bytes(os.urandom(100_000))
    (plain / "image.nxs").write_bytes(b"II*\x00" + bytes(1000))
    (plain / "head-only.nxs").write_bytes(whole[:64])
    shutil.copy(good, plain / "good-among-them.nxs")


def _searched(database: Database, folder: Path) -> dict[str, Any]:
    seconds: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for _ in range(ROUNDS):
        for query in QUERIES:
            started = time.perf_counter()
            found[query] = len(search(database, folder.resolve(), query))
            seconds.setdefault(query, []).append(time.perf_counter() - started)
    every = [value for values in seconds.values() for value in values]
    return {"search_s": seconds, "found": found, "slowest_search_s": max(every),
            "median_search_s": statistics.median(every)}  # fmt: skip


def _bad(database: Database, folder: Path) -> dict[str, Any]:
    """Return how many bad files are listed with a reason, and how many good ones are not."""
    there = {entry.path: entry for entry in search(database, folder.resolve(), "")}
    root = folder.resolve()
    silent = [str(path) for path, entry in there.items()
              if entry.condition is Condition.UNREADABLE and len(entry.problem) < 20]  # fmt: skip
    missing = [str(path) for path in root.glob("*/run-*.nxs")
               if path not in there or there[path].condition is not Condition.GOOD]  # fmt: skip
    demanded = [path for number, kind in enumerate(KINDS) if kind.reason
                for path in (root / BAD / f"{number:02d}").glob("crafted.nxs*")]  # fmt: skip
    plain = [root / BAD / f"{name}.nxs" for name in ("empty", "half-copied", "noise", "image")]
    listed = [path for path in (*demanded, *plain) if path in there]
    refused = [path for path in listed if there[path].condition is Condition.UNREADABLE]
    problems = {str(path.relative_to(root)): entry.problem for path, entry in there.items()
                if entry.problem}  # fmt: skip
    return {"problems": problems, "bad_silent": silent, "good_missing": missing,
            "bad_listed": len(listed), "bad_refused": len(refused),
            "bad_opened": [str(path) for path in listed if path not in refused]}  # fmt: skip


def _window(folder: Path, work: Path, index: Path) -> dict[str, Any]:
    """Open the window on the archive in a process of its own, and return what it measured."""
    target = work / "window.json"
    command = [
        sys.executable, "-m", "stemviewer", "review", str(folder), "--index", str(index),
        "--measure", str(folder / f"{SCRUB}.nxs"), str(target),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if not target.is_file():
        raise StemviewerError(f"The window was not measured: {done.stderr[-400:]}")
    figures: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return figures


def _lines(figures: dict[str, Any]) -> list[Line]:
    window = figures["window"]
    paint, search_s = window.get("first_paint_s", 99.0), figures["slowest_search_s"]
    scrub, memory = window["scrub_per_s"], window["memory_bytes"]
    return [
        told("sessions and files listed", figures["sessions"]),
        told("frames in the index", figures["frames"]),
        told("index made from the files [s]", figures["index_s"]),
        told("looked through again, nothing changed [s]", figures["look_again_s"]),
        must_be_zero("sessions read again though unchanged", figures["changed_again"]),
        must("first paint [s]", paint, "< 2", holds=paint < MOST_PAINT_S),
        told("archive listed [s]", window.get("listed_s", -1.0)),
        must("slowest search [s]", search_s, "< 0.2", holds=search_s < MOST_SEARCH_S),
        must("scrub at 512x512 [frames/s]", scrub, ">= 30", holds=scrub >= LEAST_SCRUB),
        told("longest frame while scrubbing [s]", window["longest_frame_s"]),
        must("memory of the window [MB]", memory / 1e6, "< 1500", holds=memory < MOST_BYTES),
        told("bad files listed", figures["bad_listed"]),
        must_be_zero("bad files opened as if good", len(figures["bad_opened"])),
        must_be_zero("bad files without a reason", len(figures["bad_silent"])),
        must_be_zero("good sessions not listed", len(figures["good_missing"])),
    ]
