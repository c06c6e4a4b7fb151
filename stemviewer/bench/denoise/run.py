"""``stemviewer bench denoise``: everyone, on everything, and the report."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from stemviewer.bench.denoise.honesty import honesty_table
from stemviewer.bench.denoise.methods import competitors
from stemviewer.bench.denoise.peers import PeerProcess, peer_python
from stemviewer.bench.denoise.report import (
    Report,
    charts,
    honesty_lines,
    score_table,
    speed_lines,
)
from stemviewer.bench.denoise.scores import Plan, Say, Score, score_source
from stemviewer.bench.denoise.sources import all_sources
from stemviewer.bench.denoise.speed import speeds
from stemviewer.bench.denoise.svg import charts_svg
from stemviewer.bench.environment import environment

DOSES = (0.3, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
"""Mean electrons per pixel."""


@dataclass(frozen=True, slots=True)
class DenoiseBench:
    """What to measure; see the command's help."""

    methods: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    doses: tuple[float, ...] = DOSES
    samples: int = 20
    peer_samples: int = 3
    per_family: int = 2
    pictures: int = 20
    peer_pictures: int = 3
    timed: int = 7
    peer_timed: int = 3
    real: Path | None = None
    peers: Path | None = None
    cache: Path | None = None
    device: str = "cpu"
    threads: int = 0
    seed: int = 2026


def quick(bench: DenoiseBench) -> DenoiseBench:
    """Return a run of a minute or two: a little of everything, peers are only timed."""
    return DenoiseBench(
        methods=bench.methods or ("gaussian", "wiener", "tv", "live-0.1", "tk_r_em"),
        sources=bench.sources or ("crystal", "flat", "multislice"),
        doses=(2.0,), samples=2, peer_samples=0, per_family=1,
        pictures=2, peer_pictures=0, timed=2, peer_timed=1,
        real=bench.real, peers=bench.peers, cache=bench.cache,
        device=bench.device, threads=bench.threads, seed=bench.seed,
    )  # fmt: skip


def run_denoise_bench(
    bench: DenoiseBench, json_path: Path | None, plot: Path | None, say: Say
) -> int:
    """Measure, print the tables, write JSON and charts if asked; returns 0.

    Raises
    ------
    ModelError
        If a network or the peers' environment cannot be used.
    """
    report = measure(bench, say)
    lines = [*score_table(report.scores), "", *honesty_lines(report.honesty), ""]
    print("\n".join([*lines, *speed_lines(report.speeds), *report.remarks]))
    if json_path is not None:
        json_path.write_text(json.dumps(report.as_dict(), indent=1) + "\n", encoding="utf-8")
    if plot is not None:
        plot.write_text(charts_svg(charts(report)), encoding="utf-8")
    return 0


def measure(bench: DenoiseBench, say: Say) -> Report:
    """Return all figures of one run; ``say`` is told each one as it is found."""
    sources, remarks = all_sources(bench.per_family, bench.seed, bench.real, bench.sources)
    plan = Plan(bench.doses, bench.samples, bench.peer_samples, bench.seed)
    with ExitStack() as stack:
        peers: PeerProcess | None = None
        if bench.peers is not None and peer_python(bench.peers).exists():
            peers = stack.enter_context(PeerProcess(bench.peers, bench.cache))
        else:
            remarks.append("Denoisers by others are not installed: none was measured.")
        field = competitors(bench.methods, peers, device=bench.device, threads=bench.threads)
        # the time first: it is worth most before the processor has warmed up for hours
        timed = speeds(field, peers, bench.timed, bench.peer_timed, bench.seed)
        scores: list[Score] = []
        for source, pictures in sources.items():
            scores += score_source(source, pictures, field, plan, say)
        rows = honesty_table(field, plan, bench.pictures, bench.peer_pictures, say)
        settings = {name: str(value) for name, value in asdict(bench).items()}
        settings["torch_threads"] = str(torch.get_num_threads())
        return Report(
            environment(bench.seed),
            settings,
            {entry.name: entry.version for entry in field},
            tuple(scores),
            tuple(rows),
            tuple(timed),
            tuple(remarks),
        )
