"""The arguments of ``stemviewer bench dose``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns
    Benches = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_dose_arguments(benches: Benches) -> None:
    """Add the bench."""
    dose = benches.add_parser(
        "dose",
        help="the dose desk against the simulator's own account of every electron",
        description="Ledger and map, budget, calibration, advice and damage watch, on simulators.",
    )
    dose.add_argument("--parts", default="all", help="map,ledger,budget,calibration,advice,damage")
    dose.add_argument("--seed", type=int, default=1, help="of simulators and sessions")
    dose.add_argument("--quick", action="store_true", help="short sessions, few of them")
    dose.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    dose.set_defaults(bench=_dose)


def _dose(options: argparse.Namespace) -> int:
    from stemviewer.bench.dose.run import run_dose_bench

    return run_dose_bench(options.parts, options.seed, options.json, quick=options.quick)
