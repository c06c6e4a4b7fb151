"""The arguments of ``stemviewer bench feeds``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers returns
    Benches = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

PARTS = ("pva", "merlin", "dectris", "open", "fuzz")
"""Modules of this package, each with ``run(settings)``."""


def add_feeds_arguments(benches: Benches) -> None:
    """Add the bench."""
    feeds = benches.add_parser(
        "feeds",
        help="instrument protocols against servers written by others, and against mutated streams",
        description="Servers by others come from a virtual environment of their own, made by "
        "installer/feed_peers.py; without it their lines are skipped and say so.",
    )
    feeds.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    feeds.add_argument("--seconds", type=float, default=60.0, help="length of each run [s]")
    feeds.add_argument("--messages", type=int, default=10_000, help="mutated, of each protocol")
    feeds.add_argument("--peers", type=Path, help="their environment (.venv-feed-peers)")
    feeds.add_argument("--seed", type=int, default=1, help="of patterns and mutations")
    feeds.add_argument("--quick", action="store_true", help="8 s runs, 1,000 messages")
    feeds.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    feeds.set_defaults(bench=_feeds)


def _feeds(options: argparse.Namespace) -> int:
    from stemviewer.bench.feeds.run import FeedsBench, run_feeds_bench

    bench = FeedsBench(
        seconds=8.0 if options.quick else options.seconds,
        messages=1000 if options.quick else options.messages,
        seed=options.seed,
        peers=options.peers,
    )
    return run_feeds_bench(options.parts, bench, options.json)
