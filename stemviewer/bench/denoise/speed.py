"""Seconds a 512 x 512 frame takes, all methods in turn in the same run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stemviewer.bench.denoise.methods import ORACLE, Competitor
from stemviewer.bench.denoise.peers import PeerProcess
from stemviewer.simulation.evaluation.columns import column_specimen
from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.evaluation.pictures import sampled

SIDE = 512
DOSE = 5.0
"""Of the frame that is timed: side [px] and mean electrons per pixel."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Median and least seconds of one method; how many times faster it is than the first peer."""

    method: str
    seconds: float
    least: float
    runs: int
    times_faster_than_peer: float | None = None


def speeds(
    field: Sequence[Competitor], peers: PeerProcess | None, runs: int, peer_runs: int, seed: int
) -> list[Speed]:
    """Return the time of every method; the first pass of each is not counted.

    Rounds go through all methods in turn, so that a machine that is busy for a while is busy for
    all. Peers are timed in their own process, without what is read and written; never from cache.
    """
    _, counts = sampled(column_specimen(seed, SIDE, DOSE).rate, DOSE, seed)
    timed: dict[str, list[float]] = {}
    for number in range(runs + 1):
        for competitor in field:
            if competitor.kind in ("raw", "peer") or competitor.name.endswith(ORACLE):
                continue
            seconds = _seconds(competitor, counts)
            if number:
                timed.setdefault(competitor.name, []).append(seconds)
        if peers is not None and number < peer_runs:
            for competitor in field:
                if competitor.kind == "peer":
                    found = peers.apply(competitor.name, counts, fresh=True).seconds
                    timed.setdefault(competitor.name, []).append(found)
    medians = {name: float(np.median(values)) for name, values in timed.items()}
    peer = next((medians[entry.name] for entry in field if entry.kind == "peer"), None)
    return [
        Speed(name, medians[name], min(values), len(values), peer / medians[name] if peer else None)
        for name, values in timed.items()
    ]


def _seconds(competitor: Competitor, counts: Image) -> float:
    # once untimed: a live view runs the same method frame after frame, not after all the others,
    # which leave its memory cold
    competitor.settings[0](counts)
    began = time.perf_counter()
    competitor.settings[0](counts)
    return time.perf_counter() - began
