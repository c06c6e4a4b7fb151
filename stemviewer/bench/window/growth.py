"""What grew in a long run: memory, handles and threads, from samples taken while it ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ENDS = 0.2
"""Share of the samples, at either end, whose medians are compared."""

LEAST = 10
"""Samples that are needed after settling."""


@dataclass(frozen=True, slots=True)
class Growth:
    """One quantity from the first samples to the last.

    ``first`` and ``last`` are medians of a fifth of the samples each; ``per_hour`` is the slope
    of a straight line through all (least squares) [unit per hour].
    """

    first: float
    last: float
    most: float
    per_hour: float

    @property
    def share(self) -> float:
        """Growth as a share of the first."""
        return (self.last - self.first) / self.first if self.first else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Growth of all that was sampled, over ``seconds`` after settling [s]."""

    seconds: float
    memory: Growth
    handles: Growth
    threads: Growth

    def holds(self, limit: float) -> bool:
        """Whether memory grew by less than a share, and handles and threads not at all."""
        constant = self.handles.last <= self.handles.first
        return self.memory.share < limit and constant and self.threads.last <= self.threads.first

    def told(self, limit: float) -> str:
        """Return the verdict in lines of text."""
        mib = 1 << 20
        memory = self.memory
        return (
            f"over {self.seconds:.0f} s after settling:\n"
            f"  memory   {memory.first / mib:8.1f} -> {memory.last / mib:8.1f} MiB "
            f"({memory.share:+.2%}, limit {limit:.0%}; fit {memory.per_hour / mib:+.1f} MiB/h)\n"
            f"  handles  {self.handles.first:8.0f} -> {self.handles.last:8.0f} "
            f"(most {self.handles.most:.0f})\n"
            f"  threads  {self.threads.first:8.0f} -> {self.threads.last:8.0f} "
            f"(most {self.threads.most:.0f})\n"
            f"  {'holds' if self.holds(limit) else 'DOES NOT HOLD'}"
        )

    def figures(self) -> dict[str, object]:
        """Return all figures for a report."""
        found: dict[str, object] = {"seconds": self.seconds}
        for name in ("memory", "handles", "threads"):
            one: Growth = getattr(self, name)
            parts = {part: getattr(one, part) for part in ("first", "last", "most", "per_hour")}
            found[name] = parts | {"share": one.share}
        return found


def judge(samples: Sequence[dict[str, float]], settle: float, full_s: float = 0.0) -> Verdict:
    """Judge samples of a run.

    Parameters
    ----------
    samples : sequence of dict
        ``at_s``, ``rss_bytes``, ``handles`` and ``threads``, oldest first.
    settle : float
        Share of the time that is left out at the start, 0 to 1.
    full_s : float
        From when on all that may fill is full, on the clock of ``at_s`` [s]; what came before
        is left out too.

    Raises
    ------
    ValueError
        If too few samples are left.
    """
    if not samples:
        raise ValueError("no samples")
    begin, end = samples[0]["at_s"], samples[-1]["at_s"]
    start = max(begin + settle * (end - begin), full_s)
    kept = [one for one in samples if one["at_s"] >= start]
    if len(kept) < LEAST:
        raise ValueError(f"{len(kept)} samples after settling, {LEAST} are needed")
    at = np.array([one["at_s"] for one in kept])

    def growth(name: str) -> Growth:
        values = np.array([one[name] for one in kept])
        few = max(int(values.size * ENDS), 1)
        slope = float(np.polyfit(at, values, 1)[0]) * 3600.0
        ends = float(np.median(values[:few])), float(np.median(values[-few:]))
        return Growth(*ends, float(values.max()), slope)

    return Verdict(float(at[-1] - at[0]), growth("rss_bytes"), growth("handles"), growth("threads"))
