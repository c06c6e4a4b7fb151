"""Part ``kills``: SIGKILL of the recorder at random instants, under load."""

from __future__ import annotations

import shutil
from typing import Any

from stemviewer.bench.kill import KillResult, kill_recorder
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.bench.log.traffic import Load

LOADS = (
    Load((64, 48), "gzip"),
    Load((64, 48), "fast"),
    Load((512,), "gzip"),
    Load((512, 256), "fast"),
    Load((1024,), "gzip"),
)
"""Many small frames, changes of size, and pictures that take long to write."""


def run(options: LogOptions) -> dict[str, Any]:
    """Kill as often as asked, every load in its turn."""
    kills = options.count("kills")
    results: dict[str, list[KillResult]] = {load.name: [] for load in LOADS}
    progress = Progress("killed", kills)
    for trial in range(kills):
        load = LOADS[trial % len(LOADS)]
        folder = options.scratch / f"trial-{trial}"
        result = kill_recorder(folder, options.seed * 100_000 + trial, most_s=1.5, load=load)
        results[load.name].append(result)
        shutil.rmtree(folder, ignore_errors=True)
        progress.at(trial + 1)
    every = [result for found in results.values() for result in found]
    by_load = {name: [r.acknowledged for r in found] for name, found in results.items()}
    return {"lines": _lines(every), "acknowledged": by_load, "problems": _problems(every)}


def _lines(results: list[KillResult]) -> list[Line]:
    acknowledged = sum(result.acknowledged for result in results)
    return [
        told("kills of the recorder", len(results)),
        must("frames acknowledged before the kills", acknowledged, "> 0", holds=acknowledged > 0),
        must_be_zero("acknowledged frames lost", sum(result.lost for result in results)),
        must_be_zero("frames that read back wrong", sum(result.wrong for result in results)),
        must_be_zero("sessions with problems found", sum(bool(r.problems) for r in results)),
    ]


def _problems(results: list[KillResult]) -> list[str]:
    return [problem for result in results for problem in result.problems][:50]
