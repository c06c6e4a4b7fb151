"""The arguments of ``stemviewer train`` and what carries them out."""

from __future__ import annotations

import argparse
from pathlib import Path

from stemviewer.training.options import RECIPES, TrainOptions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command ``train`` to its parser."""
    run_group = parser.add_argument_group("training")
    run_group.add_argument("--recipe", default="live", choices=sorted(RECIPES))
    run_group.add_argument(
        "--out", type=Path, default=Path("runs/live"), metavar="FOLDER",
        help="folder of checkpoints and log (default: %(default)s)",
    )  # fmt: skip
    run_group.add_argument(
        "--minutes", type=float, default=60.0, help="length of the run (default: %(default)s)"
    )
    run_group.add_argument(
        "--steps", type=int, default=0, help="length in steps, instead of minutes"
    )
    run_group.add_argument("--seed", type=int, default=0, help="of weights, images and noise")
    run_group.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    run_group.add_argument(
        "--threads", type=int, default=0, help="processor threads (default: torch's choice)"
    )
    run_group.add_argument(
        "--resume", action="store_true", help="go on from the last checkpoint in the folder"
    )
    run_group.add_argument(
        "--start", type=Path, metavar="FOLDER",
        help="begin with the weights of this run of the same recipe, at step 0",
    )  # fmt: skip
    _add_other_jobs(parser)


def _add_other_jobs(parser: argparse.ArgumentParser) -> None:
    score = parser.add_argument_group("evaluation, instead of training")
    score.add_argument(
        "--evaluate", action="store_true",
        help="score a network on held-out simulated images against raw and the best Gaussian",
    )  # fmt: skip
    score.add_argument(
        "--network", default="live-0.1", metavar="NAME",
        help="a shipped network, a weights file or the folder of a run (default: %(default)s)",
    )  # fmt: skip
    score.add_argument(
        "--real", type=Path, metavar="FOLDER",
        help="score on the images of this folder: smoothed as truth, Poisson-sampled",
    )  # fmt: skip
    score.add_argument(
        "--doses", type=float, nargs="+", metavar="E_PER_PX", help="mean electrons per pixel"
    )
    score.add_argument(
        "--images", type=int, default=4, help="per family and dose (default: %(default)s)"
    )
    score.add_argument("--size", type=int, default=256, help="of the images [px]")
    score.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON")
    export = parser.add_argument_group("export, instead of training")
    export.add_argument(
        "--export", metavar="NAME",
        help="write the averaged weights of the run in --out as a network of this name",
    )  # fmt: skip
    export.add_argument(
        "--live", default="", metavar="NAME",
        help="with --export: write the fast variant of the same weights too, under this name, "
        "and convert it to 8 bit",
    )  # fmt: skip
    export.add_argument(
        "--views", type=int, default=1, choices=(1, 2, 4),
        help="with --export: how often the network looks at each picture, turned",
    )  # fmt: skip
    export.add_argument(
        "--quantise", metavar="NAME",
        help="convert this network to 8 bit, measure what it loses, and pin it in the catalogue",
    )  # fmt: skip
    export.add_argument(
        "--floor", metavar="NAME",
        help="measure what this network makes of shot noise alone, and pin it in the catalogue",
    )  # fmt: skip
    export.add_argument(
        "--networks", type=Path, metavar="FOLDER",
        help="where weights and catalogue go (default: those of this installation)",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command ``train``; returns the exit status."""
    if args.export or args.quantise or args.floor:
        import torch

        # small pictures: two threads that wait for each other were ten times slower under load
        torch.set_num_threads(args.threads or 1)
    if args.export:
        from stemviewer.training.export import run_export

        run_export(args.out, args.export, args.networks, live=args.live, views=args.views)
    quantised = args.quantise or (args.live if args.export else "")
    if quantised:
        from stemviewer.training.int8.command import run_quantise

        return run_quantise(quantised, args.networks, seed=args.seed, json_path=args.json)
    if args.export:
        return 0
    if args.floor:
        from stemviewer.training.floor import run_floor

        return run_floor(args.floor, args.networks, seed=args.seed)
    if args.evaluate or args.real:
        from stemviewer.training.evaluate_command import EvaluateOptions, run_evaluate

        return run_evaluate(
            EvaluateOptions(
                network=args.network,
                real=args.real,
                doses=tuple(args.doses or ()),
                images=args.images,
                size=args.size,
                seed=args.seed,
                device=args.device,
                threads=args.threads,
                json_path=args.json,
            )
        )
    from stemviewer.training.train import run_train

    return run_train(
        TrainOptions(
            recipe=args.recipe,
            out=args.out,
            minutes=args.minutes,
            steps=args.steps,
            seed=args.seed,
            device=args.device,
            resume=args.resume,
            start=args.start,
            threads=args.threads,
        )
    )
