"""With the true rate as the picture: how often it is flagged, and whether maps are standard."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from stemviewer.bench.evidence.images import electrons, kept_out
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.plot import line_plot
from stemviewer.trust.evidence import EvidenceOptions, find_misfits
from stemviewer.trust.held_out import by_thinning

DOSES = (0.3, 1.0, 3.0, 10.0, 50.0)
"""Mean electrons per pixel."""

MOST_FALSE = 0.01
MEAN_WITHIN = 0.05
DEVIATION_WITHIN = 0.05


def run(plan: Plan) -> Part:
    """Judge the true rate of every family at every dose."""
    images, draws, size = (1, 2, 128) if plan.quick else (6, 10, 256)
    options = EvidenceOptions()
    sums: dict[tuple[str, float], _Cell] = defaultdict(_Cell)
    for family, number, clean in kept_out((), images, size, plan.seed):
        for dose in DOSES:
            for draw in range(draws):
                counts = electrons(clean * dose, plan.seed, number, draw, round(dose * 10))
                held = by_thinning(counts, options.q, plan.seed + draw)
                found = find_misfits(clean * dose * (1.0 - held.q), held, options)
                sums[family, dose].add(found)
    rows = [{"family": f, "dose": d, **cell.row()} for (f, d), cell in sums.items()]
    frames = sum(row["frames"] for row in rows)
    flagged = sum(row["flagged"] for row in rows)
    good = [
        abs(row["mean"]) <= MEAN_WITHIN and abs(row["deviation"] - 1.0) <= DEVIATION_WITHIN
        for row in rows
        if row["deviation"] is not None
    ]
    summary = {
        "frames": frames,
        "false_alarms": flagged,
        "false_alarm_share": flagged / frames,
        "cells_within_limits": sum(good),
        "cells": len(good),
        "met": flagged / frames <= MOST_FALSE and all(good),
    }
    plot = line_plot(
        "Deviation of map values where the picture is right",
        {
            family: [(r["dose"], r["deviation"] or np.nan) for r in rows if r["family"] == family]
            for family in dict.fromkeys(r["family"] for r in rows)
        },
        x_label="dose [electrons/px]",
        y_label="standard deviation",
        log_x=True,
        limits={"0.95": 0.95, "1.05": 1.05},
    )
    return Part("calibration", summary, rows, {"calibration": plot})


class _Cell:
    """Sums over the frames of one family at one dose."""

    def __init__(self) -> None:
        self.frames = self.flagged = self.contradicted = 0
        self.count = self.total = self.square = 0.0

    def add(self, found: Any) -> None:
        self.frames += 1
        self.flagged += bool(found.places)
        self.contradicted += any(place.large for place in found.places)
        for one in found.maps:
            values = one.z[np.isfinite(one.z)]
            self.count += values.size
            self.total += float(values.sum())
            self.square += float(np.square(values).sum())

    def row(self) -> dict[str, Any]:
        mean = self.total / self.count if self.count else None
        deviation = (self.square / self.count - mean**2) ** 0.5 if mean is not None else None
        return {
            "frames": self.frames,
            "flagged": self.flagged,
            "contradicted": self.contradicted,
            "mean": mean,
            "deviation": deviation,
        }
