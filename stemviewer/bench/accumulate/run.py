"""``stemviewer bench accumulate``: drift found against drift made, and what the sum gains."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from stemviewer.bench.accumulate.scenes import SCENES, Image, Points, Scene, drift_path
from stemviewer.bench.environment import environment
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.denoise.accumulate.accumulator import Accumulated, Accumulator
from stemviewer.denoise.registry import method
from stemviewer.simulation.evaluation.metrics import psnr

LARGEST_DRIFT = 3.0
"""From one frame to the next [px]."""

LIMIT_RMS = 0.3
"""Largest error of registration that is accepted, rms over a series [px]."""

LIMIT_GAIN = 4.0
"""Least gain of the raw sum over one raw frame that is accepted [dB]."""

Denoise = Callable[[Image], Image]


@dataclass(frozen=True, slots=True)
class AccumulateBench:
    """What is measured: number of series, side [px], frames in each, dose [electrons/px]."""

    series: int = 200
    size: int = 256
    frames: int = 8
    dose: float = 2.0
    network: str = "live-0.1"
    seed: int = 1


@dataclass(frozen=True, slots=True)
class SeriesScore:
    """One series. Errors in px, images in dB of PSNR against the rate of the newest frame."""

    scene: str
    error_rms: float
    jumps: int
    unaligned: int
    ambiguous: int
    raw_one: float
    raw_sum: float
    denoised_one: float
    denoised_sum: float
    frame_seconds: float


def run_accumulate_bench(bench: AccumulateBench, json_file: Path | None) -> int:
    """Run all series, print a table a kind; returns 0 when every limit is kept, else 1."""
    denoiser = method(bench.network).make({})

    def denoise(counts: Image) -> Image:
        return denoiser.apply(counts).image

    scores = []
    for number in range(bench.series):
        rng = np.random.default_rng([bench.seed, number])
        scene = SCENES[number % len(SCENES)](rng, bench.size)
        scores.append(score_series(scene, bench, rng, denoise))
    print(_table(scores))
    good = _kept(scores)
    print("all limits kept" if good else "A LIMIT WAS NOT KEPT")
    if json_file is not None:
        content = {
            "environment": environment(bench.seed),
            "bench": asdict(bench),
            "limits": {"error_rms_px": LIMIT_RMS, "gain_db": LIMIT_GAIN, "jumps": 0},
            "kept": good,
            "series": [asdict(score) for score in scores],
        }
        json_file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if good else 1


def score_series(
    scene: Scene, bench: AccumulateBench, rng: np.random.Generator, denoise: Denoise
) -> SeriesScore:
    """Return what became of one series of frames."""
    path = drift_path(rng, bench.frames, LARGEST_DRIFT)
    accumulator = Accumulator(bench.frames)
    settings = ScanSettings(bench.size, bench.size)
    result: Accumulated | None = None
    spent = 0.0
    counts = truth = np.zeros((bench.size, bench.size), np.float32)
    for number, drift in enumerate(path):
        truth = scene.rate(drift, bench.size, bench.dose)
        counts = rng.poisson(truth).astype(np.float32)
        started = time.perf_counter()
        result = accumulator.add(Frame(number, "HAADF", read_only(counts), settings), counts)
        spent += time.perf_counter() - started
    if result is None:
        raise ValueError("a series has at least one frame")
    errors = _errors(result, path)
    summed = result.counts / result.exposure
    return SeriesScore(
        scene=scene.name,
        error_rms=float(np.sqrt((errors**2).sum(axis=1).mean())),
        jumps=_jumps(errors, scene.spacing),
        unaligned=int(str(result.step.parameters["unaligned"])),
        ambiguous=int(str(result.step.parameters["ambiguous"])),
        raw_one=psnr(counts, truth),
        raw_sum=psnr(summed, truth),
        denoised_one=psnr(denoise(counts), truth),
        denoised_sum=psnr((denoise(result.counts) / result.exposure).astype(np.float32), truth),
        frame_seconds=spent / len(path),
    )


def _errors(result: Accumulated, path: Points) -> Points:
    """Return found minus true place of every frame but the first [px]."""
    text = str(result.step.parameters["drift_px"]).split(";")
    drifts = np.array([[float(part) for part in pair.split(",")] for pair in text])
    if len(drifts) != len(path):
        raise ValueError(f"the sum holds {len(drifts)} of {len(path)} frames")
    places: Points = np.cumsum(drifts, axis=0) - drifts[0]
    return places[1:] - path[1:]


def _jumps(errors: Points, spacing: float) -> int:
    """Return how often the error leapt by more than half a lattice vector (or 3 px)."""
    leap = np.diff(np.concatenate([np.zeros((1, 2)), errors]), axis=0)
    limit = spacing / 2 if spacing else 3.0
    return int((np.hypot(*leap.T) > limit).sum())


def _kept(scores: list[SeriesScore]) -> bool:
    gain = float(np.mean([score.raw_sum - score.raw_one for score in scores]))
    return (
        float(np.sqrt(np.mean([score.error_rms**2 for score in scores]))) < LIMIT_RMS
        and sum(score.jumps for score in scores) == 0
        and gain >= LIMIT_GAIN
    )


def _table(scores: list[SeriesScore]) -> str:
    lines = []
    lines.append(
        f"{'series of':<18}{'n':>4}{'rms px':>8}{'worst':>8}{'jumps':>7}{'unsure':>7}"
        f"{'raw 1':>8}{'sum':>7}{'gain':>7}{'den. 1':>8}{'sum':>7}{'gain':>7}{'ms':>7}"
    )
    for name in [*dict.fromkeys(score.scene for score in scores), "all"]:
        part = [score for score in scores if name in (score.scene, "all")]
        rms = [score.error_rms for score in part]
        means = [
            float(np.mean([getattr(score, key) for score in part]))
            for key in ("raw_one", "raw_sum", "denoised_one", "denoised_sum", "frame_seconds")
        ]
        lines.append(
            f"{name:<18}{len(part):>4}{np.sqrt(np.mean(np.square(rms))):>8.3f}{max(rms):>8.3f}"
            f"{sum(s.jumps for s in part):>7}{sum(s.ambiguous + s.unaligned for s in part):>7}"
            f"{means[0]:>8.2f}{means[1]:>7.2f}{means[1] - means[0]:>+7.2f}"
            f"{means[2]:>8.2f}{means[3]:>7.2f}{means[3] - means[2]:>+7.2f}{means[4] * 1e3:>7.1f}"
        )
    return "\n".join(lines)
