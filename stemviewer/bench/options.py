"""The arguments of ``stemviewer bench`` and what runs each of its benches."""

from __future__ import annotations

import argparse
from pathlib import Path

from stemviewer.bench.denoise.command import add_denoise, add_pass
from stemviewer.bench.dose.command import add_dose_arguments
from stemviewer.bench.evidence.command import add_evidence
from stemviewer.bench.feeds.command import add_feeds_arguments
from stemviewer.bench.log.command import add_log_arguments
from stemviewer.bench.sessions.command import add_sessions_arguments
from stemviewer.bench.soak.command import add_soak
from stemviewer.bench.start_command import add_start
from stemviewer.bench.window.command import add_ui


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command a bench."""
    benches = parser.add_subparsers(title="benches", metavar="BENCH", required=True)
    live = benches.add_parser(
        "live",
        help="latency, frames by fate, Qt-thread blocks, CPU and memory of the live window",
        description="Runs the live window off screen on the simulator and on a served image, "
        "each in a process of its own, and prints a table.",
    )
    live.add_argument("--sizes", default="256,512,1024,2048", help="square sizes, with commas")
    live.add_argument("--seconds", type=float, default=15.0, help="length of each run [s]")
    live.add_argument("--fps", type=float, default=10.0, help="frame rate asked of the feed")
    live.add_argument("--filters", default="none,live", help="filters, with commas")
    live.add_argument("--image", type=Path, help="image to serve; a made one when not given")
    live.add_argument("--seed", type=int, default=1, help="of simulator and sampling")
    live.add_argument("--record", action="store_true", help="record a session in every run")
    live.add_argument("--quick", action="store_true", help="one size, five seconds")
    live.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    live.set_defaults(bench=_live)
    accumulate = benches.add_parser(
        "accumulate",
        help="registration error, lattice jumps and gain of drift-aligned sums",
        description="Registers series of drifting frames of lattices, particles and single atoms "
        "whose drift is known, and compares sums with single frames, raw and denoised.",
    )
    accumulate.add_argument("--series", type=int, default=200, help="number of series")
    accumulate.add_argument("--size", type=int, default=256, help="rows and columns [px]")
    accumulate.add_argument("--frames", type=int, default=8, help="frames in a series")
    accumulate.add_argument("--dose", type=float, default=2.0, help="electrons per pixel")
    accumulate.add_argument("--network", default="live-0.1", help="network that denoises")
    accumulate.add_argument("--seed", type=int, default=1, help="of specimens, drift and noise")
    accumulate.add_argument("--quick", action="store_true", help="ten series")
    accumulate.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    accumulate.set_defaults(bench=_accumulate)
    simulator = benches.add_parser(
        "simulator",
        help="frames per second of the simulated microscope on one core",
        description="Scans frames of every specimen with HAADF and BF on one core.",
    )
    simulator.add_argument("--size", type=int, default=512, help="rows and columns [px]")
    simulator.add_argument("--frames", type=int, default=40, help="frames of each specimen")
    simulator.add_argument("--seed", type=int, default=1, help="of the specimen and the noise")
    simulator.add_argument("--quick", action="store_true", help="five frames of each")
    simulator.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    simulator.set_defaults(bench=_simulator)
    add_log_arguments(benches)
    add_dose_arguments(benches)
    add_feeds_arguments(benches)
    add_sessions_arguments(benches)
    add_ui(benches)
    add_soak(benches)
    add_start(benches)

    denoise = benches.add_parser(
        "denoise",
        help="PSNR, SSIM, seconds and honesty of every denoiser, also of those by others",
        description="Scores filters, networks and, where installed, denoisers by others; "
        "resources/guide/design/denoise-bench.md defines every figure.",
    )
    add_denoise(denoise)
    add_pass(benches)
    add_evidence(benches)


def run(options: argparse.Namespace) -> int:
    """Run the bench that was chosen."""
    return int(options.bench(options))


def _simulator(options: argparse.Namespace) -> int:
    from stemviewer.bench.simulator import run_simulator_bench

    frames = 5 if options.quick else options.frames
    return run_simulator_bench(options.size, frames, options.seed, options.json)


def _accumulate(options: argparse.Namespace) -> int:
    from stemviewer.bench.accumulate.run import AccumulateBench, run_accumulate_bench

    return run_accumulate_bench(
        AccumulateBench(
            series=10 if options.quick else options.series,
            size=options.size,
            frames=options.frames,
            dose=options.dose,
            network=options.network,
            seed=options.seed,
        ),
        options.json,
    )


def _live(options: argparse.Namespace) -> int:
    from stemviewer.bench.live import LiveBench, run_live_bench

    sizes = [512] if options.quick else [int(text) for text in options.sizes.split(",")]
    return run_live_bench(
        LiveBench(
            sizes=tuple(sizes),
            seconds=5.0 if options.quick else options.seconds,
            fps=options.fps,
            filters=tuple(options.filters.split(",")),
            image=options.image,
            seed=options.seed,
            record=options.record,
        ),
        options.json,
    )
