"""What the cases of part ``advice`` come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

LIMIT_DB = 0.5
"""Allowed difference between foretold and measured quality."""


def summary(cases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return counts and percentiles for each dose and each way, and all cases."""
    ways = {
        f"{dose} {way}": _way(cases, dose, way)
        for dose in ("half", "double")
        for way in ("foretold", "few_frames")
    }
    good = all(ways[f"{dose} foretold"]["beyond_limit"] == 0 for dose in ("half", "double"))
    return {"good": good, "limit_db": LIMIT_DB, "summary": ways, "cases": list(cases)}


def _way(cases: Sequence[dict[str, Any]], dose: str, way: str) -> dict[str, Any]:
    said = [case[dose] for case in cases if case[dose][way]["value"] is not None]
    wrong = np.array([one[way]["value"] - one["true"] for one in said])
    stated = np.array([one[way]["error"] for one in said])
    silent = Counter(
        case[dose][way]["why"].partition(":")[0]
        for case in cases
        if case[dose][way]["value"] is None
    )
    if not said:
        return {"cases": len(cases), "said": 0, "beyond_limit": len(cases), "silent": silent}
    return {
        "cases": len(cases),
        "said": len(said),
        "said_share": len(said) / len(cases),
        "silent": silent,
        "within_limit": int(np.sum(np.abs(wrong) <= LIMIT_DB)),
        "beyond_limit": int(np.sum(np.abs(wrong) > LIMIT_DB)),
        "bias_db": float(wrong.mean()),
        "rms_db": float(np.sqrt(np.mean(wrong**2))),
        "worst_db": float(np.abs(wrong).max()),
        "within_two_stated_errors": int(np.sum(np.abs(wrong) <= 2.0 * stated)),
    }
