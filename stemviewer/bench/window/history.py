"""``stemviewer bench history``: does the history keep to its memory, and how fast is a scrub."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np
import psutil

from stemviewer.bench.environment import environment
from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import NOWHERE
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.live.history.packing import Arrival, Picture
from stemviewer.live.history.shelf import Shelf
from stemviewer.live.report import summary
from stemviewer.session.format.entries import EvidenceEntry

OVER_LIMIT = 0.05
"""Most that the process may grow beyond what the history says, as a share of the budget."""

UNDER_WAY = 4
"""So many frames with their pictures, not packed, come on top: those being packed and unpacked."""

GROWTH_LIMIT = 0.01
"""Most that it may grow after the history is full, as a share of the budget."""

READ_LIMIT_S = 0.1
"""Longest time until a frame that is scrubbed to is unpacked [s]."""

FRAME_S = 0.05
DOSE = 2.2
MADE_OF = Provenance((Step("bench", "1", {}, Flag.NETWORK, "ab" * 32, "cpu"),))


@dataclass(frozen=True, slots=True)
class HistoryBench:
    """What to run: rows and columns [px], budget [MiB], frames read, seed."""

    side: int
    budget_mib: int
    reads: int
    seed: int


class _Filler:
    """Makes frames and pictures, and puts them on a shelf."""

    def __init__(self, bench: HistoryBench) -> None:
        chance = np.random.default_rng(bench.seed)
        shape = (bench.side, bench.side)
        self._counts = chance.poisson(DOSE, shape).astype(np.uint16)
        self._made = chance.normal(DOSE, 0.3, shape).astype(np.float32)
        self._settings = ScanSettings(
            *shape, dwell=set_to(1e-6), beam_current=set_to(1e-12), pixel_size=set_to(1e-11)
        )
        self.shelf = Shelf(bench.budget_mib << 20)
        self.frames = 0

    def add(self) -> None:
        """Put the next frame and its picture on the shelf."""
        number, self.frames = self.frames, self.frames + 1
        counts = read_only(np.roll(self._counts, number))
        frame = Frame(number, "HAADF", counts, self._settings, COUNTING)
        dose = frame_dose(self._settings)
        self.shelf.add(
            Arrival(frame, dose, set_to(DOSE), set_to(dose.total.value or 0.0), NOWHERE),
            number * FRAME_S,
        )
        image = read_only(np.roll(self._made, number))
        self.shelf.add_picture(
            Picture(Processed((number,), "HAADF", image, MADE_OF), EvidenceEntry())
        )


def run_history_bench(bench: HistoryBench, json_file: Path | None) -> int:
    """Run it, print the figures, write them; 1 when a limit was not kept."""
    figures = measure(bench)
    budget, mib = figures["budget_bytes"], 1 << 20
    over, growth = figures["over_bytes"] / budget, figures["growth_bytes"] / budget
    read = figures["read_s"]
    allowed = OVER_LIMIT + figures["under_way_bytes"] / budget
    good = over < allowed and growth < GROWTH_LIMIT and read["p95"] < READ_LIMIT_S
    print(
        f"{bench.side} px, budget {budget / mib:.0f} MiB: full after {figures['full_after']} "
        f"frames, {figures['frames']} in all\n"
        f"  the process grew by {figures['grown_bytes'] / mib:.1f} MiB, the history says "
        f"{figures['used_bytes'] / mib:.1f}: {over:+.1%} of the budget (limit {allowed:.1%})\n"
        f"  growth after it was full {growth:+.2%} (limit {GROWTH_LIMIT:.0%})\n"
        f"  a frame read at random p50 {read['p50'] * 1e3:.1f} ms, p95 {read['p95'] * 1e3:.1f} ms "
        f"({read['p95'] / READ_LIMIT_S:.2f} of the limit)\n"
        f"  packing a frame and its picture {figures['pack_s'] * 1e3:.1f} ms of processor\n"
        f"  {'holds' if good else 'DOES NOT HOLD'}"
    )
    if json_file is not None:
        limits = {"over": OVER_LIMIT, "growth": GROWTH_LIMIT, "read_s": READ_LIMIT_S}
        content = {"environment": environment(bench.seed), "limits": limits, "figures": figures}
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if good else 1


def measure(bench: HistoryBench) -> dict[str, Any]:
    """Fill a history twice over and read frames of it; return the figures."""
    filler, process = _Filler(bench), psutil.Process()
    before, busy = process.memory_info().rss, thread_time()
    while filler.shelf.full_utc_s is None:
        filler.add()
    full_after, at_full = filler.frames, process.memory_info().rss
    for _ in range(full_after):
        filler.add()
    packing, after = thread_time() - busy, process.memory_info().rss
    keys = filler.shelf.view(0).keys
    chosen = np.random.default_rng(bench.seed).choice(keys, bench.reads)
    return {
        "budget_bytes": filler.shelf.budget,
        "used_bytes": filler.shelf.used,
        "full_after": full_after,
        "frames": filler.frames,
        "grown_bytes": after - before,
        "over_bytes": after - before - filler.shelf.used,
        "under_way_bytes": UNDER_WAY * bench.side**2 * 6,
        "growth_bytes": after - at_full,
        "pack_s": packing / filler.frames,
        "read_s": summary([_read(filler.shelf, int(key)) for key in chosen]),
    }


def _read(shelf: Shelf, key: int) -> float:
    start = perf_counter()
    if shelf.read(key) is None:
        raise ValueError(f"frame {key} is gone")
    return perf_counter() - start
