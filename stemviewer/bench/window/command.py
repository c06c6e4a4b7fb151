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
    _add_growth(benches)
    _add_history(benches)


def _add_growth(benches: Benches) -> None:
    soak = benches.add_parser(
        "growth",
        help="hours of the live window: whether memory, handles or threads grow",
        description="Runs the live window on the simulator with a network, samples its memory, "
        "handles and threads, and compares their medians with those at the end, from when it has "
        "settled and the history is full. "
        "Exit code 1 when memory grew by 1 % or more, a handle or thread was left, or the "
        "history never filled.",
    )
    add = soak.add_argument
    add("--minutes", type=float, default=240.0, help="length of the run")
    add("--settle", type=float, default=0.25, help="share left out at the start")
    add("--size", type=int, default=512, help="rows and columns [px]")
    add("--fps", type=float, default=20.0, help="frames a second of the simulator")
    add("--filter", default="live", metavar="NAME", help="filter or network")
    add("--history", type=int, default=128, metavar="MIB", help="memory of the history [MiB]")
    add("--platform", choices=("offscreen", "xcb"), default="offscreen", help="of Qt")
    add("--seed", type=int, default=1, help="of the simulator")
    add("--quick", action="store_true", help="ten minutes, with the least history (64 MiB)")
    add("--json", type=Path, metavar="FILE", help="write all figures and samples")
    soak.set_defaults(bench=_growth)


def _growth(options: argparse.Namespace) -> int:
    from stemviewer.bench.window.long_run import Soak, run_soak

    soak = Soak(
        seconds=600.0 if options.quick else options.minutes * 60.0,
        settle=options.settle,
        side=options.size,
        fps=options.fps,
        method=options.filter,
        history_mib=64 if options.quick else options.history,
        platform=options.platform,
        seed=options.seed,
    )
    return run_soak(soak, options.json)


def _add_history(benches: Benches) -> None:
    history = benches.add_parser(
        "history",
        help="memory of the always-on history against its budget, and how fast it is scrubbed",
        description="Fills a history with low-dose frames and pictures of them, twice what it "
        "holds, and reads frames of it at random. Exit code 1 when the process grew by more than "
        "a twentieth over the budget and four frames, or after the history was full, or when a "
        "frame took over 100 ms.",
    )
    add = history.add_argument
    add("--size", type=int, default=1024, help="rows and columns [px]")
    add("--budget", type=int, default=256, metavar="MIB", help="memory of the history [MiB]")
    add("--reads", type=int, default=200, help="frames that are read at random")
    add("--seed", type=int, default=1, help="of noise and reads")
    add("--quick", action="store_true", help="512 px, 24 MiB, 40 reads")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    history.set_defaults(bench=_history)


def _history(options: argparse.Namespace) -> int:
    from stemviewer.bench.window.history import HistoryBench, run_history_bench

    bench = HistoryBench(
        side=512 if options.quick else options.size,
        budget_mib=24 if options.quick else options.budget,
        reads=40 if options.quick else options.reads,
        seed=options.seed,
    )
    return run_history_bench(bench, options.json)


def _ui(options: argparse.Namespace) -> int:
    from stemviewer.bench.window.run import WindowBench, run_window_bench

    bench = WindowBench(
        seconds=3.0 if options.quick else options.seconds,
        answers=5 if options.quick else options.answers,
        platforms=("offscreen",) if options.quick else tuple(options.platforms),
        seed=options.seed,
    )
    return run_window_bench(bench, options.json)
