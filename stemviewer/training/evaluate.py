"""Evaluation on held-out simulated images and on pictures from a folder."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from stemviewer.simulation.generator.draw import Draw, mixed_seed
from stemviewer.simulation.generator.images import HELD_OUT, clean_image
from stemviewer.simulation.generator.lattice import Cell, Columns, fill
from stemviewer.simulation.generator.probe import Probe, render_points
from stemviewer.training.atoms import AtomScore, Estimator
from stemviewer.training.metrics import Image, best_gaussian, count_peaks, psnr

DOSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Mean electrons per pixel that are scored."""

SCORED = ("crystal", "interface", "sheet", "particles", "single_atoms", "amorphous", "flat",
          "dead_leaves", "projected_balls")  # fmt: skip
"""Families that are scored."""

_CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the images of one source at one dose; PSNR in dB, dose in electrons/pixel."""

    source: str
    dose: float
    images: int
    raw: float
    gaussian: float
    network: float
    flux_ratio: float


@dataclass(frozen=True, slots=True)
class Honesty:
    """Atoms printed into emptiness at one dose, summed over the images."""

    dose: float
    images: int
    vacuum_peaks: int
    flat_peaks: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one evaluation found."""

    model: str
    sha256: str
    scores: tuple[Score, ...] = ()
    honesty: tuple[Honesty, ...] = ()
    atoms: tuple[AtomScore, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> str:
        """Return it as indented JSON."""
        return json.dumps(asdict(self), indent=1)


def held_out_images(family: str, count: int, size: int, seed: int) -> list[Image]:
    """Return clean pictures of a family, mean 1, that no training has seen."""
    return [
        clean_image(family, mixed_seed(seed, HELD_OUT, index), size, _CPU).numpy()
        for index in range(count)
    ]


def sampled(clean: Image, dose: float, seed: int) -> tuple[Image, Image]:
    """Return the picture scaled to a mean dose, and Poisson counts of it."""
    rate = (clean * np.float32(dose / max(float(clean.mean()), 1e-9))).astype(np.float32)
    counts = np.random.default_rng(seed).poisson(rate).astype(np.float32)
    return rate, counts


def score_images(
    source: str, images: Sequence[Image], dose: float, estimate: Estimator, seed: int
) -> Score:
    """Return raw, best Gaussian and network on the pictures of one source at one dose."""
    rows = []
    for number, clean in enumerate(images):
        truth, counts = sampled(clean, dose, mixed_seed(seed, number))
        found = estimate(counts)
        rows.append(
            (
                psnr(counts, truth),
                best_gaussian(counts, truth)[0],
                psnr(found, truth),
                float(found.sum(dtype=np.float64)) / max(float(counts.sum(dtype=np.float64)), 1.0),
            )
        )
    raw, gaussian, network, flux = (float(value) for value in np.mean(rows, axis=0))
    return Score(source, dose, len(images), raw, gaussian, network, flux)


def half_vacuum(seed: int, size: int) -> tuple[Image, Image]:
    """Return a crystal that ends at the middle column of the image, and the mask of its vacuum."""
    draw = Draw(mixed_seed(seed, HELD_OUT, 0xACC), _CPU)
    side = draw.uniform(12.0, 24.0)
    columns = fill(Cell((1.0, 0.0), ((0.0, 0.0), (0.5, 0.5)), (1.0, 0.5)), side,
                   draw.uniform(0.0, math.pi), (size / 2, size / 2), size, _CPU)  # fmt: skip
    kept: Columns = columns.kept(columns.columns < size / 2)
    probe = Probe(side * 0.3)
    image = render_points(kept.rows, kept.columns, kept.weights, size, probe).numpy() + 0.01
    mask = np.zeros((size, size), dtype=bool)
    mask[:, int(size / 2 + 2 * side) : -int(side)] = True
    return image.astype(np.float32), mask.astype(np.float32)


def honesty_at(dose: float, count: int, size: int, estimate: Estimator, seed: int) -> Honesty:
    """Return how many atoms the estimator prints where there are none.

    In vacuum beside a crystal a peak counts from 0.25 of a full column's height; in a flat
    field from 0.3 of its level.
    """
    vacuum = flat = 0
    for number in range(count):
        clean, mask = half_vacuum(mixed_seed(seed, number), size)
        truth, counts = sampled(clean, dose, mixed_seed(seed, number, 1))
        found = estimate(counts) * mask
        vacuum += count_peaks(found, 0.25 * float(truth.max()))
        level, counts = sampled(
            np.ones((size, size), np.float32), dose, mixed_seed(seed, number, 2)
        )
        flat += count_peaks(estimate(counts), 0.3 * float(level.mean()))
    return Honesty(dose, count, vacuum, flat)


def evaluate_simulated(
    estimate: Estimator,
    *,
    count: int = 4,
    size: int = 256,
    seed: int = 2026,
    doses: Iterable[float] = DOSES,
    families: Iterable[str] = SCORED,
) -> tuple[list[Score], list[Honesty]]:
    """Return the scores of an estimator on held-out families and its honesty, per dose."""
    scores: list[Score] = []
    honesty: list[Honesty] = []
    doses = tuple(doses)
    for family in families:
        images = held_out_images(family, count, size, seed)
        scores += [score_images(family, images, dose, estimate, seed) for dose in doses]
    honesty += [honesty_at(dose, count, size, estimate, seed) for dose in doses]
    return scores, honesty


def mean_over_sources(scores: Sequence[Score], dose: float) -> Score:
    """Return the mean of the sources' scores at one dose."""
    chosen = [score for score in scores if score.dose == dose]
    values = [(s.raw, s.gaussian, s.network, s.flux_ratio) for s in chosen]
    raw, gaussian, network, flux = (float(value) for value in np.mean(values, axis=0))
    return Score("mean", dose, sum(s.images for s in chosen), raw, gaussian, network, flux)


def table(evaluation: Evaluation) -> str:
    """Return the evaluation as text for the terminal."""
    lines = [
        f"{evaluation.model}  sha256 {evaluation.sha256[:16]}",
        f"{'images':28s}{'e/px':>6s}{'raw':>8s}{'gauss':>8s}{'network':>9s}{'gain':>7s}{'flux':>8s}",
    ]
    doses = sorted({score.dose for score in evaluation.scores})
    means = [mean_over_sources(evaluation.scores, dose) for dose in doses]
    lines += [
        f"{s.source[:27]:28s}{s.dose:6g}{s.raw:8.2f}{s.gaussian:8.2f}{s.network:9.2f}"
        f"{s.network - s.gaussian:+7.2f}{s.flux_ratio:8.4f}"
        for s in [*evaluation.scores, *means]
    ]
    lines += [
        f"{h.dose:g} e/px, {h.images} images: false peaks in vacuum {h.vacuum_peaks}, "
        f"in flat fields {h.flat_peaks}"
        for h in evaluation.honesty
    ]
    lines += [
        f"{a.dose:g} e/px, {a.images} images: displacement slope gauss {a.slope_gaussian:.2f} "
        f"network {a.slope_network:.2f}; vacancy true {a.vacancy_truth:.3f} "
        f"gauss {a.vacancy_gaussian:.3f} network {a.vacancy_network:.3f}"
        for a in evaluation.atoms
    ]
    return "\n".join([*lines, *evaluation.notes])


def write_json(evaluation: Evaluation, path: Path) -> None:
    """Write the evaluation as JSON."""
    path.write_text(evaluation.as_json() + "\n", encoding="utf-8")
