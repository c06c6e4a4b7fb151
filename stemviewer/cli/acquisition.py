"""Commands that receive or serve frames."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.cli.shared import add_most_arguments, command, frames, most, positive
from stemviewer.core.errors import StemviewerError

if TYPE_CHECKING:
    from stemviewer.cli.shared import Add, Commands


def _add_live(commands: Commands) -> None:
    parser = command(
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
    add("--average", type=frames, default=0, metavar="N", help="sum the last N frames, aligned")
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
    add("--history", type=int, metavar="MIB", help="memory of the always-on history [MiB]")
    add("--headless", action="store_true", help="no display: the same window, drawn off screen")
    add("--seconds", type=positive, metavar="N", help="end by itself after N seconds")
    add("--json", type=Path, metavar="FILE", help="write what was measured; - prints it")
    add("--language", default="", choices=("en", "de"), help="of the window; kept one by default")
    add("--large-type", action="store_true", help="letters a quarter larger")
    add("--screenshot", type=Path, metavar="PNG", help="write a picture of the window at the end")
    add("--size", default="1920x1080", metavar="WxH", help="size of the window")
    parser.set_defaults(run=_live)


def _add_simulate(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_simulate_arguments

    parser = command(commands, "simulate", "run a simulated microscope and serve its feed")
    add_simulate_arguments(parser)
    parser.set_defaults(run=_simulate)


def _add_serve(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_serve_arguments

    parser = command(
        commands,
        "serve",
        "serve images or stacks as a detector feed",
        "Reads TIFF, PNG, NPY, MRC, DM3/DM4, HDF5, NeXus and EMD; as they are, or scaled to a "
        "mean dose and Poisson-sampled.",
    )
    add_serve_arguments(parser)
    add_most_arguments(parser)
    parser.set_defaults(run=_serve)


def _add_replay(commands: Commands) -> None:
    from stemviewer.feeds.serve_main import add_replay_arguments

    parser = command(
        commands,
        "replay",
        "serve a recorded session as a feed, every picture flagged REPLAYED",
        "All channels, with the settings and incomplete frames of then.",
    )
    add_replay_arguments(parser)
    parser.set_defaults(run=_replay)


def _add_feed_check(commands: Commands) -> None:
    parser = command(
        commands,
        "feed-check",
        "check that a server keeps the rules of the open feed",
        "For whoever writes a bridge; runs beside the instrument. Exit code: 0 all rules kept, "
        "1 a rule broken\nor no server, 3 nothing wrong but no whole frame seen. The token is "
        "read from STEMVIEWER_FEED_TOKEN.",
    )
    add = parser.add_argument
    add("address", metavar="ADDRESS", help="of the server, like ws://127.0.0.1:8765")
    add(
        "--seconds",
        type=positive,
        default=10.0,
        metavar="S",
        help="longest wait for frames; above the time of a few slow frames (10)",
    )
    add(
        "--commands",
        action="store_true",
        help="try the controls too: this changes dwell time, size and field of view for a frame "
        "each, and stops and starts the scan",
    )
    add("--json", type=Path, metavar="FILE", help="write what was found")
    parser.set_defaults(run=_feed_check)


def _feed_check(options: argparse.Namespace) -> int:
    from stemviewer.feeds.checking.run import run_check

    return run_check(options)


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
            history_mib=options.history,
            seconds=options.seconds,
            json=options.json,
            screenshot=options.screenshot,
            language=options.language,
            large=options.large_type,
            size=(int(width), int(height)),
            model=options.model,
            unverified=options.unverified,
            average=options.average,
        )
    )


def _simulate(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_simulate, simulate_options

    return run_simulate(simulate_options(options))


def _serve(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_serve, serve_options
    from stemviewer.foreign.stacks import open_stack

    stacks = [open_stack(path, most=most(options)) for path in options.files]
    return run_serve(stacks, serve_options(options))


def _replay(options: argparse.Namespace) -> int:
    from stemviewer.feeds.serve_main import run_replay
    from stemviewer.foreign.recorded import RecordedSession

    return run_replay(RecordedSession(options.session), options)


COMMANDS: dict[str, Add] = {
    "live": _add_live,
    "simulate": _add_simulate,
    "serve": _add_serve,
    "replay": _add_replay,
    "feed-check": _add_feed_check,
}
"""Of this group, by name."""
