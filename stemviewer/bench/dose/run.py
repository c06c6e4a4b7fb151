"""Run the parts of the dose bench and print a line for each."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from stemviewer.bench.environment import environment
from stemviewer.core.errors import SettingsError

PARTS = ("map", "ledger", "budget", "calibration", "advice", "damage")
"""Modules of this package, each with ``run(seed, quick=...)``."""


def run_dose_bench(parts: str, seed: int, json_file: Path | None, *, quick: bool) -> int:
    """Run parts by name; 0 when every limit held.

    Raises
    ------
    SettingsError
        If a part does not exist.
    """
    chosen = PARTS if parts == "all" else tuple(parts.split(","))
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        raise SettingsError(
            f"There is no part {', '.join(unknown)}.", "", f"Choose of {', '.join(PARTS)}."
        )
    found: dict[str, dict[str, Any]] = {}
    for name in chosen:
        module = importlib.import_module(f"stemviewer.bench.dose.{name}")
        found[name] = module.run(seed, quick=quick)
        verdict = "good" if found[name]["good"] else "NOT GOOD"
        print(f"{name:<12} {verdict}", flush=True)
        print(json.dumps(found[name], indent=2))
    if json_file is not None:
        content = {"environment": environment(seed), "quick": quick, "parts": found}
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if all(part["good"] for part in found.values()) else 1
