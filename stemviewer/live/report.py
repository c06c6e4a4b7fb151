"""What a live run measured, as plain data for a file."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any

from stemviewer.live.pipeline import LivePipeline


def percentile(values: list[float], share: float) -> float | None:
    """Return the value below which ``share`` (0 to 1) of ``values`` lie; ``None`` of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(values: list[float]) -> dict[str, float | int | None]:
    """Return count, median, 95th and 99th percentile and maximum."""
    return {
        "count": len(values),
        "p50": percentile(values, 0.50),
        "p95": percentile(values, 0.95),
        "p99": percentile(values, 0.99),
        "max": max(values, default=None),
    }


def plain(value: Any) -> Any:
    """Turn nested data classes, enums and mappings into JSON-ready data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "items"):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    return value


def live_report(pipeline: LivePipeline, seconds: float) -> dict[str, Any]:
    """Return what the pipeline counted and timed over ``seconds`` of running [s]."""
    history = pipeline.past.history.view
    return {
        "seconds": seconds,
        "status": plain(pipeline.status()),
        "latency_s": summary(pipeline.latencies()),
        "process_s": summary(pipeline.process_times()),
        "history": {
            "used_bytes": history.used,
            "budget_bytes": history.budget,
            "frames": int(history.at.size),
            "reach_s": history.reach,
            "missed": history.missed,
            "full_utc_s": pipeline.past.history.shelf.full_utc_s,
        },
    }
