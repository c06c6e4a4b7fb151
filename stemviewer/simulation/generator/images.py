"""Training images: clean rates of all families in a fixed mixture, and what detectors give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from stemviewer.simulation.generator import crystals, textures
from stemviewer.simulation.generator.detector import detected, scanned
from stemviewer.simulation.generator.draw import Draw, mixed_seed
from stemviewer.simulation.generator.grainy import grainy

Family = Callable[[Draw, int], Tensor]

FAMILIES: dict[str, tuple[Family, float]] = {
    "crystal": (crystals.crystal, 0.20),
    "interface": (crystals.interface, 0.08),
    "twin": (crystals.twin, 0.06),
    "sheet": (crystals.sheet, 0.11),
    "particles": (crystals.particles, 0.11),
    "single_atoms": (crystals.single_atoms, 0.11),
    "amorphous": (textures.amorphous, 0.06),
    "flat": (textures.flat, 0.04),
    "dead_leaves": (textures.dead_leaves, 0.08),
    "cloud": (textures.cloud, 0.05),
    "projected_balls": (textures.projected_balls, 0.06),
    "stripes": (textures.stripes, 0.04),
    "kept_out_crystal": (crystals.kept_out_crystal, 0.0),
    "moire": (crystals.moire, 0.0),
}
"""Name -> what makes one image, and its share of the mixture; about a third have no lattice.

Those without a share are never trained on: they show how a network does on what it has not seen.
"""

EXTRA_FAMILIES: dict[str, Family] = {
    "disordered": crystals.disordered,
    "plain_shapes": textures.plain_shapes,
    "grainy": grainy,
}
"""Families that are in a batch only where its shares ask for them."""

PERIODIC = frozenset(
    {"crystal", "interface", "twin", "sheet", "particles", "kept_out_crystal", "moire"}
)
"""Families that have a lattice somewhere."""

DOSE_RANGE = (0.1, 100.0)
"""Mean electrons per pixel that are drawn, log-uniform."""

MARGIN = 16
"""Rendered around each image and cut off [px]: Fourier transforms wrap around."""

TRAINING, HELD_OUT = 0, 1
"""Streams of seeds; images of one never occur in the other."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Images of one step: expected electrons per pixel, what a detector gives, families.

    ``clean`` and ``counts`` are float32 of shape (images, 1, size, size).
    """

    clean: Tensor
    counts: Tensor
    families: tuple[str, ...]


def _contrasted(draw: Draw, image: Tensor) -> Tensor:
    # pedestal, inversion (BF, ABF) and gamma, then mean 1
    image = image / image.mean().clamp_min(1e-6)
    if draw.chance(0.2):
        top = torch.quantile(image, 0.999) * draw.uniform(1.0, 1.6)
        image = (top - image).clamp_min(0.0)
    if draw.chance(0.5):
        image = image + draw.log_uniform(0.02, 2.0) * image.mean().clamp_min(1e-3)
    mean = image.mean()
    return image / mean if float(mean) > 1e-6 else torch.ones_like(image)


def clean_image(family: str, seed: int, size: int, device: torch.device) -> Tensor:
    """Return one picture of a family, mean 1, non-negative, shape (size, size).

    Raises
    ------
    KeyError
        If there is no such family.
    """
    make = EXTRA_FAMILIES.get(family) or FAMILIES[family][0]
    draw = Draw(seed, device)
    padded = size + 2 * MARGIN
    image = make(draw, padded)[MARGIN:-MARGIN, MARGIN:-MARGIN].clamp_min(0.0)
    image = torch.nan_to_num(image, posinf=0.0)
    return _contrasted(draw, scanned(draw, image))


def make_batch(
    seed: int,
    index: int,
    count: int,
    size: int,
    device: torch.device,
    *,
    stream: int = TRAINING,
    extra: Mapping[str, float] | None = None,
) -> Batch:
    """Return batch number ``index`` of a seeded, endless series.

    Parameters
    ----------
    seed, index : int
        The same pair gives the same batch, whatever was made before it.
    count, size : int
        Images and their side [px].
    device : torch.device
        Where the batch is made.
    stream : int
        ``TRAINING`` or ``HELD_OUT``.
    extra : mapping of str to float, optional
        Share of families of ``EXTRA_FAMILIES``, in units of the mixture of ``FAMILIES``.
    """
    extra = extra or {}
    names = [*FAMILIES, *extra]
    shares = torch.tensor([share for _, share in FAMILIES.values()] + list(extra.values()))
    base = mixed_seed(seed, stream, index)
    picks = torch.multinomial(
        shares, count, replacement=True, generator=torch.Generator().manual_seed(base)
    )
    families = tuple(names[int(pick)] for pick in picks)
    draw = Draw(mixed_seed(base, 7), device)
    clean = torch.stack(
        [
            clean_image(name, mixed_seed(base, 11, number), size, device)
            * draw.log_uniform(*DOSE_RANGE)
            for number, name in enumerate(families)
        ]
    ).unsqueeze(1)
    return Batch(clean, sampled(draw, clean), families)


def sampled(draw: Draw, clean: Tensor) -> Tensor:
    """Return what detectors give for clean rates (images, 1, rows, columns), same shape."""
    counts = draw.poisson(clean)
    return torch.stack([detected(draw, image[0])[None] for image in counts])
