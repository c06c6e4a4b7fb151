"""Whether single atoms on an amorphous film survive, and whether others appear beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from stemviewer.simulation.evaluation.columns import Estimator, Points, nearest_of
from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.evaluation.pictures import CPU, sampled
from stemviewer.simulation.generator.draw import Draw, mixed_seed
from stemviewer.simulation.generator.images import HELD_OUT
from stemviewer.simulation.generator.probe import Probe, blur, render_points

FWHM = 5.0
"""Of an atom [px]."""

HEIGHT = 3.0
"""Of an atom above the film, in units of the film's mean."""

PER_PIXEL = 1.0 / 1200.0
"""Atoms a pixel; none closer to another than ``APART``."""

APART = 12.0
"""Least distance of two atoms [px]."""

NEAR = 3.0
"""An atom is found if a maximum lies this near [px]."""


@dataclass(frozen=True, slots=True)
class AtomRecall:
    """Share of the atoms found, and false ones as a share of all that were found."""

    atoms: int
    recall: float
    false_share: float


def atom_scene(seed: int, size: int) -> tuple[Image, Points]:
    """Return atoms on an uneven amorphous film of mean 1, and their places [px]."""
    rng = np.random.default_rng(mixed_seed(seed, HELD_OUT, 0x5A))
    places: list[tuple[float, float]] = []
    wanted = max(4, int(size * size * PER_PIXEL))
    for _ in range(50 * wanted):
        place = tuple(rng.uniform(8.0, size - 8.0, 2))
        if all(np.hypot(place[0] - r, place[1] - c) >= APART for r, c in places):
            places.append((float(place[0]), float(place[1])))
        if len(places) == wanted:
            break
    points = np.array(places)
    draw = Draw(mixed_seed(seed, HELD_OUT, 0x5B), CPU)
    film = 1.0 + 0.10 * _normed(blur(draw.normals(size, size), 4.0))
    film = film + 0.15 * _normed(blur(draw.normals(size, size), 0.4 * size))
    rows, columns = (torch.from_numpy(points[:, axis].astype(np.float32)) for axis in (0, 1))
    heights = torch.full_like(rows, HEIGHT)
    atoms = render_points(rows, columns, heights, size, Probe(FWHM))
    image: Image = (film.clamp_min(0.05) + atoms).numpy().astype(np.float32)
    return image, points


def _normed(field: torch.Tensor) -> torch.Tensor:
    return (field - field.mean()) / field.std().clamp_min(1e-6)


def found_atoms(image: Image, threshold: float) -> Points:
    """Return the maxima of an image that rise by ``threshold`` above its median [px]."""
    top = ndimage.maximum_filter(image, size=7) == image
    return np.argwhere(top & (image > np.median(image) + threshold)).astype(np.float64)


def atom_recall(dose: float, count: int, size: int, estimate: Estimator, seed: int) -> AtomRecall:
    """Return recall and false share at half an atom's true height as threshold.

    Parameters
    ----------
    dose : float
        Mean electrons per pixel.
    count, size : int
        Pictures and their side [px].
    estimate : callable
        Counts to rate.
    seed : int
        Of scenes and noise.
    """
    there = hit = false = seen = 0
    for number in range(count):
        clean, places = atom_scene(mixed_seed(seed, number), size)
        _, counts = sampled(clean, dose, mixed_seed(seed, number, 4))
        threshold = 0.5 * HEIGHT * dose / float(clean.mean())
        found = found_atoms(estimate(counts), threshold)
        there, seen = there + len(places), seen + len(found)
        if len(found):
            hit += int(np.sum(nearest_of(found, places)[0] <= NEAR))
            false += int(np.sum(nearest_of(places, found)[0] > NEAR))
    return AtomRecall(there, hit / there, false / max(seen, 1))
