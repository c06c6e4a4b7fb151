"""The arguments of ``stemviewer bench start``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns
    Benches = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_start(benches: Benches) -> None:
    """Add the bench."""
    start = benches.add_parser(
        "start",
        help="seconds from the start of the program to its window and to the first denoised frame",
        description="Starts the live window on the simulator, once to bring its files into "
        "memory and then as often as asked; tells the time on the wall, which other programs "
        "lengthen, and that of the processor. Exit code 1 when a limit was not kept.",
    )
    add = start.add_argument
    add("--program", default="", metavar="COMMAND", help="another one, such as /usr/bin/stemviewer")
    add("--runs", type=int, default=5, help="starts that count")
    add("--platform", choices=("offscreen", "xcb"), default="offscreen", help="of Qt")
    add("--filter", default="live", metavar="NAME", help="filter or network")
    add("--quick", action="store_true", help="one start")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    start.set_defaults(bench=_start)


def _start(options: argparse.Namespace) -> int:
    from stemviewer.bench.start import StartBench, run_start_bench

    bench = StartBench(
        program=tuple(shlex.split(options.program)),
        runs=1 if options.quick else max(1, options.runs),
        platform=options.platform,
        method=options.filter,
    )
    return run_start_bench(bench, options.json)
