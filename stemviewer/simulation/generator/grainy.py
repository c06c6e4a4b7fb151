"""Structures under a strong, short-range texture: dirt, damage, roughness of the surface."""

from __future__ import annotations

from torch import Tensor

from stemviewer.simulation.generator import crystals, textures
from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.fields import smooth_noise
from stemviewer.simulation.generator.probe import blur

_BASES = (
    crystals.crystal,
    crystals.crystal,
    crystals.sheet,
    crystals.particles,
    crystals.single_atoms,
    textures.amorphous,
    textures.plain_shapes,
)


def grain(draw: Draw, size: int) -> Tensor:
    """Return a texture of grains about a probe wide, mean 0 and sigma 1, sometimes streaked.

    Half of the textures hold a second, coarser one, and some are skewed: bright specks on a
    quiet ground, as heavy atoms in a film of light ones are.
    """
    field = smooth_noise(draw, size, draw.log_uniform(0.35, 2.5))
    if draw.chance(0.5):
        field = field + draw.uniform(0.2, 1.0) * smooth_noise(
            draw, size, draw.log_uniform(2.0, 16.0)
        )
    if draw.chance(0.3):
        turns = draw.integer(0, 1)
        reach = draw.integer(1, 3)
        field = sum((field.roll(step, dims=turns) for step in range(reach)), field)
    if draw.chance(0.25):
        field = (draw.uniform(0.3, 1.0) * field / field.std()).exp()
    return (field - field.mean()) / field.std().clamp_min(1e-6)


def grainy(draw: Draw, size: int) -> Tensor:
    """Return a picture of another family whose brightness the texture modulates by 4 to 45 %.

    What is measured on such specimens shows, at high dose, this texture and not a smooth ground:
    a network that never saw it smooths it away as noise although the electrons prove it.
    """
    image = draw.choice(_BASES)(draw, size)
    texture = draw.log_uniform(0.04, 0.45) * grain(draw, size)
    if draw.chance(0.3):
        # of a layer on top: independent of what lies below
        image = image + image.mean() * texture * draw.uniform(0.3, 1.0)
    else:
        image = image * (1.0 + texture)
    if draw.chance(0.3):
        image = blur(image, draw.log_uniform(0.8, 2.0))
    return image.clamp_min(0.0)
