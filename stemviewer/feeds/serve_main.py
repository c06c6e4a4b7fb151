"""The commands ``stemviewer serve`` and ``stemviewer simulate``: a feed server as a program."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import FrameType

from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import set_to
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import FrameSource
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.access import TOKEN_VARIABLE, token_from_environment
from stemviewer.feeds.open_feed.beacon import BEACON_PORT, Beacon
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.feeds.replay.recording import Recording
from stemviewer.feeds.server_options import Listen, ServeOptions, SimulateOptions

NANOMETRE = 1e-9


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer serve``."""
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help="images or stacks, served in turn")
    add("--fps", type=float, default=10.0, metavar="F", help="frames per second (10)")
    add(
        "--dose",
        type=float,
        metavar="E_PER_PX",
        help="scale each file to this mean dose [electrons per pixel] and Poisson-sample it; "
        "dwell and current can then be set (default: the values as they are)",
    )
    add("--seed", type=int, default=0, metavar="S", help="of the noise (0)")
    add("--once", action="store_true", help="end after the last image instead of starting over")
    add("--pixel-size", type=float, metavar="NM", help="sampling [nm], if the files do not say it")
    _add_listen_arguments(parser)


def add_simulate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer simulate``."""
    add = parser.add_argument
    add("--specimen", metavar="NAME", help="what is in the holder; a wrong name lists them all")
    add("--seed", type=int, default=0, metavar="S", help="same seed, same frames (0)")
    add("--size", type=int, default=512, metavar="PX", help="rows and columns (512)")
    add(
        "--channels",
        default="HAADF,BF",
        metavar="LIST",
        help="detectors, separated by commas: HAADF, ADF, BF (HAADF,BF)",
    )
    add("--dwell", type=float, metavar="US", help="dwell time [µs]")
    add("--current", type=float, metavar="PA", help="beam current [pA]")
    add("--fov", type=float, metavar="NM", help="field of view [nm]")
    add("--max-fps", type=float, metavar="F", help="most frames per second")
    add("--detector", metavar="KIND", help="counting or analogue; a wrong name lists them all")
    add("--critical-dose", type=float, metavar="D", help="of the specimen [e/Å^2]")
    add("--current-at-once", action="store_true", help="a new current acts within the frame")
    _add_listen_arguments(parser)


def _add_listen_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="P", help="port (0: a free one, printed)")
    add(
        "--host",
        default="127.0.0.1",
        help=f"address to listen at (127.0.0.1); others need a token in {TOKEN_VARIABLE}",
    )
    add(
        "--announce",
        action="store_true",
        help="for programs: print the address as JSON, end when standard input closes",
    )
    add(
        "--discoverable",
        action="store_true",
        help=f"answer viewers that look around on the network segment (UDP {BEACON_PORT})",
    )


def _listen(given: argparse.Namespace) -> Listen:
    token = token_from_environment()
    return Listen(given.host, given.port, token, given.announce, given.discoverable)


def serve_options(given: argparse.Namespace) -> ServeOptions:
    """Return the options of a parsed ``serve`` command."""
    pixel = None if given.pixel_size is None else given.pixel_size * NANOMETRE
    return ServeOptions(given.fps, given.dose, given.seed, not given.once, pixel, _listen(given))


def simulate_options(given: argparse.Namespace) -> SimulateOptions:
    """Return the options of a parsed ``simulate`` command, in SI units."""

    def scaled(value: float | None, unit: float) -> float | None:
        return None if value is None else value * unit

    return SimulateOptions(
        specimen=given.specimen,
        seed=given.seed,
        size=given.size,
        channels=tuple(name.strip() for name in given.channels.split(",") if name.strip()),
        dwell=scaled(given.dwell, 1e-6),
        beam_current=scaled(given.current, 1e-12),
        field_of_view=scaled(given.fov, NANOMETRE),
        max_fps=given.max_fps,
        detector=given.detector,
        critical_dose=given.critical_dose,
        current_at_once=given.current_at_once,
        listen=_listen(given),
    )


def run_serve(stacks: Sequence[ImageStack], options: ServeOptions) -> int:
    """Serve stacks until asked to stop or at their end; return the exit code.

    Raises
    ------
    StemviewerError
        If the options or the address are not possible.
    """
    if options.pixel_size is not None:
        if not 1e-13 <= options.pixel_size <= 1e-5:
            raise SettingsError("The pixel size must lie between 0.0001 and 10000 nm.")
        stacks = [replace(s, pixel_size=set_to(options.pixel_size)) for s in stacks]
    source = FileSource(stacks, options.fps, options.dose, options.seed, options.loop)
    return serve(source, options.listen)


def add_replay_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``stemviewer replay``."""
    parser.add_argument("session", type=Path, help="session file (.nxs)")
    parser.add_argument(
        "--speed",
        type=float,
        default=1.0,
        metavar="X",
        help="1: the pace of then (default); 2: twice as fast; 0: without waiting",
    )
    parser.add_argument("--loop", action="store_true", help="begin again at the end")
    _add_listen_arguments(parser)


def run_replay(recording: Recording, given: argparse.Namespace) -> int:
    """Serve a recording until asked to stop or at its end; return the exit code.

    Raises
    ------
    StemviewerError
        If the options or the address are not possible.
    """
    from stemviewer.feeds.replay.source import ReplaySource

    return serve(ReplaySource(recording, given.speed, loop=given.loop), _listen(given))


def run_simulate(options: SimulateOptions) -> int:
    """Serve a simulated microscope until asked to stop; return the exit code.

    Raises
    ------
    StemviewerError
        If the options or the address are not possible.
    """
    from stemviewer.feeds.simulator_command import make_simulator

    return serve(make_simulator(options), options.listen)


def serve(source: FrameSource, listen: Listen) -> int:
    """Serve a source until a signal, the end of the source or, announced, of standard input."""
    with (
        stopping_on_signals() as stop,
        FeedServer(source, listen.host, listen.port, listen.token) as server,
        _found_as(server, source.instrument.name, listen),
    ):
        if listen.announce:
            print(json.dumps({"address": server.address}), flush=True)
            # a daemon: a blocked read of standard input cannot be interrupted
            threading.Thread(target=_await_eof, args=(stop,), name="stdin", daemon=True).start()
        else:
            names = ", ".join(channel.name for channel in source.instrument.channels)
            print(f"Serving {source.instrument.name} ({names}) at {server.address}", flush=True)
            print("Stop it with Ctrl-C.", flush=True)
        server.serve_until(stop)
    return 0


def _found_as(server: FeedServer, name: str, listen: Listen) -> AbstractContextManager[object]:
    if not listen.discoverable:
        return nullcontext()
    return Beacon(listen.host, server.port, name, token=bool(listen.token))


def _await_eof(stop: threading.Event) -> None:
    # not sys.stdin: at exit Python aborts if a thread holds the lock of its buffer
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()


@contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """Give an event that SIGINT and SIGTERM set; for the main thread."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {kind: signal.signal(kind, handle) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
