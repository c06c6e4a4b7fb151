"""Runs denoisers by others, in their own interpreter; never imported by the program.

Started as a script by the interpreter of the peers' virtual environment, which holds numpy and
the peers and not this program. One JSON line a job comes in, ``{"method", "input", "output",
"dose"}``, the paths being .npy files; one goes out, ``{"seconds"}`` or ``{"error"}``. The first
line out names the methods that work here and their versions.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Method = Callable[[Any], Any]


def tk_r_em(model: str) -> Method:
    """Return a network of I. Lobato et al. (npj Comput. Mater. 10 (2024) 10, PyPI tk-r-em).

    It takes any positive scale: its first layer takes mean and spread off the picture and its
    last puts them back, so counts go in as they are and a rate comes out.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    package = importlib.import_module("tk_r_em")
    network = package.load_network(model)

    def apply(counts: Any) -> Any:
        return network.predict(counts)

    return apply


def bm3d() -> Method:
    """Return BM3D (Makinen, Azzari, Foi 2020, PyPI bm3d) between Anscombe and its inverse.

    The exact unbiased inverse in the closed form of Makitalo and Foi (2011).
    """
    import numpy as np

    package = importlib.import_module("bm3d")

    def apply(counts: Any) -> Any:
        stabilised = 2.0 * np.sqrt(np.maximum(counts, 0.0).astype(np.float64) + 0.375)
        low, high = stabilised.min(), max(stabilised.max(), stabilised.min() + 1e-6)
        scaled = (stabilised - low) / (high - low)
        found = package.bm3d(scaled, sigma_psd=1.0 / (high - low)) * (high - low) + low
        d = np.maximum(found, 2.0 * np.sqrt(0.375))
        root = np.sqrt(1.5)
        rate = d * d / 4 + root / 4 / d - 11 / 8 / d**2 + 5 / 8 * root / d**3 - 1 / 8
        return np.maximum(rate, 0.0)

    return apply


PEERS: dict[str, tuple[str, Callable[[], Method]]] = {
    "tk_r_em": ("tk_r_em", lambda: tk_r_em("sfr_hrstem")),
    "tk_r_em_low": ("tk_r_em", lambda: tk_r_em("sfr_lrstem")),
    "bm3d": ("bm3d", bm3d),
}
"""Method -> the package it needs, and what makes it. The first is for atomic resolution, the
second, by the same authors, for low magnification.
"""


def main() -> int:
    """Answer one line after another until the input ends."""
    import numpy as np

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print: keep the answers clean
    found = {
        name: importlib.metadata.version(package)
        for name, (package, _) in PEERS.items()
        if importlib.util.find_spec(package) is not None
    }
    print(json.dumps({"methods": found}), file=answers, flush=True)
    made: dict[str, Method] = {}
    warm: set[tuple[str, tuple[int, ...]]] = set()
    for line in sys.stdin:
        job = json.loads(line)
        name = job["method"]
        counts = np.load(job["input"])
        if name not in made:
            made[name] = PEERS[name][1]()
        if (name, counts.shape) not in warm:
            made[name](counts)  # the first call of a shape builds the graph: not timed
            warm.add((name, counts.shape))
        began = time.perf_counter()
        image = made[name](counts)
        seconds = time.perf_counter() - began
        np.save(job["output"], np.asarray(image, dtype=np.float32))
        print(json.dumps({"seconds": seconds}), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
