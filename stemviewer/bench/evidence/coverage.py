"""Coverage of the 90 % intervals: calibrated on some kept-out images, measured on others."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.evidence.images import electrons, kept_out
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.plot import line_plot
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.registry import method
from stemviewer.simulation.generator.images import FAMILIES
from stemviewer.trust.interval_files import load_intervals
from stemviewer.trust.intervals import COVERAGE, Calibration, calibrate
from stemviewer.trust.spread import FittedSpread, fit_spread

TRAINED = tuple(name for name, (_, share) in FAMILIES.items() if share > 0.0)
"""Families that networks are trained on; the others are reported, and promised nothing."""

DOSES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Mean electrons per pixel."""

WITHIN = (0.88, 0.92)

SIDE = 128

Sample = tuple[str, float, Any, Any, Any]

CALIBRATION_SEED = 424242
"""Images that calibrate; those that test come from the seed of the run."""


def run(plan: Plan) -> Part:
    """Measure coverage at every dose, over all families and of each."""
    network = method(plan.network).make({})
    images = 2 if plan.quick else 12
    shipped = load_intervals(model_entry(plan.network))
    if shipped is None:
        calibration, _ = fitted(plan.network, 2 if plan.quick else 16)
    else:
        calibration = shipped
    covered: dict[tuple[str, float], list[float]] = defaultdict(list)
    widths: dict[float, list[float]] = defaultdict(list)
    for family, dose, rate, counts, truth in _samples(network, (), images, plan.seed + 3):
        low, high = calibration.interval(rate, counts)
        covered[family, dose].append(float(np.mean((truth >= low) & (truth <= high))))
        widths[dose].append(float(np.mean(high - low)) / 2.0 / float(np.mean(rate)))
    rows: list[dict[str, Any]] = [
        {"family": family, **{f"{d:g}": float(np.mean(covered[family, d])) for d in DOSES}}
        for family in FAMILIES
    ]
    every = {d: float(np.mean([v for name in TRAINED for v in covered[name, d]])) for d in DOSES}
    rows.append({"family": "all trained", **{f"{d:g}": every[d] for d in DOSES}})
    rows.append(
        {"family": "half width / mean", **{f"{d:g}": float(np.mean(widths[d])) for d in DOSES}}
    )
    summary = {
        "network": plan.network,
        "calibration": "shipped" if shipped is not None else "made in this run",
        "images": images * len(FAMILIES),
        "lowest": min(every.values()),
        "highest": max(every.values()),
        "met": all(WITHIN[0] <= value <= WITHIN[1] for value in every.values()),
    }
    plot = line_plot(
        "Coverage of the 90 % intervals",
        {row["family"]: [(d, row[f"{d:g}"]) for d in DOSES] for row in rows[:-1]},
        x_label="dose [electrons/px]",
        y_label="covered",
        log_x=True,
        limits={"88 %": WITHIN[0], "92 %": WITHIN[1]},
    )
    return Part("coverage", summary, rows, {"coverage": plot})


def fitted(name: str, images: int) -> tuple[Calibration, FittedSpread]:
    """Return a calibration made of kept-out images: half of them fit the spread, half scale it."""
    network = method(name).make({})
    samples = list(_samples(network, TRAINED, images, CALIBRATION_SEED))
    half = len(DOSES) * max(1, images // 2)
    first = [s for n, s in enumerate(samples) if n % (len(DOSES) * images) < half]
    second = [s for n, s in enumerate(samples) if n % (len(DOSES) * images) >= half]
    spread = fit_spread([(rate, counts, truth) for _, _, rate, counts, truth in first])
    return calibrate(spread, [(d, r, c, t) for _, d, r, c, t in second]), spread


def write_intervals(name: str, path: Path, images: int = 24) -> str:
    """Calibrate a shipped network, write its interval file and return the hash to pin."""
    entry = model_entry(name)
    calibration, spread = fitted(name, images)
    content = {
        "version": 1,
        "network": name,
        "weights_sha256": entry.sha256,
        "coverage": COVERAGE,
        "spread": "fitted",
        "coefficients": dict(spread.coefficients),
        "doses": list(calibration.doses),
        "quantiles": list(calibration.quantiles),
        "images": images * len(TRAINED),
        "seed": CALIBRATION_SEED,
    }
    text = json.dumps(content, indent=1) + "\n"
    path.write_text(text, encoding="ascii", newline="\n")
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _samples(network: Any, families: tuple[str, ...], images: int, seed: int) -> list[Sample]:
    samples: list[Sample] = []
    for family, number, clean in kept_out(families, images, SIDE, seed):
        for dose in DOSES:
            truth = clean * dose
            counts = electrons(truth, seed, number, round(dose * 100), len(family))
            rate = network.apply(counts.astype(np.float32)).image.astype(np.float64)
            samples.append((family, dose, rate, counts, truth))
    return samples
