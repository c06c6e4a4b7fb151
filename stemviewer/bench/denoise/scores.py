"""PSNR, SSIM and flux of every method, on every source of pictures, at every dose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stemviewer.bench.denoise.methods import GAUSSIAN_ORACLE, Competitor
from stemviewer.bench.denoise.statistics import Table, interval
from stemviewer.simulation.evaluation.metrics import Image, psnr, ssim
from stemviewer.simulation.evaluation.pictures import sampled
from stemviewer.simulation.generator.draw import mixed_seed

TUNING = 1 << 20
"""Number of the noise sample on which an oracle chooses; never scored."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Score:
    """One method on one source at one dose; each figure a mean and its interval.

    ``gain`` is over the Gaussian of oracle width on the same counts [dB]; ``images`` gives the
    mean PSNR and SSIM of each picture.
    """

    source: str
    dose: float
    method: str
    samples: int
    psnr: tuple[float, float, float]
    ssim: tuple[float, float, float]
    gain: tuple[float, float, float]
    flux: float
    images: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Doses [electrons per pixel], noise samples a picture (peers may have fewer), seed."""

    doses: tuple[float, ...]
    samples: int
    peer_samples: int
    seed: int


def score_source(
    source: str,
    pictures: Mapping[str, Image],
    field: Sequence[Competitor],
    plan: Plan,
    say: Say,
) -> list[Score]:
    """Return the scores of all methods on the pictures of one source."""
    found = []
    for dose in plan.doses:
        reference: Table | None = None
        for competitor in sorted(field, key=lambda entry: entry.name != GAUSSIAN_ORACLE):
            samples = plan.peer_samples if competitor.kind == "peer" else plan.samples
            if samples == 0:
                continue
            values = _values(pictures, competitor, dose, samples, plan.seed)
            if reference is None:
                reference = values[0]
            found.append(_score(source, dose, competitor, values, reference, pictures, plan))
            say(f"{source} {dose:g} e/px {competitor.name}: {found[-1].psnr[0]:.2f} dB")
    return found


def _values(
    pictures: Mapping[str, Image], competitor: Competitor, dose: float, samples: int, seed: int
) -> Table:
    """Return PSNR, SSIM and flux ratio, shape (3, pictures, samples)."""
    values = np.empty((3, len(pictures), samples))
    for number, clean in enumerate(pictures.values()):
        truth, counts = sampled(clean, dose, mixed_seed(seed, number, TUNING))
        estimate = competitor.chosen(counts, truth)
        for sample in range(samples):
            truth, counts = sampled(clean, dose, mixed_seed(seed, number, sample))
            image = estimate(counts)
            total = max(float(counts.sum(dtype=np.float64)), 1.0)
            flux = float(image.sum(dtype=np.float64)) / total
            values[:, number, sample] = psnr(image, truth), ssim(image, truth), flux
    return values


def _score(
    source: str,
    dose: float,
    competitor: Competitor,
    values: Table,
    reference: Table,
    pictures: Mapping[str, Image],
    plan: Plan,
) -> Score:
    samples = values.shape[2]
    means = values[:2].mean(axis=2)
    return Score(
        source=source,
        dose=dose,
        method=competitor.name,
        samples=samples,
        psnr=interval(values[0], plan.seed),
        ssim=interval(values[1], plan.seed),
        gain=interval(values[0] - reference[:, :samples], plan.seed),
        flux=float(values[2].mean()),
        images={
            name: (float(means[0, number]), float(means[1, number]))
            for number, name in enumerate(pictures)
        },
    )
