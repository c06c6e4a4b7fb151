"""Part ``good``: sessions of every kind that nobody touched must verify without a complaint."""

from __future__ import annotations

import shutil
import time
from typing import Any

import numpy as np

from stemviewer.bench.log.lines import must, must_be_zero, told
from stemviewer.bench.log.samples import Sample, random_sample, record_sample
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.verifying.verify import VerifyReport, verify


def run(options: LogOptions) -> dict[str, Any]:
    """Record and verify as many as asked."""
    sessions = options.count("good")
    rng, key = np.random.default_rng(options.seed), SigningKey.new()
    progress = Progress("verified", sessions)
    found: list[tuple[Sample, VerifyReport]] = []
    seconds = []
    for number in range(sessions):
        sample, folder = random_sample(rng), options.scratch / f"session-{number}"
        path = record_sample(folder, sample, options.seed * 100_000 + number, key)
        started = time.perf_counter()
        found.append((sample, verify(path, key=key.public)))
        seconds.append(time.perf_counter() - started)
        shutil.rmtree(folder)
        progress.at(number + 1)
    accused = [(sample, report) for sample, report in found if not report.good]
    frames = sum(report.frames for _, report in found)
    lines = [
        told("good sessions", sessions),
        told("of them never closed (the recorder was killed)", sum(s.killed for s, _ in found)),
        told("of them of several files", sum(len(s.sides) > 1 for s, _ in found)),
        must("frames in them", frames, "> 0", holds=frames > 0),
        must_be_zero("false alarms", len(accused)),
        told("verifying one, median [s]", float(np.median(seconds))),
    ]
    alarms = [{"sample": repr(sample), "problems": report.problems} for sample, report in accused]
    return {"lines": lines, "false_alarms": alarms}
