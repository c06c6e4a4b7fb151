"""The arguments of ``stemviewer bench soak``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns
    Benches = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_soak(benches: Benches) -> None:
    """Add the bench."""
    soak = benches.add_parser(
        "soak",
        help="the window for an hour while feed, recorder, disk, clock and network are broken",
        description="Runs the real window with a random operator (mouse and keys) on the "
        "simulator. Meanwhile the feed's server is killed, stalled and silenced, recorders are "
        "killed and held, the disk is filled, the wall clock is stepped and networks fail. "
        "Counts faults, acknowledged frames lost, faults that nobody was told of, and how memory "
        "and latency go. Exit code 1 when anything does not hold.",
    )
    add = soak.add_argument
    add("--minutes", type=float, default=60.0, help="from the first processed frame on (60)")
    add("--faults", type=float, default=260.0, metavar="N", help="faults an hour (260)")
    add("--size", type=int, default=256, help="rows and columns of the simulator [px]")
    add("--fps", type=float, default=8.0, help="most frames a second of the simulator")
    add("--settle", type=float, default=0.25, help="share left out when growth is judged")
    add("--seed", type=int, default=1, help="of faults, operator and simulator")
    add("--quick", action="store_true", help="three minutes: too short to judge growth by")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--plot", type=Path, metavar="FILE", help="write memory and latency over time as SVG")
    soak.set_defaults(bench=_soak)


def _soak(options: argparse.Namespace) -> int:
    from stemviewer.bench.soak.run import Soak, run_soak

    soak = Soak(
        seconds=180.0 if options.quick else options.minutes * 60.0,
        faults_per_hour=options.faults,
        side=options.size,
        fps=options.fps,
        settle=options.settle,
        seed=options.seed,
    )
    return run_soak(soak, options.json, options.plot)
