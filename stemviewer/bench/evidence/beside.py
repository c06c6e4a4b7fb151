"""What tests cost the live view: passes, latency and tests a second, with evidence on and off.

One pipeline on one served feed; tests are switched on and off in turn, so that both see the same
machine. Nothing is painted: a pair counts as shown when it is taken, sixty times a second at most.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from stemviewer.bench.evidence.images import electrons
from stemviewer.bench.evidence.power import lattice
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.errors import StemviewerError
from stemviewer.denoise.preload import preload
from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings

SIZE, DOSE = 512, 5.0

RATES = (5.0, 10.0)
"""Frames a second of the feed."""

ROUND_S = 6.0
"""Seconds of each half of a round."""

SETTLE_S = 0.8
"""Not counted after a switch: a test that was under way."""

START_S = 240.0
"""Longest wait for the first tests, on a slow and loaded machine."""

POLL_S = 1 / 60

TESTS_PER_S, SLOWER = 2.0, 1.1
"""Asked for; and how much slower with tests than without still passes for equal."""


def run(plan: Plan) -> Part:
    """Alternate tests on and off beside the live network, at each rate of the feed."""
    rounds = 1 if plan.quick else 6
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="stemviewer-beside-") as folder:
        file = Path(folder) / "frames.npy"
        rate = lattice(SIZE)[0] * DOSE
        stack = [electrons(rate, plan.seed, n).astype(np.uint16) for n in range(8)]
        np.save(file, np.stack(stack))
        for fps in RATES:
            rows += _at_rate(plan, file, fps, rounds)
    on = [row for row in rows if row["tests"] == "on"]
    slowest = max(row["pass_ratio"] for row in on)
    latest = max(row["latency_ratio"] for row in on)
    fewest = min(row["tests_per_s"] for row in on)
    fewer = min(row["frames_ratio"] for row in on)
    summary = {
        "size": SIZE,
        "tests_per_s": fewest,
        "slowest_pass": slowest,
        "slowest_latency": latest,
        "fewest_frames": fewer,
        "met": fewest >= TESTS_PER_S and max(slowest, latest) <= SLOWER and fewer >= 1.0 / SLOWER,
    }
    return Part("beside", summary, rows)


def _at_rate(plan: Plan, file: Path, fps: float, rounds: int) -> list[dict[str, Any]]:
    server = start_server_process(["serve", str(file), "--fps", str(fps)])
    preload()
    pipeline = LivePipeline(
        lambda: OpenFeed(server.address), server.address, ChainSettings(plan.network, {})
    )
    kept: dict[str, list[dict[str, Any]]] = {"off": [], "on": []}
    try:
        pipeline.start()
        _watch(pipeline, START_S, lambda: pipeline.trials.tested >= 2)
        for number in range(2 * rounds):
            word = ("off", "on")[number % 2]
            pipeline.trials.enabled = word == "on"
            _watch(pipeline, SETTLE_S)
            pipeline.forget_times()
            tested, began = pipeline.trials.tested, perf_counter()
            _watch(pipeline, 2.0 if plan.quick else ROUND_S)
            seconds = perf_counter() - began
            kept[word].append(_figures(pipeline, seconds, pipeline.trials.tested - tested))
    finally:
        pipeline.stop()
        server.stop()
    joined = {word: _joined(rounds_of) for word, rounds_of in kept.items()}
    return [
        {
            "fps": fps,
            "tests": word,
            **joined[word],
            "pass_ratio": joined[word]["pass_ms"] / joined["off"]["pass_ms"],
            "latency_ratio": joined[word]["latency_ms"] / joined["off"]["latency_ms"],
            "frames_ratio": joined[word]["frames_per_s"] / joined["off"]["frames_per_s"],
        }
        for word in ("off", "on")
    ]


def _watch(pipeline: LivePipeline, seconds: float, until: Callable[[], bool] | None = None) -> None:
    """Take pairs and tests as the window does, for so long or until it is true."""
    pause, ends = threading.Event(), perf_counter() + seconds
    while perf_counter() < ends:
        shown = pipeline.take_shown()
        if shown is not None:
            pipeline.mark_painted(shown)
        pipeline.take_evidence()
        if until is not None and until():
            return
        pause.wait(POLL_S)
    if until is not None:
        raise StemviewerError("The live path tested no frame.")


def _figures(pipeline: LivePipeline, seconds: float, tested: int) -> dict[str, Any]:
    return {
        "passes": pipeline.process_times(),
        "latencies": pipeline.latencies(),
        "seconds": seconds,
        "tested": tested,
    }


def _joined(rounds: list[dict[str, Any]]) -> Mapping[str, float]:
    seconds = sum(one["seconds"] for one in rounds)
    passes = [s for one in rounds for s in one["passes"]]
    latencies = [s for one in rounds for s in one["latencies"]]
    if not passes or not latencies:
        raise StemviewerError("The live path showed no frame.")
    return {
        "tests_per_s": sum(one["tested"] for one in rounds) / seconds,
        "frames_per_s": len(passes) / seconds,
        "pass_ms": 1e3 * median(passes),
        "pass_p95_ms": 1e3 * float(np.percentile(passes, 95)),
        "latency_ms": 1e3 * median(latencies),
        "latency_p95_ms": 1e3 * float(np.percentile(latencies, 95)),
    }
