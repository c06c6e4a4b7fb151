"""What the commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemviewer.foreign.limits import Most

    # argparse has no public name for what add_subparsers returns
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

    Add = Callable[[Commands], None]
    """Adds one command."""


def command(commands: Commands, name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
    """Add a command of this name, with its summary and what else its help says."""
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def frames(text: str) -> int:
    """Return the number of frames that an argument gives."""
    from stemviewer.denoise.accumulate.limits import MOST_FRAMES

    if not text.isdigit() or not 2 <= int(text) <= MOST_FRAMES:
        raise argparse.ArgumentTypeError(f"{text} is not a number of frames, 2 to {MOST_FRAMES}")
    return int(text)


def positive(text: str) -> float:
    """Return the number above zero that an argument gives."""
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not a time in seconds above 0")
    return value


def add_most_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the limits on files by others."""
    add = parser.add_argument
    add("--most-mb", type=positive, metavar="MB", help="largest stack to read of one file")
    add("--most-seconds", type=positive, metavar="S", help="longest time to read one file")


def most(options: argparse.Namespace) -> Most:
    """Return the limits on files by others that were given."""
    from stemviewer.foreign.limits import Most

    return Most(options.most_mb, options.most_seconds)
