"""Smooth random fields, coordinate grids and soft masks that the families share."""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor

from stemviewer.simulation.generator.draw import Draw


def grid(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return row and column coordinates [px] of a square, each of shape (size, size)."""
    axis = torch.arange(size, device=device, dtype=torch.float32)
    rows, columns = torch.meshgrid(axis, axis, indexing="ij")
    return rows, columns


@functools.lru_cache(maxsize=16)
def frequency_radius(size: int, device: torch.device) -> Tensor:
    """Return |f| [1/px] on the half plane of ``rfft2``, shape (size, size // 2 + 1)."""
    rows = torch.fft.fftfreq(size, device=device)
    columns = torch.fft.rfftfreq(size, device=device)
    return torch.sqrt(rows[:, None] ** 2 + columns[None, :] ** 2)


def shaped_noise(draw: Draw, size: int, response: Tensor) -> Tensor:
    """Return Gaussian noise filtered by ``response`` on the rfft2 half plane: mean 0, sigma 1."""
    spectrum = torch.fft.rfft2(draw.normals(size, size)) * response
    field: Tensor = torch.fft.irfft2(spectrum, s=(size, size))
    field = field - field.mean()
    return field / field.std().clamp_min(1e-6)


def smooth_noise(draw: Draw, size: int, length: float) -> Tensor:
    """Return a random field with a Gaussian correlation length [px]; mean 0, sigma 1."""
    radius = frequency_radius(size, draw.device)
    return shaped_noise(draw, size, torch.exp(-2.0 * (math.pi * length * radius) ** 2))


def power_law_noise(draw: Draw, size: int, exponent: float) -> Tensor:
    """Return a random field whose amplitude falls as frequency^-exponent; mean 0, sigma 1."""
    radius = frequency_radius(size, draw.device).clamp_min(1.0 / size)
    return shaped_noise(draw, size, radius ** (-exponent))


def half_plane(draw: Draw, size: int, softness: float = 1.0) -> Tensor:
    """Return a mask 0..1 with a straight or gently waving border somewhere in the image."""
    rows, columns = grid(size, draw.device)
    angle = draw.uniform(0.0, 2.0 * math.pi)
    centre_row = draw.uniform(0.2, 0.8) * size
    centre_column = draw.uniform(0.2, 0.8) * size
    distance = (rows - centre_row) * math.sin(angle) + (columns - centre_column) * math.cos(angle)
    if draw.chance(0.4):
        distance = distance + draw.uniform(1.0, 8.0) * smooth_noise(
            draw, size, draw.uniform(8.0, 32.0)
        )
    return torch.sigmoid(distance / softness)


def ramp(draw: Draw, size: int, depth: float) -> Tensor:
    """Return a plane from 1 - depth to 1 in a random direction."""
    rows, columns = grid(size, draw.device)
    angle = draw.uniform(0.0, 2.0 * math.pi)
    plane = rows * math.sin(angle) + columns * math.cos(angle)
    plane = (plane - plane.min()) / (plane.max() - plane.min())
    return 1.0 - depth * plane


def sample_at(field: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return the values of ``field`` at the nearest pixels; outside, at the border."""
    size = field.shape[0]
    row = rows.round().long().clamp(0, size - 1)
    column = columns.round().long().clamp(0, size - 1)
    return field[row, column]
