"""Columns as sub-pixel point masses, and the probe that spreads them, by Fourier transform."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.fields import frequency_radius

OVERSAMPLING = 2
"""Points are splatted on a grid this much finer, so that the splat itself hardly blurs."""

FWHM_RANGE = (0.6, 10.0)
"""Full widths at half maximum that are drawn [px]."""

FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))


@dataclass(frozen=True, slots=True)
class Probe:
    """Full width at half maximum [px], and the share and relative width of its tails."""

    fwhm: float
    tail: float = 0.0
    tail_width: float = 3.0


def random_probe(draw: Draw, fwhm: float) -> Probe:
    """Return a probe of this width [px], kept in ``FWHM_RANGE``; three of four have tails."""
    tail = draw.uniform(0.05, 0.35) if draw.chance(0.75) else 0.0
    low, high = FWHM_RANGE
    return Probe(min(max(fwhm, low), high), tail, draw.uniform(1.8, 4.0))


def transfer(probe: Probe, radius: Tensor) -> Tensor:
    """Return the probe's Fourier transform (two Gaussians, unit area) at |f| [1/px]."""
    sigma = probe.fwhm / FWHM_PER_SIGMA

    def gaussian(width: float) -> Tensor:
        return torch.exp(-2.0 * (math.pi * width * radius) ** 2)

    return (1.0 - probe.tail) * gaussian(sigma) + probe.tail * gaussian(sigma * probe.tail_width)


def splat(rows: Tensor, columns: Tensor, weights: Tensor, size: int) -> Tensor:
    """Return point masses shared bilinearly between their four pixels, shape (size, size).

    Points outside are dropped. Coordinates [px] refer to pixel centres.
    """
    base_row, base_column = rows.floor(), columns.floor()
    part_row, part_column = rows - base_row, columns - base_column
    image = torch.zeros(size * size, device=rows.device)
    for step_row, step_column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        row = base_row.long() + step_row
        column = base_column.long() + step_column
        share = (part_row if step_row else 1.0 - part_row) * (
            part_column if step_column else 1.0 - part_column
        )
        inside = (row >= 0) & (row < size) & (column >= 0) & (column < size)
        index = (row * size + column)[inside]
        image.index_add_(0, index, (weights * share)[inside])
    return image.reshape(size, size)


def render_points(
    rows: Tensor, columns: Tensor, weights: Tensor, size: int, probe: Probe
) -> Tensor:
    """Return the image of point masses seen with a probe; a mass of 1 peaks near 1.

    Parameters
    ----------
    rows, columns, weights : Tensor, shape (points,)
        Positions [px] and peak heights.
    size : int
        Side of the periodic square that is rendered [px]; crop its margin.
    probe : Probe
        What spreads the points.

    Returns
    -------
    Tensor, shape (size, size)
        Non-negative.
    """
    fine = OVERSAMPLING * size
    # centres of coarse pixel i and fine pixel k coincide at k = OVERSAMPLING * i
    points = splat(rows * OVERSAMPLING, columns * OVERSAMPLING, weights, fine)
    spectrum = torch.fft.rfft2(points)
    half = size // 2
    low = torch.cat([spectrum[:half], spectrum[fine - (size - half) :]])[:, : half + 1]
    low = low * transfer(probe, frequency_radius(size, rows.device))
    sigma = probe.fwhm / FWHM_PER_SIGMA
    area = 2.0 * math.pi * sigma**2 / max(1.0 - probe.tail, 0.5)
    # unnormalised forward transform of the fine grid, normalised inverse of the coarse one
    image: Tensor = torch.fft.irfft2(low, s=(size, size))
    return (image * area).clamp_min(0.0)


def blur(image: Tensor, fwhm: float) -> Tensor:
    """Return an image spread by a Gaussian of this full width [px]; periodic borders."""
    size = image.shape[-1]
    response = transfer(Probe(fwhm), frequency_radius(size, image.device))
    spread: Tensor = torch.fft.irfft2(torch.fft.rfft2(image) * response, s=(size, size))
    return spread
