"""Commands on pictures, networks and this machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.cli.shared import add_most_arguments, command, most

if TYPE_CHECKING:
    from stemviewer.cli.shared import Add, Commands


def _add_denoise(commands: Commands) -> None:
    parser = command(
        commands, "denoise", "denoise images: electron counts in, electrons per pixel out"
    )
    add = parser.add_argument
    add("images", nargs="+", type=Path, metavar="IMAGE", help="images or stacks")
    add("--method", default="live", metavar="NAME", help="gaussian, median, wiener, nlm, tv, live")
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="where to write")
    add("--format", choices=("npy", "tiff"), default="npy", help="file format")
    add(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the method"
    )
    add(
        "--units",
        choices=("electrons", "estimate"),
        default="electrons",
        help="what the numbers are: electron counts, or detector units to be estimated",
    )
    add_most_arguments(parser)
    parser.set_defaults(run=_denoise)


def _add_export_model(commands: Commands) -> None:
    parser = command(
        commands,
        "export-model",
        "write the networks for an inference server",
        "As ONNX, in a model repository: tritonserver --model-repository FOLDER serves it to "
        "\nstemviewer live --filter remote:grpcs://HOST:8001/live-0.1",
    )
    add = parser.add_argument
    add("--triton", type=Path, required=True, metavar="FOLDER", help="of the model repository")
    add("--model", action="append", default=[], metavar="NAME", help="one network (all of them)")
    add("--check", action="store_true", help="compare with torch, by onnxruntime")
    parser.set_defaults(run=_export_model)


def _export_model(options: argparse.Namespace) -> int:
    from stemviewer.app import export_models

    return export_models(options.model, options.triton, check=options.check)


def _add_train(commands: Commands) -> None:
    from stemviewer.training.command import add_arguments

    parser = command(commands, "train", "train or evaluate a network on simulated images")
    add_arguments(parser)
    parser.set_defaults(run=_train)


def _add_bench(commands: Commands) -> None:
    from stemviewer.bench.options import add_arguments

    parser = command(commands, "bench", "measure this program on this machine")
    add_arguments(parser)
    parser.set_defaults(run=_bench)


def _add_doctor(commands: Commands) -> None:
    parser = command(commands, "doctor", "check what the program needs on this machine")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write a report to send, without private data"
    )
    parser.set_defaults(run=_doctor)


def _denoise(options: argparse.Namespace) -> int:
    from stemviewer.app import denoise_files

    return denoise_files(
        options.images,
        options.output,
        options.method,
        options.set,
        file_format=options.format,
        estimate=options.units == "estimate",
        most=most(options),
    )


def _train(options: argparse.Namespace) -> int:
    from stemviewer.training.command import run

    return run(options)


def _bench(options: argparse.Namespace) -> int:
    from stemviewer.bench.options import run

    return run(options)


def _doctor(options: argparse.Namespace) -> int:
    from stemviewer.bench.doctor import run_doctor

    return run_doctor(as_json=options.json, report=options.report)


COMMANDS: dict[str, Add] = {
    "denoise": _add_denoise,
    "export-model": _add_export_model,
    "train": _add_train,
    "bench": _add_bench,
    "doctor": _add_doctor,
}
"""Of this group, by name."""
