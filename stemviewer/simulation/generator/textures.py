"""Families without a lattice: amorphous films, vacuum, shapes and textures at low magnification."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.fields import (
    grid,
    half_plane,
    power_law_noise,
    ramp,
    smooth_noise,
)
from stemviewer.simulation.generator.probe import blur


def amorphous_film(draw: Draw, size: int) -> Tensor:
    """Return an amorphous film of mean near 1: random atoms seen with a probe, uneven thickness."""
    grain = smooth_noise(draw, size, draw.log_uniform(0.6, 5.0))
    film = 1.0 + draw.log_uniform(0.02, 0.35) * grain
    if draw.chance(0.5):
        uneven = smooth_noise(draw, size, draw.uniform(0.08, 0.35) * size)
        film = film * (1.0 + draw.uniform(0.05, 0.3) * uneven)
    return film.clamp_min(0.0)


def amorphous(draw: Draw, size: int) -> Tensor:
    """Return an amorphous film alone, sometimes with a wedge or an edge into vacuum."""
    film = amorphous_film(draw, size)
    if draw.chance(0.3):
        film = film * ramp(draw, size, draw.uniform(0.3, 1.0))
    if draw.chance(0.25):
        film = film * half_plane(draw, size, draw.log_uniform(0.5, 8.0))
    return film + draw.uniform(0.0, 0.2)


def flat(draw: Draw, size: int) -> Tensor:
    """Return a field without structure: flat, or a plane, or a very smooth hill."""
    image = torch.ones(size, size, device=draw.device)
    if draw.chance(0.4):
        image = image * ramp(draw, size, draw.uniform(0.05, 0.9))
    if draw.chance(0.3):
        hills = smooth_noise(draw, size, draw.uniform(0.15, 0.4) * size)
        image = image * (1.0 + draw.uniform(0.02, 0.3) * hills).clamp_min(0.02)
    return image


def dead_leaves(draw: Draw, size: int) -> Tensor:
    """Return overlapping shapes of all sizes, each with its own shade and texture.

    The dead-leaves model (Lee, Mumford and Huang, IJCV 41 (2001) 35) has the edges and the
    scale statistics of pictures of objects; here it stands for low magnification.
    """
    rows, columns = grid(size, draw.device)
    count = draw.integer(5, 70)
    low, high = 0.02, draw.uniform(0.1, 0.45)
    radius = size * low * (high / low) ** draw.uniforms(count, 1, 1)
    row = draw.uniforms(count, 1, 1) * size
    column = draw.uniforms(count, 1, 1) * size
    turn = draw.uniforms(count, 1, 1) * math.pi
    flatness = 0.4 + 0.6 * draw.uniforms(count, 1, 1)
    along = (rows - row) * torch.sin(turn) + (columns - column) * torch.cos(turn)
    across = (rows - row) * torch.cos(turn) - (columns - column) * torch.sin(turn)
    power = draw.choice((1.0, 2.0, 2.0, 6.0))  # rhombus, ellipse, rounded box
    inside = (along / radius).abs() ** power + (across / (radius * flatness)).abs() ** power < 1
    order = torch.arange(1, count + 1, device=draw.device).reshape(-1, 1, 1)
    top = (inside * order).amax(dim=0)
    shades = draw.uniforms(count + 1) ** draw.uniform(0.7, 2.5)
    image = shades[top]
    if draw.chance(0.6):
        texture = power_law_noise(draw, size, draw.uniform(0.3, 1.6))
        strength = 0.3 * draw.uniforms(count + 1)[top]
        image = image * (1.0 + strength * texture).clamp_min(0.0)
    return blur(image, draw.log_uniform(0.8, 6.0)).clamp_min(0.0)


def cloud(draw: Draw, size: int) -> Tensor:
    """Return a scale-free texture, smooth or thresholded into soft islands and pores."""
    field = power_law_noise(draw, size, draw.uniform(0.8, 2.2))
    if draw.chance(0.5):
        field = torch.sigmoid((field - draw.uniform(-1.0, 1.5)) * draw.log_uniform(1.0, 20.0))
        return blur(field, draw.log_uniform(1.0, 6.0)).clamp_min(0.0)
    return torch.exp(draw.uniform(0.2, 0.8) * field)


def projected_balls(draw: Draw, size: int) -> Tensor:
    """Return overlapping balls, hollow or full, summed as projected thickness is at low dose."""
    rows, columns = grid(size, draw.device)
    count = draw.integer(1, 40)
    radius = size * draw.uniform(0.02, 0.1) * (0.3 + 2.0 * draw.uniforms(count, 1, 1))
    row = draw.uniforms(count, 1, 1) * size
    column = draw.uniforms(count, 1, 1) * size
    away2 = ((rows - row) ** 2 + (columns - column) ** 2) / radius**2
    depth = (1.0 - away2).clamp_min(0.0).sqrt() * radius / radius.mean()
    if draw.chance(0.25):
        hollow = draw.uniform(0.5, 0.95)
        depth = depth - hollow * (1.0 - away2 / hollow**2).clamp_min(0.0).sqrt() * (
            radius / radius.mean()
        )
    shades = 0.4 + draw.uniforms(count, 1, 1)
    image = (depth.clamp_min(0.0) * shades).sum(dim=0)
    if draw.chance(0.5):
        image = image + draw.log_uniform(0.03, 0.5) * amorphous_film(draw, size)
    return blur(image, draw.log_uniform(0.8, 5.0)).clamp_min(0.0)


def stripes(draw: Draw, size: int) -> Tensor:
    """Return layers of different brightness with sharp or soft, slightly rough interfaces."""
    rows, columns = grid(size, draw.device)
    angle = draw.uniform(0.0, math.pi)
    position = rows * math.sin(angle) + columns * math.cos(angle)
    rough = draw.uniform(0.0, 6.0) * smooth_noise(draw, size, draw.uniform(4.0, 30.0))
    borders = draw.uniforms(draw.integer(1, 14)).sort().values * 2.0 * size - 0.5 * size
    layer = torch.bucketize((position + rough).contiguous(), borders)
    shades = draw.uniforms(borders.numel() + 1) ** draw.uniform(0.7, 2.0)
    image = blur(shades[layer], draw.log_uniform(0.8, 8.0)).clamp_min(0.0)
    grain = 1.0 + draw.uniform(0.0, 0.15) * smooth_noise(draw, size, draw.log_uniform(0.8, 6.0))
    return image * grain.clamp_min(0.0)


def plain_shapes(draw: Draw, size: int) -> Tensor:
    """Return a few smooth regions of very different brightness with soft borders, and no texture.

    Edges of specimens, supports and thick particles at low magnification: what a network has to
    leave smooth over wide areas, up to the border and not beyond it.
    """
    rows, columns = grid(size, draw.device)
    image = torch.full((size, size), draw.log_uniform(0.01, 1.0), device=draw.device)
    for _ in range(draw.integer(1, 5)):
        softness = draw.log_uniform(0.4, 12.0)
        if draw.chance(0.5):
            inside = half_plane(draw, size, softness)
        else:
            radius = draw.log_uniform(0.06, 0.6) * size
            away = torch.hypot(
                rows - draw.uniform(0.0, 1.0) * size,
                (columns - draw.uniform(0.0, 1.0) * size) * draw.uniform(0.5, 1.0),
            )
            inside = torch.sigmoid((radius - away) / softness)
        image = image + inside * (draw.log_uniform(0.02, 1.0) - image * draw.uniform(0.0, 1.0))
    if draw.chance(0.4):
        image = image * ramp(draw, size, draw.uniform(0.1, 0.8))
    if draw.chance(0.3):
        hills = smooth_noise(draw, size, draw.uniform(0.1, 0.4) * size)
        image = image * (1.0 + draw.uniform(0.02, 0.3) * hills).clamp_min(0.05)
    return image.clamp_min(0.0)
