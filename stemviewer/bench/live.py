"""``stemviewer bench live``: the live window, measured from feed to paint."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from stemviewer.bench.environment import environment
from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.launch import ServerProcess, start_server_process

START_UP_S = 120.0
"""Longest time a run may take beyond its measured seconds, on a slow, loaded machine."""

SAMPLE_S = 0.5

IMAGE_DOSE = 2.0
"""Mean dose a given image is sampled at [electrons per pixel]."""


@dataclass(frozen=True, slots=True)
class LiveBench:
    """What to run: every feed at every size with every filter."""

    sizes: tuple[int, ...]
    seconds: float
    fps: float
    filters: tuple[str, ...]
    image: Path | None
    seed: int
    record: bool


def run_live_bench(bench: LiveBench, json_file: Path | None) -> int:
    """Run it, print a table, write the figures; 1 when a run failed."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="stemviewer-bench-") as name:
        scratch = Path(name)
        print(_HEADER)
        for size, feed in _cases(bench):
            for method in bench.filters:
                row = _one_run(bench, size, feed, method, scratch)
                rows.append(row)
                print(_table_line(row), flush=True)
    if json_file is not None:
        content = {"environment": environment(bench.seed), "runs": rows}
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if all("failed" not in row for row in rows) else 1


def _cases(bench: LiveBench) -> list[tuple[int, str]]:
    cases = [(size, feed) for size in bench.sizes for feed in ("simulator", "served")]
    # a given image keeps its own size
    return cases + ([(0, "image")] if bench.image is not None else [])


def _one_run(bench: LiveBench, size: int, feed: str, method: str, scratch: Path) -> dict[str, Any]:
    head = {"size": size, "feed": feed, "filter": method, "asked_fps": bench.fps}
    report_file = scratch / f"{feed}-{size}-{method}.json"
    command = [sys.executable, "-m", "stemviewer", "live", "--headless"]
    command += ["--filter", method, "--seconds", str(bench.seconds), "--json", str(report_file)]
    if bench.record:
        command += ["--record", str(scratch)]
    try:
        server = _feed(bench, size, feed, scratch)
        try:
            usage = _watch([*command, "--feed", server.address])
        finally:
            server.stop()
        measured: dict[str, Any] = json.loads(report_file.read_text(encoding="utf-8"))
        return head | measured | usage
    except (StemviewerError, OSError, ValueError) as error:
        return head | {"failed": str(error)}


def _feed(bench: LiveBench, size: int, feed: str, scratch: Path) -> ServerProcess:
    seed = ["--seed", str(bench.seed)]
    rate = ["--fps", str(bench.fps)]
    if feed == "simulator":
        rate = ["--max-fps", str(bench.fps)]
        return start_server_process(["simulate", "--size", str(size), *rate, *seed])
    if feed == "image":
        dose = ["--dose", str(IMAGE_DOSE)]
        return start_server_process(["serve", str(bench.image), *dose, *rate, *seed])
    image = scratch / f"served-{size}.npy"
    if not image.exists():
        np.save(image, _lattice(bench.seed, size))
    return start_server_process(["serve", str(image), *rate, *seed])


def _lattice(seed: int, size: int) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return a short stack of low-dose counts of a square lattice, 2 e/px on average."""
    y, x = np.mgrid[:size, :size] * (2 * np.pi / 16.0)
    rate = 2.0 + np.cos(x) + np.cos(y)
    return np.random.default_rng(seed).poisson(rate, size=(8, size, size)).astype(np.uint16)


def _watch(command: list[str]) -> dict[str, Any]:
    """Run the viewer and sample CPU time and memory of it and its children."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    watched = psutil.Process(process.pid)
    started, peak, cpu = time.monotonic(), 0, 0.0
    while True:
        try:
            _, errors = process.communicate(timeout=SAMPLE_S)
            break
        except subprocess.TimeoutExpired:
            memory, cpu = _usage(watched, cpu)
            peak = max(peak, memory)
            if time.monotonic() - started > 600 + START_UP_S:
                process.kill()
    if process.returncode != 0:
        raise StemviewerError(f"The viewer ended with {process.returncode}: {errors[-500:]}")
    return {"peak_rss_bytes": peak, "cpu_share": cpu / (time.monotonic() - started)}


def _usage(process: psutil.Process, cpu_before: float) -> tuple[int, float]:
    memory, cpu = 0, 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            memory += one.memory_info().rss
            times = one.cpu_times()
            cpu += times.user + times.system
    except psutil.NoSuchProcess:
        return memory, cpu_before
    return memory, max(cpu, cpu_before)


_HEADER = (
    f"{'size':>5} {'feed':<10}{'filter':<9}{'recv/s':>7}{'shown/s':>8}{'recv':>6}"
    f"{'shown':>6}{'proc':>6}"
    f"{'written':>8}{'lost':>5}{'replaced':>9}{'lat p50':>8}{'p95':>7}{'p99':>7}"
    f"{'block p99':>10}{'max':>7}{'CPU':>6}{'MB':>6}   (times in ms, CPU in cores)"
)


def _table_line(row: dict[str, Any]) -> str:
    start = f"{row['size']:>5} {row['feed']:<10}{row['filter']:<9}"
    if "failed" in row:
        return f"{start}failed: {row['failed']}"
    counts, latency = row["status"]["counts"], row["latency_s"]
    block = row["qt_block_s"]
    replaced = counts["replaced_display"] + counts["replaced_denoise"]
    return (
        f"{start}{row['status']['rates']['receive_fps']:>7.1f}"
        f"{latency['count'] / row['seconds']:>8.1f}{counts['received']:>6}"
        f"{counts['shown']:>6}{counts['processed']:>6}"
        f"{row['status']['recording']['written']:>8}{counts['lost']:>5}{replaced:>9}"
        f"{_ms(latency['p50']):>8}{_ms(latency['p95']):>7}{_ms(latency['p99']):>7}"
        f"{_ms(block['p99']):>10}{_ms(block['max']):>7}"
        f"{row['cpu_share']:>6.2f}{row['peak_rss_bytes'] / 1e6:>6.0f}"
    )


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.1f}"
