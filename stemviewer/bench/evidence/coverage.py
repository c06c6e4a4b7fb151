"""Coverage of the 90 % intervals: calibrated on some kept-out images, measured on others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from stemviewer.bench.evidence.recalibrate import DOSES, TRAINED, fitted, samples
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.plot import line_plot
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.registry import method
from stemviewer.simulation.generator.images import FAMILIES
from stemviewer.trust.interval_files import load_intervals

WITHIN = (0.88, 0.92)

IMAGES = 40
"""Of each family at each dose: the mean over the trained ones is then known to half a percent."""


def run(plan: Plan) -> Part:
    """Measure coverage at every dose, over all families and of each."""
    network = method(plan.network).make({})
    images = 2 if plan.quick else IMAGES
    shipped = load_intervals(model_entry(plan.network))
    if shipped is None:
        calibration, _ = fitted(plan.network, 4 if plan.quick else IMAGES)
    else:
        calibration = shipped
    covered: dict[tuple[str, float], list[float]] = defaultdict(list)
    widths: dict[float, list[float]] = defaultdict(list)
    for one in samples(network, (), images, plan.seed + 3):
        low, high = calibration.interval(one.rate, one.counts)
        inside = (one.truth >= low) & (one.truth <= high)
        covered[one.family, one.dose].append(float(np.mean(inside)))
        widths[one.dose].append(float(np.mean(high - low)) / 2.0 / float(np.mean(one.rate)))
    rows: list[dict[str, Any]] = [
        {"family": family, **{f"{d:g}": float(np.mean(covered[family, d])) for d in DOSES}}
        for family in FAMILIES
    ]
    every = {d: float(np.mean([v for name in TRAINED for v in covered[name, d]])) for d in DOSES}
    rows.append({"family": "all trained", **{f"{d:g}": every[d] for d in DOSES}})
    rows.append({"family": "its error", **{f"{d:g}": _error(covered, d) for d in DOSES}})
    rows.append(
        {"family": "half width / mean", **{f"{d:g}": float(np.mean(widths[d])) for d in DOSES}}
    )
    summary = {
        "network": plan.network,
        "calibration": "shipped" if shipped is not None else "made in this run",
        "images": images * len(FAMILIES) * len(DOSES),
        "lowest": min(every.values()),
        "highest": max(every.values()),
        "met": all(WITHIN[0] <= value <= WITHIN[1] for value in every.values()),
    }
    plot = line_plot(
        "Coverage of the 90 % intervals",
        {row["family"]: [(d, row[f"{d:g}"]) for d in DOSES] for row in rows[:-2]},
        x_label="dose [electrons/px]",
        y_label="covered",
        log_x=True,
        limits={"88 %": WITHIN[0], "92 %": WITHIN[1]},
    )
    return Part("coverage", summary, rows, {"coverage": plot})


def _error(covered: Mapping[tuple[str, float], list[float]], dose: float) -> float:
    """Return the standard error of the mean over the trained families, from image to image."""
    parts = [covered[name, dose] for name in TRAINED]
    variance = sum(float(np.var(part, ddof=1)) / len(part) for part in parts)
    return float(np.sqrt(variance) / len(parts))
