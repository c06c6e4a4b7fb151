"""``stemviewer bench evidence``: its arguments, its parts, its files."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

from stemviewer.bench.environment import environment
from stemviewer.bench.evidence.tables import Part, Plan, print_part
from stemviewer.core.errors import SettingsError

PARTS = {
    "calibration": "calibration",
    "power": "power",
    "own": "own_errors",
    "coverage": "coverage",
    "gate": "gate",
    "range": "range_part",
    "real": "real_files",
    "speed": "speed",
    "beside": "beside",
}
"""Name of a part -> its module."""

_BESIDE = Path()
"""Stands for the file beside the weights."""


def add_evidence(benches: Any) -> None:
    """Add the sub-command."""
    parser = benches.add_parser(
        "evidence",
        help="false alarms, power, own errors, interval coverage and the validity gate",
        description="Measures what the evidence is worth, on simulated pictures with known truth "
        "and on real files.",
    )
    add = parser.add_argument
    add("--parts", default=",".join(PARTS), help=f"which, with commas: {', '.join(PARTS)}")
    add("--network", default="live-0.1", help="network on trial")
    add("--real", type=Path, metavar="FOLDER", help="real pictures for the part 'real'")
    add("--seed", type=int, default=1, help="of pictures and noise")
    add("--quick", action="store_true", help="few tries: shows that it runs, proves nothing")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--plots", type=Path, metavar="FOLDER", help="write the plots as SVG")
    add(
        "--write-intervals",
        type=Path,
        nargs="?",
        const=_BESIDE,
        metavar="FILE",
        help="calibrate the network's intervals and print the hash to pin; without FILE they are "
        "written beside its weights and pinned in the catalogue",
    )
    parser.set_defaults(bench=run)


def run(options: argparse.Namespace) -> int:
    """Run the parts asked for; 1 when one does not reach what it must."""
    if options.write_intervals is not None:
        from stemviewer.bench.evidence.recalibrate import IMAGES, write_intervals

        file = None if options.write_intervals == _BESIDE else options.write_intervals
        print(write_intervals(options.network, file, 4 if options.quick else IMAGES))
        return 0
    plan = Plan(options.quick, options.seed, options.network, options.real)
    parts = []
    for name in options.parts.split(","):
        if name not in PARTS:
            raise SettingsError(f"There is no part {name!r}.", "", f"Parts: {', '.join(PARTS)}.")
        module = importlib.import_module(f"stemviewer.bench.evidence.{PARTS[name]}")
        part: Part = module.run(plan)
        print_part(part)
        parts.append(part)
        _write(parts, options)
    return 0 if all(part.summary.get("met", True) for part in parts) else 1


def _write(parts: list[Part], options: argparse.Namespace) -> None:
    """Write what there is so far: a long run that is cut off keeps its finished parts."""
    if options.json is not None:
        content = {
            "environment": environment(options.seed),
            "quick": options.quick,
            "network": options.network,
            "parts": {
                part.name: {"summary": dict(part.summary), "rows": [dict(r) for r in part.rows]}
                for part in parts
            },
        }
        options.json.write_text(json.dumps(content, indent=1), encoding="utf-8")
    if options.plots is not None:
        options.plots.mkdir(parents=True, exist_ok=True)
        for name, svg in parts[-1].plots.items():
            (options.plots / f"{name}.svg").write_text(svg, encoding="utf-8")
