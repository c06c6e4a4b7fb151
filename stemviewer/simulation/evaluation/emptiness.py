"""What a denoiser prints where there is nothing: vacuum, amorphous films, flat fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemviewer.simulation.evaluation.columns import Estimator
from stemviewer.simulation.evaluation.metrics import count_peaks, false_peaks
from stemviewer.simulation.evaluation.pictures import half_vacuum, held_out_images, sampled
from stemviewer.simulation.generator.draw import mixed_seed

COLUMN_SHARE = 0.25
"""In vacuum a peak counts from this share of a full column's height on."""

LEVEL_SHARE = 0.3
"""On films and flat fields a bump counts from this share of their level on."""


@dataclass(frozen=True, slots=True)
class Emptiness:
    """At one dose [electrons per pixel], over ``images`` pictures of each kind.

    Peaks are sums of false ones.

    ``flat_residue`` is the standard deviation of what was made of a flat field over its level
    [%]: structure that is not there. ``flat_flux`` is its mean over the true level.
    """

    dose: float
    images: int
    vacuum_peaks: int
    amorphous_peaks: int
    flat_peaks: int
    flat_residue: float
    flat_flux: float


def emptiness(
    dose: float,
    count: int,
    size: int,
    estimate: Estimator,
    seed: int,
    on_films: Estimator | None = None,
) -> Emptiness:
    """Return what an estimator prints into emptiness at a mean of ``dose`` electrons per pixel.

    Parameters
    ----------
    dose : float
        Mean electrons per pixel, of the crystal and its vacuum together in the first kind.
    count, size : int
        Pictures of each kind and their side [px].
    estimate : callable
        Counts to rate.
    seed : int
        Of pictures and noise.
    on_films : callable, optional
        Used instead on films and flat fields: an oracle chooses other parameters there.
    """
    peaks = np.zeros(3, dtype=int)
    residues, fluxes = [], []
    on_films = on_films or estimate
    films = held_out_images("amorphous", count, size, seed)
    for number in range(count):
        clean, mask = half_vacuum(mixed_seed(seed, number), size)
        truth, counts = sampled(clean, dose, mixed_seed(seed, number, 1))
        peaks[0] += count_peaks(estimate(counts) * mask, COLUMN_SHARE * float(truth.max()))
        truth, counts = sampled(films[number], dose, mixed_seed(seed, number, 2))
        peaks[1] += false_peaks(on_films(counts), truth, LEVEL_SHARE * dose)
        level, counts = sampled(
            np.ones((size, size), np.float32), dose, mixed_seed(seed, number, 3)
        )
        found = on_films(counts)
        peaks[2] += false_peaks(found, level, LEVEL_SHARE * dose)
        residues.append(100.0 * float(found.std(dtype=np.float64)) / dose)
        fluxes.append(float(found.mean(dtype=np.float64)) / dose)
    vacuum, amorphous, flat = (int(value) for value in peaks)
    residue, flux = float(np.mean(residues)), float(np.mean(fluxes))
    return Emptiness(dose, count, vacuum, amorphous, flat, residue, flux)
