"""The command line: one sub-command a job, the window when none is given."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from stemviewer import __version__
from stemviewer.cli import acquisition, pictures, sessions
from stemviewer.core.errors import StemviewerError

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
    given = sys.argv[1:] if arguments is None else arguments
    options = build_parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except StemviewerError as error:
        print(f"stemviewer: {error}", file=sys.stderr)
        return EXIT_BAD
    except ModuleNotFoundError as error:
        if not getattr(sys, "frozen", False):
            raise
        # bundles leave out what only training, benches and rare feeds need
        print(
            f"stemviewer: The installed program does not contain {error.name}, which this needs. "
            "Nothing was changed. Set stemviewer up from its source for it: see the guide, "
            '"Installing".',
            file=sys.stderr,
        )
        return EXIT_BAD
    except KeyboardInterrupt:
        return EXIT_BAD


def build_parser(given: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser of all commands, or as much of it as a command line needs.

    Parameters
    ----------
    given : sequence of str, optional
        The command line: where it begins with a command, only that one is added, since some load
        much to describe themselves.
    """
    parser = argparse.ArgumentParser(
        prog="stemviewer",
        description="Live viewer for low-dose STEM: raw and denoised side by side, dose in hand. "
        "Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"stemviewer {__version__}")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    every = acquisition.COMMANDS | sessions.COMMANDS | pictures.COMMANDS
    wanted = every if given is None else given[:1]
    for name in wanted if all(name in every for name in wanted) else every:
        every[name](commands)
    return parser


def _window(_: argparse.Namespace) -> int:
    from stemviewer.app import LiveOptions, run_live

    return run_live(LiveOptions())
