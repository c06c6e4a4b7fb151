"""The honesty table: what a method does to atoms, and to places where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stemviewer.bench.denoise.methods import Competitor
from stemviewer.bench.denoise.scores import TUNING, Plan, Say
from stemviewer.simulation.evaluation.columns import (
    ColumnMeasures,
    Estimator,
    column_measures,
    column_specimen,
)
from stemviewer.simulation.evaluation.emptiness import emptiness
from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.evaluation.pictures import sampled
from stemviewer.simulation.evaluation.single_atoms import atom_recall, atom_scene
from stemviewer.simulation.generator.draw import mixed_seed

SIZE = 256
"""Side of the pictures [px]."""


@dataclass(frozen=True, slots=True)
class HonestyRow:
    """One method at one dose; the guide defines every figure.

    ``slope``, ``vacancy_bias`` and ``half_bias`` are (mean, standard error over pictures);
    ``precision`` in pm; ``vacuum_peaks``, ``amorphous_peaks``, ``flat_peaks`` are sums over
    ``pictures``; ``flat_residue`` in %.
    """

    method: str
    dose: float
    pictures: int
    slope: tuple[float, float]
    vacancy_bias: tuple[float, float]
    half_bias: tuple[float, float]
    precision: float
    found: float
    invented: float
    vacuum_peaks: int
    amorphous_peaks: int
    flat_peaks: int
    flat_residue: float
    flat_flux: float
    recall: float
    false_share: float


def honesty_table(
    field: Sequence[Competitor], plan: Plan, pictures: int, peer_pictures: int, say: Say
) -> list[HonestyRow]:
    """Return a row for every method and dose; raw frames have none."""
    rows = []
    for dose in plan.doses:
        for competitor in field:
            count = peer_pictures if competitor.kind == "peer" else pictures
            if competitor.kind != "raw" and count:
                rows.append(_row(competitor, dose, count, plan.seed))
                say(f"honesty {dose:g} e/px {competitor.name}: slope {rows[-1].slope[0]:.2f}")
    return rows


def _row(competitor: Competitor, dose: float, count: int, seed: int) -> HonestyRow:
    specimen = column_specimen(mixed_seed(seed, TUNING), SIZE, dose)
    estimate = _chosen(competitor, specimen.rate, dose, seed)
    slope, vacancy, half, *blind = _columns(estimate, dose, count, seed)
    # an oracle chooses for each scene: what suits a lattice would be unfair on a flat field
    on_films = _chosen(competitor, np.ones((SIZE, SIZE), np.float32), dose, seed)
    empty = emptiness(dose, count, SIZE, estimate, seed, on_films)
    on_atoms = _chosen(competitor, atom_scene(mixed_seed(seed, TUNING), SIZE)[0], dose, seed)
    atoms = atom_recall(dose, count, SIZE, on_atoms, seed)
    return HonestyRow(
        competitor.name, dose, count,
        _with_error(slope), _with_error(vacancy), _with_error(half),
        float(np.sqrt(np.nanmean(np.square(blind[0])))) if np.isfinite(blind[0]).any() else -1.0,
        float(np.mean(blind[1])), float(np.mean(blind[2])),
        empty.vacuum_peaks, empty.amorphous_peaks, empty.flat_peaks,
        empty.flat_residue, empty.flat_flux, atoms.recall, atoms.false_share,
    )  # fmt: skip


def _chosen(competitor: Competitor, clean: Image, dose: float, seed: int) -> Estimator:
    truth, counts = sampled(clean, dose, mixed_seed(seed, TUNING, 1))
    return competitor.chosen(counts, truth)


def _columns(estimate: Estimator, dose: float, count: int, seed: int) -> list[list[float]]:
    """Return each measure in every picture, freed of what the truth itself gives."""
    values: list[list[float]] = [[], [], [], [], [], []]
    for number in range(count):
        specimen = column_specimen(mixed_seed(seed, number), SIZE, dose)
        _, counts = sampled(specimen.rate, dose, mixed_seed(seed, number, 1))
        clean = column_measures(specimen.rate, specimen)
        found = column_measures(estimate(counts), specimen)
        for kept, value in zip(values, _freed(found, clean), strict=True):
            kept.append(value)
    return values


def _freed(found: ColumnMeasures, clean: ColumnMeasures) -> tuple[float, ...]:
    return (
        found.slope / clean.slope,
        found.vacancy - clean.vacancy,
        found.half - clean.half,
        found.precision,
        found.found,
        found.invented,
    )


def _with_error(values: list[float]) -> tuple[float, float]:
    spread = float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return float(np.mean(values)), spread
