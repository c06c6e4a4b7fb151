"""Making the intervals of a network: its spread fitted, scaled at each dose, written and pinned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.bench.evidence.images import electrons, kept_out
from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.catalogue import CATALOGUE, model_entry
from stemviewer.denoise.registry import method
from stemviewer.simulation.generator.images import FAMILIES
from stemviewer.trust.interval_files import interval_path
from stemviewer.trust.intervals import COVERAGE, Calibration, conformal_quantile, smooth_quantiles
from stemviewer.trust.spread import FittedSpread, fit_spread

TRAINED = tuple(name for name, (_, share) in FAMILIES.items() if share > 0.0)
"""Families that networks are trained on; the others are reported, and promised nothing."""

DOSES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Mean electrons per pixel."""

SIDE = 128

CALIBRATION_SEED = 424242
"""Images that calibrate; those that test come from the seed of the run."""

IMAGES = 48
"""Of each family at each dose. Coverage differs from image to image (by 0.12), so that few of them
make quantiles that are as much as 2 % off; the error goes with the root of their number."""

_TO_FIT = 6
"""One image in so many fits the spread; the others scale it."""

_STEP = 13
"""Every so many pixels are looked at: their neighbours err alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture of a kept-out image whose rate is known [electrons per pixel]."""

    family: str
    dose: float
    rate: npt.NDArray[Any]
    counts: npt.NDArray[Any]
    truth: npt.NDArray[Any]


def samples(network: Any, families: tuple[str, ...], images: int, seed: int) -> Iterator[Sample]:
    """Yield pictures of so many images of each family at each dose, no image at two doses.

    Parameters
    ----------
    network : Denoiser
        What makes the pictures.
    families : tuple of str
        Names; empty for all.
    images : int
        Of each family and dose.
    seed : int
        Of images and electrons.
    """
    for family, number, clean in kept_out(families, images * len(DOSES), SIDE, seed):
        dose = DOSES[number % len(DOSES)]
        truth = clean * dose
        counts = electrons(truth, seed, number, round(dose * 100), len(family))
        rate = network.apply(counts.astype(np.float32)).image.astype(np.float64)
        yield Sample(family, dose, rate, counts, truth)


def fitted(name: str, images: int) -> tuple[Calibration, FittedSpread]:
    """Return a calibration made of kept-out images: some fit the spread, the others scale it."""
    network = method(name).make({})
    to_fit: list[_Lean] = []
    to_scale: list[_Lean] = []
    for number, one in enumerate(samples(network, TRAINED, images, CALIBRATION_SEED)):
        kept = to_fit if number // len(DOSES) % images % _TO_FIT == 0 else to_scale
        kept.append(_Lean(one))
    spread = fit_spread([lean.whole() for lean in to_fit])
    scores: dict[float, list[npt.NDArray[Any]]] = {dose: [] for dose in DOSES}
    for lean in to_scale:
        rate, counts, truth = lean.whole()
        error = np.abs(truth - rate) / spread(rate, counts)
        scores[lean.dose].append(error.ravel()[::_STEP])
    found = [conformal_quantile(np.concatenate(scores[dose])) for dose in DOSES]
    return Calibration(DOSES, smooth_quantiles(DOSES, found), spread), spread


class _Lean:
    """A sample in half the memory."""

    def __init__(self, sample: Sample) -> None:
        self.dose = sample.dose
        self._planes = (
            sample.rate.astype(np.float32),
            sample.counts.astype(np.uint16),
            sample.truth.astype(np.float32),
        )

    def whole(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Return rate, counts and truth in double precision."""
        rate, counts, truth = (plane.astype(np.float64) for plane in self._planes)
        return rate, counts, truth


def write_intervals(name: str, path: Path | None, images: int = IMAGES) -> str:
    """Calibrate a shipped network, write its interval file and return the hash to pin.

    Parameters
    ----------
    name : str
        Of the network.
    path : Path or None
        Of the file; ``None`` puts it beside the weights and pins it in the catalogue.
    images : int
        Of each family and dose.
    """
    entry = model_entry(name)
    calibration, spread = fitted(name, images)
    content = {
        "version": 1,
        "network": name,
        "weights_sha256": entry.sha256,
        "coverage": COVERAGE,
        "spread": "fitted",
        "coefficients": dict(spread.coefficients),
        "doses": list(calibration.doses),
        "quantiles": list(calibration.quantiles),
        "images": images * len(TRAINED) * len(DOSES),
        "seed": CALIBRATION_SEED,
    }
    text = json.dumps(content, indent=1) + "\n"
    (path or interval_path(entry)).write_text(text, encoding="ascii", newline="\n")
    sha256 = hashlib.sha256(text.encode("ascii")).hexdigest()
    if path is None:
        _pin(name, sha256)
    return sha256


def _pin(name: str, sha256: str) -> None:
    catalogue = resource_path("networks", CATALOGUE)
    content = json.loads(catalogue.read_text(encoding="utf-8"))
    for network in content["networks"]:
        if network["name"] == name:
            network["intervals_sha256"] = sha256
    catalogue.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")
