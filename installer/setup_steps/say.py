"""Output and errors of the set-up."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """The set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Print a line at once, so that it stands before the output of what follows."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print a line that should not be overlooked."""
    print(f"WARNING: {text}", file=sys.stderr, flush=True)
