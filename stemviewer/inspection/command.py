"""``stemviewer evidence``: its arguments, and what runs it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("session", type=Path, help="session file (.nxs)")
    add(
        "-o",
        "--output",
        type=Path,
        metavar="HTML",
        help="the report; SESSION-evidence.html beside the session if not given",
    )
    add("--frames", default="", metavar="N[-M]|all", help="rows; 60 spread ones if not given")
    add("--span", action="store_true", help="judge each frame by the sum of all the others")
    add("--seed", type=int, default=0, help="of the thinning")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    parser.set_defaults(run=run)


def add_pack_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer pack``."""
    add = parser.add_argument
    add("session", type=Path, help="session file (.nxs)")
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="new folder")
    add("--frame", default="last", metavar="N|last", help="row number, from 0")
    add("--seed", type=int, default=0, help="of the thinning")
    parser.set_defaults(run=run_pack)


def run_pack(options: argparse.Namespace) -> int:
    """Write the pack and print where its PDF is."""
    from stemviewer.inspection.pack import write_pack
    from stemviewer.session.exporting.batch import parse_rows
    from stemviewer.session.reading.reader import SessionReader

    with SessionReader(options.session) as reader:
        (index,) = parse_rows(options.frame, len(reader))[-1:] or (0,)
    pdf = write_pack(options.session, options.output, index, seed=options.seed, told=print)
    print(pdf)
    return 0


def run(options: argparse.Namespace) -> int:
    """Judge the session and write the report."""
    from stemviewer.inspection.report import write_report

    beside = options.session.with_name(f"{options.session.stem}-evidence.html")
    output = options.output or beside
    summary = write_report(
        options.session,
        output,
        options.frames,
        span=options.span,
        seed=options.seed,
        json_file=options.json,
        progress=lambda line: print(f"frame {line.index}: {line.words}", flush=True),
    )
    print(f"{output}: {json.dumps(summary['states'])}")
    return 0
