"""The parts of ``stemviewer bench log``, by name; each is imported when it is run.

A part is a function ``run(options: LogOptions) -> dict``. Of what it returns, ``lines`` is a list
of :mod:`stemviewer.bench.log.lines`; everything else goes into the JSON file as it is.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stemviewer.bench.log.settings import LogOptions

RunPart = Callable[[LogOptions], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """How often a part does what it does; an option of the command line.

    ``name`` without dashes in front, ``full`` and ``quick`` the numbers when none is given.
    """

    name: str
    full: float
    quick: float
    help: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, what it shows, the module whose ``run`` does it, its counts."""

    name: str
    help: str
    module: str
    counts: tuple[Count, ...] = ()

    def load(self) -> RunPart:
        """Import the part."""
        function: RunPart = importlib.import_module(f"stemviewer.bench.log.{self.module}").run
        return function


PARTS: tuple[Part, ...] = (
    Part(
        "kills",
        "the recorder is killed at random instants under load",
        "kills",
        (Count("kills", 200, 4, "recorders to kill"),),
    ),
    Part(
        "tamper",
        "bytes are flipped, rows and files changed, chains forged: all of it must be found",
        "tamper",
        (
            Count("flips", 1000, 60, "single bytes to flip"),
            Count("attacks", 10, 1, "times that each kind of rewriting is tried"),
        ),
    ),
    Part(
        "good",
        "sessions of every kind that nobody touched must verify without a complaint",
        "good",
        (Count("good", 100, 6, "sessions to record and verify"),),
    ),
    Part(
        "gui-kills",
        "the live window is killed while it records; its recorder ends the session",
        "gui_kills",
        (Count("gui-kills", 50, 2, "windows to kill"),),
    ),
    Part(
        "disk",
        "the disk is full, errs, is read-only or gone",
        "disk",
        (Count("disk-sizes", 50, 3, "disks to fill, each of another size"),),
    ),
    Part(
        "feed",
        "gaps, duplicates, disorder and changes in the feed are recorded as what they are",
        "feed",
        (Count("feed-rounds", 40, 4, "times that each of them happens"),),
    ),
    Part(
        "rates",
        "frames a second without a loss, beside plain h5py and the disk's own limit",
        "rates",
        (Count("rate-seconds", 20, 4, "length of each recording [s]"),),
    ),
    Part(
        "open",
        "a long session is open at once, any frame of it is at hand",
        "opening",
        (
            Count("frames", 100_000, 5_000, "frames of the session"),
            Count("looks", 1000, 200, "frames to read at random"),
        ),
    ),
    Part("crafted", "files made to do harm are refused, and do none", "crafted"),
    Part(
        "fuzz",
        "files changed at random do no harm",
        "fuzz",
        (Count("minutes", 10, 0.3, "minutes to open changed files"),),
    ),
)
"""In the order in which they run."""


def named(names: str) -> tuple[Part, ...]:
    """Return the parts with the given names (commas between), or all for an empty string.

    Raises
    ------
    ValueError
        If there is no such part.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = {part.name: part for part in PARTS}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no part {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[name] for name in wanted) if wanted else PARTS
