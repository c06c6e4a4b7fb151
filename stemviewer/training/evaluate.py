"""Evaluation on held-out simulated images and on pictures from a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from stemviewer.simulation.evaluation.columns import Estimator
from stemviewer.simulation.evaluation.emptiness import Emptiness, emptiness
from stemviewer.simulation.evaluation.metrics import Image, best_gaussian, psnr
from stemviewer.simulation.evaluation.pictures import SCORED, held_out_images, sampled
from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.training.atoms import AtomScore

DOSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Mean electrons per pixel that are scored."""


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
class Evaluation:
    """Everything one evaluation found."""

    model: str
    sha256: str
    scores: tuple[Score, ...] = ()
    honesty: tuple[Emptiness, ...] = ()
    atoms: tuple[AtomScore, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> str:
        """Return it as indented JSON."""
        return json.dumps(asdict(self), indent=1)


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


def evaluate_simulated(
    estimate: Estimator,
    *,
    count: int = 4,
    size: int = 256,
    seed: int = 2026,
    doses: Iterable[float] = DOSES,
    families: Iterable[str] = SCORED,
) -> tuple[list[Score], list[Emptiness]]:
    """Return the scores of an estimator on held-out families and its honesty, per dose."""
    scores: list[Score] = []
    honesty: list[Emptiness] = []
    doses = tuple(doses)
    for family in families:
        images = held_out_images(family, count, size, seed)
        scores += [score_images(family, images, dose, estimate, seed) for dose in doses]
    honesty += [emptiness(dose, count, size, estimate, seed) for dose in doses]
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
        f"on films {h.amorphous_peaks}, in flat fields {h.flat_peaks} "
        f"(residue {h.flat_residue:.2f} %)"
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
