"""The arguments of ``stemviewer bench denoise``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_denoise(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the bench to its parser."""
    add = parser.add_argument
    add("--methods", nargs="*", default=[], metavar="NAME", help="all unless named")
    add("--sources", nargs="*", default=[], metavar="NAME",
        help="simulated, multislice, real, or families of the simulated ones")  # fmt: skip
    add("--doses", type=float, nargs="+", metavar="E_PER_PX", help="mean electrons per pixel")
    add("--samples", type=int, default=20, help="noise samples a picture (default: %(default)s)")
    add("--peer-samples", type=int, default=3, help="the same for peers, which are slow")
    add("--per-family", type=int, default=2, help="pictures of each simulated family")
    add("--pictures", type=int, default=20, help="of the honesty table (default: %(default)s)")
    add("--peer-pictures", type=int, default=3, help="of the honesty table, for peers")
    add("--real", type=Path, metavar="FOLDER", help="real pictures (default: ../shared/data/real)")
    add("--peers", type=Path, default=Path(".venv-peers"), metavar="FOLDER",
        help="virtual environment of denoisers by others (default: %(default)s)")  # fmt: skip
    add("--cache", type=Path, metavar="FOLDER", help="keep the peers' results here")
    add("--device", default="cpu", choices=("auto", "cpu", "cuda", "mps"), help="of the networks")
    add("--threads", type=int, default=0, help="of torch (default: its choice, all cores)")
    add("--seed", type=int, default=2026, help="of pictures and noise")
    add("--quick", action="store_true", help="two minutes: few methods, pictures and doses")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--plot", type=Path, metavar="FILE", help="write charts as SVG")
    add("--card", metavar="NAME", help="instead: write the figures of --json into the model card")
    parser.set_defaults(bench=_run)


def add_pass(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the bench to the others."""
    parser = benches.add_parser(
        "pass",
        help="time of a network's pass and its parts; equality and saving of growing frames",
        description="Times the parts of a live pass in turn with a Gaussian and a plain "
        "convolution, then lets a frame grow and compares it with the whole one.",
    )
    parser.add_argument("--network", default="live-0.1", metavar="NAME")
    parser.add_argument("--threads", type=int, default=2, help="of torch (default: %(default)s)")
    parser.add_argument("--size", type=int, default=512, help="rows and columns [px]")
    parser.add_argument("--runs", type=int, default=60, help="rounds (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the frame")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    parser.set_defaults(bench=_run_pass)


def _run_pass(options: argparse.Namespace) -> int:
    from stemviewer.bench.denoise.live_pass import run_pass_bench

    return run_pass_bench(options)


def _run(options: argparse.Namespace) -> int:
    if options.card:
        from stemviewer.bench.denoise.card import update_card

        return update_card(options.card, options.json)
    from stemviewer.bench.denoise.run import DOSES, DenoiseBench, quick, run_denoise_bench

    beside = Path("../shared/data/real")
    bench = DenoiseBench(
        methods=tuple(options.methods),
        sources=tuple(options.sources),
        doses=tuple(options.doses or DOSES),
        samples=options.samples,
        peer_samples=options.peer_samples,
        per_family=options.per_family,
        pictures=options.pictures,
        peer_pictures=options.peer_pictures,
        real=options.real or (beside if beside.is_dir() else None),
        peers=options.peers,
        cache=options.cache,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
    )
    return run_denoise_bench(
        quick(bench) if options.quick else bench,
        options.json,
        options.plot,
        lambda line: print(line, file=sys.stderr, flush=True),
    )
