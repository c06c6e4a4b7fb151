"""The range check: frames like those of the training are not called out, others are flagged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from stemviewer.bench.evidence.images import Plane, electrons, kept_out
from stemviewer.bench.evidence.recalibrate import TRAINED
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.denoise.base import RangeState
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.network.range_check import check_range, limits_of
from stemviewer.simulation.generator.images import FAMILIES

DOSES = (0.3, 1.0, 5.0, 20.0, 50.0)
"""Mean electrons per pixel; the noise of other detectors is tried from 5 on."""

SIZE = 256

REQUIRED = 0.99

Counts = npt.NDArray[np.float32]
Kind = Callable[[Plane, Plane, np.random.Generator], Counts]


def run(plan: Plan) -> Part:
    """Ask the range check about frames of the trained kind, and of kinds it must flag."""
    images = 1 if plan.quick else 8
    limits = limits_of(model_entry(plan.network))
    rows: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    for family, number, clean in kept_out((), images, SIZE, plan.seed + 4):
        for dose in DOSES:
            for kind, make in KINDS.items():
                strange = kind not in _AS_TRAINED
                if strange and dose < 5.0:
                    continue
                generator = np.random.default_rng((plan.seed, number, round(dose * 10), len(kind)))
                drawn = electrons(clean * dose, int(generator.integers(1 << 31)))
                verdict = check_range(make(drawn.astype(np.float64), clean, generator), limits)
                trained = "trained" if family in TRAINED else "kept-out"
                row = rows.setdefault(f"{kind}, {trained} families", _empty())
                row[verdict.state.name.lower()] += 1
                if not strange and trained == "trained" and verdict.state is RangeState.OUT:
                    wrong.append(f"{family}, {dose:g} e/px: {verdict.reason}")
    table = [{"kind": kind, **row, **_shares(row)} for kind, row in rows.items()]
    called_out = next(r for r in table if r["kind"] == "counts, trained families")
    flagged = [r for r in table if not r["kind"].startswith("counts,")]
    summary = {
        "families": len(FAMILIES),
        "trained_not_out": 1.0 - called_out["out_share"],
        "others_flagged_at_least": min(r["flagged_share"] for r in flagged),
        "met": 1.0 - called_out["out_share"] >= REQUIRED,
        **{f"wrong_{place}": text for place, text in enumerate(wrong, 1)},
    }
    return Part("range", summary, table)


def _empty() -> dict[str, int]:
    return {state.name.lower(): 0 for state in RangeState}


def _shares(row: dict[str, int]) -> dict[str, float]:
    count = max(sum(row.values()), 1)
    out = row[RangeState.OUT.name.lower()]
    edge = row[RangeState.EDGE.name.lower()]
    return {"out_share": out / count, "flagged_share": (out + edge) / count}


def _plain(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    del clean, generator
    return counts.astype(np.float32)


def _gain(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    del clean, generator
    return (3.0 * counts).astype(np.float32)


def _afterglow(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    del clean, generator
    return np.asarray(lfilter([0.6], [1.0, -0.4], counts, axis=1), dtype=np.float32)


def _lines(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    row = generator.normal(0.0, 0.5 * float(counts.mean()) ** 0.5, (counts.shape[0], 1))
    return (counts + row).astype(np.float32)


def _bright(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    del counts
    return generator.poisson(clean * 400.0).astype(np.float32)


def _averaged(counts: Plane, clean: Plane, generator: np.random.Generator) -> Counts:
    others = generator.poisson(clean * float(counts.mean()), (3, *clean.shape)).sum(axis=0)
    return np.asarray((counts + others) / 4.0, dtype=np.float32)


KINDS: dict[str, Kind] = {
    "counts": _plain,
    "gain wrong by 3": _gain,
    "afterglow": _afterglow,
    "line noise": _lines,
    "400 e/px": _bright,
    "average of four": _averaged,
}

_AS_TRAINED = ("counts",)
