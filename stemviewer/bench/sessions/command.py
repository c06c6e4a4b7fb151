"""``stemviewer bench sessions``: its arguments, and the table."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from stemviewer.bench.log.lines import shown


def add_sessions_arguments(benches: Any) -> None:
    """Add the sub-command to those of ``stemviewer bench``."""
    parser = benches.add_parser(
        "sessions",
        help="the sessions window on a large archive: paint, search, scrub, memory, bad files",
        description="Makes an archive of small sessions (once: keep it with --archive), puts files "
        "among them that are damaged or made to do harm, and opens the window on it.",
    )
    add = parser.add_argument
    add("--archive", type=Path, metavar="FOLDER", help="made there if it is empty, and kept")
    add("--sessions", type=int, default=1000, help="in the archive")
    add("--frames", type=int, default=100, help="in each session")
    add("--scrub", type=int, default=200, help="frames of 512x512 to scrub through")
    add("--record", type=float, default=20.0, metavar="S", help="seconds recorded while followed")
    add("--fps", type=float, default=30.0, help="frames per second of that recording")
    add("--parts", default="archive,record", help="what to run, with commas")
    add("--seed", type=int, default=1, help="of the archive")
    add("--quick", action="store_true", help="20 sessions, 20 frames each, 40 to scrub")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    parser.set_defaults(bench=run_sessions_bench)


def run_sessions_bench(options: argparse.Namespace) -> int:
    """Run it; 1 when a line that must hold does not."""
    from stemviewer.bench.environment import environment
    from stemviewer.bench.sessions.archive import Archive
    from stemviewer.bench.sessions.growing import record_lines, recorded_while_reviewed
    from stemviewer.bench.sessions.run import measure

    archive = Archive(options.sessions, options.frames, seed=options.seed)
    scrub = options.scrub
    if options.quick:
        archive, scrub = Archive(20, 20, seed=options.seed), 40
        options.record = min(options.record, 6.0)
    with tempfile.TemporaryDirectory(prefix="stemviewer-sessions-") as name:
        work = Path(name)
        result: dict[str, Any] = {"lines": []}
        if "archive" in options.parts:
            result = measure(options.archive or work / "archive", work, archive, scrub)
        if "record" in options.parts:
            recorded = recorded_while_reviewed(
                work, side=512, fps=options.fps, seconds=options.record, seed=options.seed
            )
            result = {**result, "recorded": recorded}
            result["lines"] = [*result["lines"], *record_lines(recorded)]
    for line in result["lines"]:
        verdict = "" if not line["must"] else "holds" if line["holds"] else "DOES NOT HOLD"
        demand = f"must be {line['must']}" if line["must"] else ""
        print(f"{line['what']:<52}{shown(line['value']):>12}  {demand:<18}{verdict}".rstrip())
    if options.json is not None:
        content = {"environment": environment(options.seed), **result}
        options.json.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if all(line["holds"] for line in result["lines"]) else 1
