"""Which frame a pattern belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from stemviewer.core.errors import FeedError
from stemviewer.feeds.fourd.aim import Patterns
from stemviewer.feeds.fourd.reduce import BLOCK


@dataclass(slots=True)
class Run:
    """An acquisition: ``expected`` patterns came, ``placed`` of them are in their frames.

    ``total`` were announced; 0 is endless.
    """

    base: int
    shape: tuple[int, int]
    utc_ns: int
    total: int = 0
    expected: int = 0
    placed: int = 0

    @property
    def size(self) -> int:
        """Patterns of a frame."""
        return self.shape[0] * self.shape[1]

    def number(self, index: int) -> int:
        """Return the number of the frame that a pattern belongs to."""
        return self.base + index // self.size


def blocks(patterns: Patterns, place: int, size: int) -> Iterator[Patterns]:
    """Cut patterns into blocks none of which reaches into the next frame."""
    first = 0
    while first < len(patterns):
        last = min(first + BLOCK, len(patterns), first + size - place)
        yield patterns[first:last]
        place = (place + last - first) % size
        first = last


def square(total: int) -> tuple[int, int]:
    """Return the sides of a square scan of ``total`` patterns.

    Raises
    ------
    FeedError
        If there is no such square.
    """
    side = math.isqrt(total)
    if side < 1 or side * side != total:
        raise FeedError(
            "The camera does not say how its patterns lie in the scan.",
            f"{total or 'Endless'} patterns were announced: no picture can be made of them.",
            "State the shape of the scan in the address, as in scan=256x256.",
        )
    return side, side
