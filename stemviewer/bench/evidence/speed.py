"""What a test costs, as a multiple of the network's own pass in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from stemviewer.bench.evidence.images import electrons
from stemviewer.bench.evidence.power import lattice
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.calibration import COUNTING
from stemviewer.denoise.registry import method
from stemviewer.trust.frame_test import run_frame_test
from stemviewer.trust.thinning import thin

DOSE = 5.0


def run(plan: Plan) -> Part:
    """Time thinning, the gate and whole tests of 512 x 512 frames, interleaved with passes."""
    network = method(plan.network).make({})
    rate = lattice(512)[0] * DOSE
    frame, other = (electrons(rate, plan.seed, n).astype(np.uint16) for n in (0, 1))
    counts = frame.astype(np.float32)
    picture = network.apply(counts).image
    generator = np.random.default_rng(plan.seed)
    jobs: dict[str, Callable[[], object]] = {
        "network pass": lambda: network.apply(counts),
        "thinning": lambda: thin(frame, 0.5, 1),
        "numpy binomial": lambda: generator.binomial(frame, 0.5),
        "test by thinning": lambda: run_frame_test(frame, COUNTING, network),
        "test by a neighbour": lambda: run_frame_test(
            frame, COUNTING, network, picture=picture, neighbours=[other]
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(3 if plan.quick else 15):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - started)
    unit = median(times["network pass"])
    rows = [
        {"what": name, "ms": 1e3 * median(t), "network_passes": median(t) / unit}
        for name, t in times.items()
    ]
    return Part(
        "speed", {"size": 512, "tests_per_s": 1.0 / median(times["test by thinning"])}, rows
    )
