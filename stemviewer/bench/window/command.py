"""The arguments of ``stemviewer bench ui``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns
    Benches = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

PLATFORMS = ("offscreen", "xvfb")


def add_ui(benches: Benches) -> None:
    """Add the bench."""
    ui = benches.add_parser(
        "ui",
        help="Qt-thread time a frame, repaints a second, and how fast the window answers",
        description="Runs the live window on made pairs, each case in a process of its own: two "
        "panes of 1024x1024 at 60 frames/s and of 2048x2048 at 20, then changes of contrast, map, "
        "zoom and view. Qt-thread time is CPU time of that thread from paint to paint.",
    )
    ui.add_argument("--seconds", type=float, default=8.0, help="length of each run [s]")
    ui.add_argument("--answers", type=int, default=20, help="changes of each kind")
    ui.add_argument("--platforms", nargs="+", choices=PLATFORMS, default=list(PLATFORMS))
    ui.add_argument("--seed", type=int, default=1, help="of the noise")
    ui.add_argument("--quick", action="store_true", help="off screen, 3 s runs, 5 changes")
    ui.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    ui.set_defaults(bench=_ui)


def _ui(options: argparse.Namespace) -> int:
    from stemviewer.bench.window.run import WindowBench, run_window_bench

    bench = WindowBench(
        seconds=3.0 if options.quick else options.seconds,
        answers=5 if options.quick else options.answers,
        platforms=("offscreen",) if options.quick else tuple(options.platforms),
        seed=options.seed,
    )
    return run_window_bench(bench, options.json)
