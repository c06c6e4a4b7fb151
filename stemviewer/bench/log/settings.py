"""What every part of ``stemviewer bench log`` is told."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Of one run.

    Parameters
    ----------
    scratch : Path
        An empty folder of the part's own; removed after it.
    seed : int
        Of everything random.
    quick : bool
        A short proof rather than the whole measurement.
    counts : mapping
        By name, ``kills`` or ``gui-kills``; see :meth:`count`.
    """

    scratch: Path
    seed: int = 1
    quick: bool = False
    counts: Mapping[str, float] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """Return a count as a whole number."""
        return round(self.counts[name])

    def amount(self, name: str) -> float:
        """Return a count that may be broken, such as minutes."""
        return float(self.counts[name])


class Progress:
    """Tells on the terminal how far a long part is, about every five seconds."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._told = time.monotonic()

    def at(self, done: int, more: str = "") -> None:
        """Say that ``done`` of all are done."""
        now = time.monotonic()
        if now - self._told < 5 and done != self._total:
            return
        self._told = now
        print(f"  {self._what}: {done} of {self._total} {more}".rstrip(), flush=True)
