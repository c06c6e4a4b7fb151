"""Part ``fuzz``: good files changed at random, each opened as the program opens files."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.crafted.base import plant
from stemviewer.bench.crafted.mutate import mutate
from stemviewer.bench.crafted.seeds import write_seeds
from stemviewer.bench.crafted.sessions import record_good
from stemviewer.bench.log.canary import Canary
from stemviewer.bench.log.crafted import harm_lines
from stemviewer.bench.log.harm import Opened, Tally, open_picture, open_session
from stemviewer.bench.log.lines import Line, must
from stemviewer.bench.log.settings import LogOptions

_AT_ONCE = 2
_SESSION_SHARE = 0.2
_KEPT = 200


def run(options: LogOptions) -> dict[str, Any]:
    """Open changed files until the time is up; count what came of each."""
    seeds = {path: path.read_bytes() for path in write_seeds(options.scratch / "seeds")}
    session = record_good(options.scratch / "good").read_bytes()
    plant(options.scratch / "outside")
    tally, by_kind = Tally(), Counter[str]()
    odd: list[dict[str, str]] = []
    deadline = time.monotonic() + 60 * options.amount("minutes")
    pending: set[Future[tuple[str, Opened]]] = set()
    number = 0
    with Canary((options.scratch / "outside").iterdir()) as canary, _pool() as pool:
        while pending or time.monotonic() < deadline:
            while len(pending) < _AT_ONCE and time.monotonic() < deadline:
                pending.add(pool.submit(_one, options, number, seeds, session))
                number += 1
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for name, result in (future.result() for future in done):
                tally.add(name, result)
                by_kind[f"{name.partition(' ')[2]}: {result.verdict}"] += 1
                if result.verdict in ("limit", "crash") and len(odd) < _KEPT:
                    odd.append({"file": name, "verdict": result.verdict, "text": result.text})
        opened = canary.opened()
    lines: list[Line] = [must("changed files opened", number, "> 0", holds=number > 0)]
    lines += harm_lines(tally, opened)
    return {"lines": lines, "crashes": tally.crashes, "by_kind": dict(by_kind), "odd": odd}


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="fuzz")


def _one(
    options: LogOptions, number: int, seeds: dict[Path, bytes], session: bytes
) -> tuple[str, Opened]:
    """Change one file and open it; seed and number alone decide how it is changed."""
    rng = np.random.default_rng([options.seed, number])
    with tempfile.TemporaryDirectory(dir=options.scratch) as name:
        if rng.random() < _SESSION_SHARE:
            path = Path(name) / "changed.nxs"
            path.write_bytes(mutate(session, ".nxs", rng))
            how = str(rng.choice(["verify", "info", "review"]))
            return f"{number} session by {how}", open_session(path, how)
        seed = list(seeds)[int(rng.integers(len(seeds)))]
        path = Path(name) / f"changed{seed.suffix}"
        path.write_bytes(mutate(seeds[seed], seed.suffix, rng))
        return f"{number} {seed.name}", open_picture(path)
