"""``stemviewer bench pass``: what one pass of a network costs, and what a growing frame saves."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from stemviewer.bench.environment import environment
from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.classical import Gaussian
from stemviewer.denoise.network.growing import SETTLED, GrowingFrame
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.range_check import check_range
from stemviewer.denoise.registry import method
from stemviewer.simulation.evaluation.columns import column_specimen
from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.evaluation.pictures import sampled

DOSE = 5.0
"""Mean electrons per pixel of the frame."""

LIMIT_S = 0.040
"""Longest median pass of the live network at 512 x 512 on two cores [s]."""

GROWTH = 64
"""Rows that come between two passes over a growing frame."""

Times = dict[str, list[float]]


def run_pass_bench(options: argparse.Namespace) -> int:
    """Measure, print, write JSON if asked; returns 0, or 1 when a limit is not kept."""
    denoiser = method(options.network).make({"threads": options.threads})
    if not isinstance(denoiser, NetworkDenoiser):
        raise TypeError(f"{options.network} is not a network")
    _, counts = sampled(column_specimen(options.seed, options.size, DOSE).rate, DOSE, options.seed)
    times = _times(denoiser, counts, options.runs)
    figures = {name: _summary(values) for name, values in times.items()}
    for name, value in figures.items():
        print(f"{name:<24} p50 {value['p50'] * 1e3:7.1f} ms   p95 {value['p95'] * 1e3:7.1f} ms")
    growing = growing_figures(denoiser, counts)
    print(
        f"growing frame, {GROWTH} rows at a time: rows computed {growing['rows']:.0f} of "
        f"{growing['rows_whole']:.0f}; {SETTLED} px from the edge at most "
        f"{growing['largest']:.1e} of the mean rate apart from the whole frame"
    )
    kept = options.size != 512 or figures["pass"]["p50"] <= LIMIT_S
    print(f"limit of {LIMIT_S * 1e3:.0f} ms for 512 x 512: {'kept' if kept else 'NOT KEPT'}")
    if options.json is not None:
        content = {
            "environment": environment(options.seed), "network": options.network,
            "threads": options.threads, "size": options.size, "dose": DOSE, "seconds": figures,
            "growing": growing, "limit": LIMIT_S, "kept": kept,
        }  # fmt: skip
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if kept else 1


def _times(denoiser: NetworkDenoiser, counts: ElectronImage, runs: int) -> Times:
    """Return the seconds of each part, all parts in turn so that load falls on all alike."""
    rate = denoiser.rate(counts)
    plane = torch.from_numpy(np.array(counts))[None, None]
    half = functional.pixel_unshuffle(plane, 2).repeat(1, 8, 1, 1)
    kernel = torch.randn(32, 32, 3, 3)
    gaussian = Gaussian(1.5)
    parts: dict[str, Callable[[], object]] = {
        "pass": lambda: denoiser.apply(counts),
        "  range check": lambda: check_range(counts),
        "  network": lambda: denoiser.rate(counts),
        "  finishing": lambda: denoiser.finished(counts, rate),
        "peer: gaussian 1.5 px": lambda: gaussian.apply(counts),
        "peer: one 32x32 conv": lambda: functional.conv2d(half, kernel, padding=1),
    }
    found: Times = {name: [] for name in parts}
    with torch.inference_mode():
        for number in range(runs + 1):
            for name, run in parts.items():
                started = time.perf_counter()
                run()
                if number:
                    found[name].append(time.perf_counter() - started)
    return found


def growing_figures(denoiser: NetworkDenoiser, counts: Image) -> dict[str, float]:
    """Return rows computed, rows of whole passes, and the largest difference that is left."""
    whole = denoiser.rate(counts)
    growing = GrowingFrame(denoiser.multiple)
    computed = passes = largest = 0.0
    for arrived in range(GROWTH, counts.shape[0] + 1, GROWTH):
        rate, rows = growing.rate("growing", counts[:arrived], denoiser.rate)
        computed, passes = computed + rows, passes + arrived
        settled = max(0, arrived - SETTLED)
        if settled:
            apart = np.abs(rate[:settled] - whole[:settled])
            largest = max(largest, float(apart.max()) / float(whole.mean()))
    return {"rows": computed, "rows_whole": passes, "largest": largest}


def _summary(values: list[float]) -> dict[str, float]:
    p50, p95 = (float(value) for value in np.percentile(values, [50, 95]))
    return {"p50": p50, "p95": p95, "least": min(values)}
