"""``stemviewer bench log``: its arguments, the run over its parts, the table."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from stemviewer.bench.log.lines import Line, must, shown
from stemviewer.bench.log.parts import PARTS, Count, Part, named
from stemviewer.bench.log.settings import LogOptions
from stemviewer.core.errors import StemviewerError


def add_log_arguments(benches: Any) -> None:
    """Add the sub-command to those of ``stemviewer bench``."""
    listed = "\n".join(f"  {part.name:<10}{part.help}" for part in PARTS)
    parser = benches.add_parser(
        "log",
        help="what the session log must withstand: kills, full disks, tampering, rates",
        description="Runs the parts below one after the other, prints a table, and ends with "
        f"status 1 when a line that must hold does not.\n\nparts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--parts", default="", metavar="A,B", help="which parts; all when not given")
    add("--quick", action="store_true", help="a short proof of each part")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--seed", type=int, default=1, help="of everything random")
    add("--folder", type=Path, metavar="DIR", help="where the sessions go; a temporary folder")
    for count in _counts():
        text = f"{count.help} ({count.full:g}; quick {count.quick:g})"
        add(f"--{count.name}", type=float, metavar="N", help=text)
    parser.set_defaults(bench=run_log_bench)


def _counts() -> list[Count]:
    return list({count.name: count for part in PARTS for count in part.counts}.values())


def run_log_bench(options: argparse.Namespace) -> int:
    """Run the chosen parts; 1 when a line that must hold does not."""
    try:
        parts = named(options.parts)
    except ValueError as error:
        raise StemviewerError(
            f"There is {error}.", "", "See stemviewer bench log --help."
        ) from error
    results: dict[str, dict[str, Any]] = {}
    for part in parts:
        print(f"{part.name}: {part.help}", flush=True)
        results[part.name] = _run(part, options)
    _print_table(results)
    if options.json is not None:
        from stemviewer.bench.environment import environment

        content = {"environment": environment(options.seed), "parts": results}
        options.json.write_text(json.dumps(content, indent=2), encoding="utf-8")
    lines = [line for result in results.values() for line in result["lines"]]
    return 0 if all(line["holds"] for line in lines) else 1


def _run(part: Part, options: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"stemviewer-{part.name}-", dir=options.folder) as name:
        settings = LogOptions(Path(name), options.seed, options.quick, _given(part, options))
        try:
            result = part.load()(settings)
        except (StemviewerError, OSError, RuntimeError, AssertionError) as error:
            # one part that cannot run must not hide what the others found
            result = {"lines": [must("ran to its end", f"no: {error}", "yes", holds=False)]}
    return {"counts": dict(settings.counts), "seconds": time.monotonic() - started, **result}


def _given(part: Part, options: argparse.Namespace) -> dict[str, float]:
    given = {}
    for count in part.counts:
        value = getattr(options, count.name.replace("-", "_"))
        usual = count.quick if options.quick else count.full
        given[count.name] = float(usual if value is None else value)
    return given


def _print_table(results: dict[str, dict[str, Any]]) -> None:
    for name, result in results.items():
        print(f"\n{name}  ({result['seconds']:.0f} s)")
        for line in result["lines"]:
            print(_table_line(line))


def _table_line(line: Line) -> str:
    verdict = "" if not line["must"] else "holds" if line["holds"] else "DOES NOT HOLD"
    demand = f"must be {line['must']}" if line["must"] else ""
    return f"  {line['what']:<58}{shown(line['value']):>14}  {demand:<20}{verdict}".rstrip()
