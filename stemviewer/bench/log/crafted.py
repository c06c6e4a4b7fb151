"""Part ``crafted``: files made to do harm, each opened as the program opens files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stemviewer.bench.crafted import dm, hdf5, plain, sessions, tiff, weights
from stemviewer.bench.crafted.base import Ground, Kind, plant
from stemviewer.bench.log.canary import Canary
from stemviewer.bench.log.harm import (
    Opened,
    Tally,
    open_picture,
    open_session,
    open_weights,
)
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions, Progress

PICTURES = (*plain.KINDS, *tiff.KINDS, *dm.KINDS, *hdf5.KINDS)
LEAST_KINDS = 20

Case = tuple[str, Kind, Callable[[Path], Opened]]


def cases(*, quick: bool) -> list[Case]:
    """Return every kind with each way in which the program opens it."""
    found: list[Case] = [("open", kind, open_picture) for kind in PICTURES]
    for how in ("verify", "info", "review"):
        found += [(how, kind, _session(how)) for kind in sessions.KINDS]
    found += [("weights", kind, open_weights) for kind in weights.KINDS]
    if quick:
        # one way for each kind, and none that takes seconds to make
        found = [case for case in found if case[0] != "info" and case[0] != "review"]
        found = [case for case in found if not case[1].slow]
    return found if hasattr(os, "mkfifo") else [c for c in found if "pipe" not in c[1].name]


def _session(how: str) -> Callable[[Path], Opened]:
    return lambda path: open_session(path, how)


def run(options: LogOptions) -> dict[str, Any]:
    """Make and open every kind; count what came of each."""
    good = sessions.record_good(options.scratch / "good")
    outside = options.scratch / "outside"
    plant(outside)
    todo = cases(quick=options.quick)
    tally, rows, opened, wrong = Tally(), [], 0, []
    watched = True
    progress = Progress("opened", len(todo))
    for number, (how, kind, work) in enumerate(todo):
        with tempfile.TemporaryDirectory(dir=options.scratch) as name:
            path = kind.make(Ground(Path(name), outside, good))
            with Canary(outside.iterdir()) as canary:
                result = work(path)
                touched = canary.opened()
        watched &= touched is not None
        opened += touched or 0
        tally.add(kind.name, result)
        if not as_expected(kind, result):
            wrong.append(f"{how}: {kind.name}: {result.verdict}: {result.text}")
        rows.append({"how": how, "kind": kind.name, **_figures(result)})
        progress.at(number + 1)
    kinds = len({case[1].name for case in todo})
    lines = [must("kinds of crafted files", kinds, f">= {LEAST_KINDS}", holds=kinds >= LEAST_KINDS)]
    lines += harm_lines(tally, opened if watched else None)
    lines.append(must_be_zero("not refused, or for another reason", len(wrong)))
    return {"lines": lines, "unexpected": wrong, "crashes": tally.crashes, "files": rows}


def as_expected(kind: Kind, result: Opened) -> bool:
    """Return whether a kind with a reason was refused for it (or reported, by ``verify``)."""
    import re

    return not kind.reason or bool(re.search(kind.reason, result.text))


def harm_lines(tally: Tally, opened: int | None) -> list[Line]:
    """Return the lines on what must never happen, for crafted and mutated files alike."""
    reads = told("openings outside the folder", "not watched")
    if opened is not None:
        reads = must_be_zero("openings outside the folder", opened)
    return [
        told("files read", tally.verdicts["read"]),
        told("files refused with the reason", tally.verdicts["refused"]),
        told("files ended by a limit", tally.verdicts["limit"]),
        told("crashes of a reading process, told as errors", tally.child_crashes),
        must_be_zero("crashes of the program", tally.verdicts["crash"]),
        must_be_zero("reading processes above their memory limit", tally.over),
        told("most memory of a reading process [MB]", round(tally.peak_bytes / 1e6)),
        reads,
        must_be_zero("values from outside the folder in a result", tally.leaked),
    ]


def _figures(result: Opened) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        "text": result.text,
        "peak_bytes": result.peak_bytes,
        "allowed_bytes": result.allowed_bytes,
    }
