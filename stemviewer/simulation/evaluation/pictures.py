"""Pictures with a known truth that no training has seen, and Poisson counts of them."""

from __future__ import annotations

import math

import numpy as np
import torch

from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.generator.draw import Draw, mixed_seed
from stemviewer.simulation.generator.images import HELD_OUT, clean_image
from stemviewer.simulation.generator.lattice import Cell, Columns, fill
from stemviewer.simulation.generator.probe import Probe, render_points

SCORED = ("crystal", "interface", "sheet", "particles", "single_atoms", "amorphous", "flat",
          "dead_leaves", "projected_balls")  # fmt: skip
"""Families that are scored."""

CPU = torch.device("cpu")


def held_out_images(family: str, count: int, size: int, seed: int) -> list[Image]:
    """Return clean pictures of a family, mean 1, that no training has seen."""
    return [
        clean_image(family, mixed_seed(seed, HELD_OUT, index), size, CPU).numpy()
        for index in range(count)
    ]


def sampled(clean: Image, dose: float, seed: int) -> tuple[Image, Image]:
    """Return the picture scaled to a mean dose, and Poisson counts of it."""
    rate = (clean * np.float32(dose / max(float(clean.mean()), 1e-9))).astype(np.float32)
    counts = np.random.default_rng(seed).poisson(rate).astype(np.float32)
    return rate, counts


def half_vacuum(seed: int, size: int) -> tuple[Image, Image]:
    """Return a crystal that ends at the middle column of the image, and the mask of its vacuum."""
    draw = Draw(mixed_seed(seed, HELD_OUT, 0xACC), CPU)
    side = draw.uniform(12.0, 24.0)
    columns = fill(Cell((1.0, 0.0), ((0.0, 0.0), (0.5, 0.5)), (1.0, 0.5)), side,
                   draw.uniform(0.0, math.pi), (size / 2, size / 2), size, CPU)  # fmt: skip
    kept: Columns = columns.kept(columns.columns < size / 2)
    probe = Probe(side * 0.3)
    image = render_points(kept.rows, kept.columns, kept.weights, size, probe).numpy() + 0.01
    mask = np.zeros((size, size), dtype=bool)
    mask[:, int(size / 2 + 2 * side) : -int(side)] = True
    return image.astype(np.float32), mask.astype(np.float32)
