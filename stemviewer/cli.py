"""The command line: one sub-command a job, the window when none is given."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer import __version__
from stemviewer.core.errors import StemviewerError

if TYPE_CHECKING:
    from stemviewer.foreign.limits import Most

    # argparse has no public name for what add_subparsers returns
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

EXIT_GOOD = 0
EXIT_BAD = 1
EXIT_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line; that of the process when not given.

    Returns
    -------
    int
        0 when it did what was asked, 1 when it could not (the reason is on standard error),
        2 when it was not understood.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except StemviewerError as error:
        print(f"stemviewer: {error}", file=sys.stderr)
        return EXIT_BAD
    except KeyboardInterrupt:
        return EXIT_BAD


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="stemviewer",
        description="Live viewer for low-dose STEM: raw and denoised side by side, dose in hand. "
        "Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"stemviewer {__version__}")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (
        _add_live,
        _add_simulate,
        _add_serve,
        _add_replay,
        _add_review,
        _add_info,
        _add_verify,
        _add_recover,
        _add_key,
        _add_export,
        _add_check_export,
        _add_denoise,
        _add_train,
        _add_evidence,
        _add_bench,
        _add_doctor,
    ):
        add(commands)
    return parser


def _command(
    commands: Commands, name: str, summary: str, more: str = ""
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


# -- acquisition ------------------------------------------------------------------------


def _add_live(commands: Commands) -> None:
    parser = _command(
        commands,
        "live",
        "show a feed live, raw beside processed",
        "\n\nexamples:\n"
        "  stemviewer live --feed simulator --filter live\n"
        "  stemviewer live --feed ws://127.0.0.1:8765 --record ~/sessions\n"
        "  stemviewer live --feed simulator --headless --seconds 10 --record . --json r.json\n\n"
        "The token of a feed beyond this machine is read from STEMVIEWER_FEED_TOKEN.",
    )
    add = parser.add_argument
    add(
        "--feed",
        default="",
        metavar="simulator|ADDRESS|FILE",
        help="what to connect to; see the guide",
    )
    add(
        "--filter",
        default="none",
        metavar="NAME",
        help="none, gaussian, median, wiener, nlm, tv, live",
    )
    add("--average", type=_frames, default=0, metavar="N", help="sum the last N frames, aligned")
    add("--model", type=Path, metavar="FILE", help="a network of your own (.safetensors)")
    add("--unverified", action="store_true", help="accept a --model that nobody has tested")
    add("--channel", default="", help="detector channel to show and process")
    add("--record", type=Path, metavar="DIR", help="record a session into this folder")
    add("--raw-only", action="store_true", help="record processed frames as marks, not pixels")
    add(
        "--denoised",
        choices=("float32", "float16", "recompute"),
        default="float32",
        help="how processed frames are recorded: as shown, in half the room, or as their recipe",
    )
    add("--headless", action="store_true", help="no display: the same window, drawn off screen")
    add("--seconds", type=_positive, metavar="N", help="end by itself after N seconds")
    add("--json", type=Path, metavar="FILE", help="write what was measured")
    add("--screenshot", type=Path, metavar="PNG", help="write a picture of the window at the end")
    add("--size", default="1920x1080", metavar="WxH", help="size of the window")
    parser.set_defaults(run=_live)


def _add_simulate(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_simulate_arguments

    parser = _command(commands, "simulate", "run a simulated microscope and serve its feed")
    add_simulate_arguments(parser)
    parser.set_defaults(run=_simulate)


def _add_serve(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_serve_arguments

    parser = _command(
        commands,
        "serve",
        "serve images or stacks as a detector feed",
        "Reads TIFF, PNG, NPY, MRC, DM3/DM4, HDF5, NeXus and EMD; as they are, or scaled to a "
        "mean dose and Poisson-sampled.",
    )
    add_serve_arguments(parser)
    _add_most_arguments(parser)
    parser.set_defaults(run=_serve)


def _add_replay(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_replay_arguments

    parser = _command(
        commands,
        "replay",
        "serve a recorded session as a feed, every picture flagged REPLAYED",
        "All channels, with the settings and incomplete frames of then.",
    )
    add_replay_arguments(parser)
    parser.set_defaults(run=_replay)


# -- sessions ---------------------------------------------------------------------------


def _add_review(commands: Commands) -> None:
    parser = _command(commands, "review", "open a recorded session")
    parser.add_argument("session", nargs="?", type=Path, help="session file (.nxs)")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="draw it and end")
    parser.set_defaults(run=_review)


def _add_info(commands: Commands) -> None:
    parser = _command(
        commands, "info", "tell what a session holds: frames received, recorded, by flag"
    )
    parser.add_argument("session", type=Path, help="session file (.nxs)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_info)


def _add_verify(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_verify_arguments

    parser = _command(
        commands,
        "verify",
        "check every frame, link and signature of a session; exit 0 good, 1 not",
        "Prints the head of its chain, to be kept in a notebook.",
    )
    add_verify_arguments(parser)
    parser.set_defaults(run=_verify)


def _add_recover(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_recover_arguments

    parser = _command(
        commands,
        "recover",
        "save what can be saved of a damaged session, into a new one",
        "The damaged files are only read, never changed.",
    )
    add_recover_arguments(parser)


def _add_key(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_key_arguments

    parser = _command(
        commands,
        "key",
        "show the key that signs your sessions, and the keys of others that you trust",
    )
    add_key_arguments(parser)


def _add_export(commands: Commands) -> None:
    from stemviewer.session.command_line.export_commands import add_export_arguments

    parser = _command(
        commands,
        "export",
        "export frames of a session as PNG, 16-bit TIFF or NPY, or its provenance",
        "What a filter or network made carries its badge in the picture and its term and hash "
        "in the metadata.",
    )
    add_export_arguments(parser)


def _add_check_export(commands: Commands) -> None:
    from stemviewer.session.command_line.export_commands import add_check_arguments

    parser = _command(commands, "check-export", "tell what an exported picture is")
    add_check_arguments(parser)


# -- pictures and networks --------------------------------------------------------------


def _add_denoise(commands: Commands) -> None:
    parser = _command(
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
    _add_most_arguments(parser)
    parser.set_defaults(run=_denoise)


def _add_most_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--most-mb", type=_positive, metavar="MB", help="largest stack to read of one file")
    add("--most-seconds", type=_positive, metavar="S", help="longest time to read one file")


def _add_train(commands: Commands) -> None:
    from stemviewer.training.command import add_arguments

    parser = _command(commands, "train", "train or evaluate a network on simulated images")
    add_arguments(parser)
    parser.set_defaults(run=_train)


def _add_evidence(commands: Commands) -> None:
    from stemviewer.inspection.command import add_arguments

    parser = _command(
        commands,
        "evidence",
        "judge the pictures of a session by electrons that they have not seen",
        "Writes a report as one HTML file. Frames are judged by their neighbours where the "
        "specimen holds still, else by thinning.",
    )
    add_arguments(parser)


def _add_bench(commands: Commands) -> None:
    from stemviewer.bench.options import add_arguments

    parser = _command(commands, "bench", "measure this program on this machine")
    add_arguments(parser)
    parser.set_defaults(run=_bench)


def _add_doctor(commands: Commands) -> None:
    parser = _command(commands, "doctor", "check what the program needs on this machine")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_doctor)


def _frames(text: str) -> int:
    from stemviewer.denoise.accumulate.limits import MOST_FRAMES

    if not text.isdigit() or not 2 <= int(text) <= MOST_FRAMES:
        raise argparse.ArgumentTypeError(f"{text} is not a number of frames, 2 to {MOST_FRAMES}")
    return int(text)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not a time in seconds above 0")
    return value


# -- what runs them ---------------------------------------------------------------------


def _window(_: argparse.Namespace) -> int:
    from stemviewer.app import LiveOptions, run_live

    return run_live(LiveOptions())


def _live(options: argparse.Namespace) -> int:
    from stemviewer.app import LiveOptions, run_live

    width, _, height = options.size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise StemviewerError(f"{options.size} is not a window size.", "", "Give one as 1920x1080.")
    return run_live(
        LiveOptions(
            feed=options.feed,
            method=options.filter,
            channel=options.channel,
            record=options.record,
            record_processed=not options.raw_only,
            denoised=options.denoised,
            headless=options.headless,
            seconds=options.seconds,
            json=options.json,
            screenshot=options.screenshot,
            size=(int(width), int(height)),
            model=options.model,
            unverified=options.unverified,
            average=options.average,
        )
    )


def _simulate(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_simulate, simulate_options

    return run_simulate(simulate_options(options))


def _most(options: argparse.Namespace) -> Most:
    from stemviewer.foreign.limits import Most

    return Most(options.most_mb, options.most_seconds)


def _serve(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_serve, serve_options
    from stemviewer.foreign.stacks import open_stack

    stacks = [open_stack(path, most=_most(options)) for path in options.files]
    return run_serve(stacks, serve_options(options))


def _replay(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_replay
    from stemviewer.foreign.recorded import RecordedSession

    return run_replay(RecordedSession(options.session), options)


def _review(options: argparse.Namespace) -> int:
    from stemviewer.ui.review.main import run_review

    path = str(options.session) if options.session else None
    return run_review(path, str(options.screenshot) if options.screenshot else None)


def _info(options: argparse.Namespace) -> int:
    from stemviewer.app import print_info

    return print_info(options.session, as_json=options.json)


def _verify(options: argparse.Namespace) -> int:
    from stemviewer.foreign.commands import run_verify

    return run_verify(options)


def _denoise(options: argparse.Namespace) -> int:
    from stemviewer.app import denoise_files

    return denoise_files(
        options.images,
        options.output,
        options.method,
        options.set,
        file_format=options.format,
        estimate=options.units == "estimate",
        most=_most(options),
    )


def _train(options: argparse.Namespace) -> int:
    from stemviewer.training.command import run

    return run(options)


def _bench(options: argparse.Namespace) -> int:
    from stemviewer.bench.options import run

    return run(options)


def _doctor(options: argparse.Namespace) -> int:
    from stemviewer.bench.doctor import run_doctor

    return run_doctor(as_json=options.json)
