"""What real scans and detectors do: rows that jitter and drift, signals that are not counts."""

from __future__ import annotations

import torch
from torch import Tensor

from stemviewer.simulation.generator.draw import Draw

SCAN_SHARE, SIGNAL_SHARE = 0.25, 0.25
"""Shares of the training images with an uneven scan, and with a detector that does not count."""


def scanned(draw: Draw, rate: Tensor) -> Tensor:
    """Return a picture as an uneven scan sees it: each row shifted along the fast axis.

    Drift within the frame shears it, jitter shifts single rows. The electrons of a shifted row
    are where they are: this is part of the truth, not of the noise.

    Parameters
    ----------
    draw : Draw
        Source of chance.
    rate : Tensor, shape (size, size)
        Expected electrons per pixel, in any scale.
    """
    if not draw.chance(SCAN_SHARE):
        return rate
    size = rate.shape[-1]
    position = torch.arange(size, device=rate.device) / size - 0.5
    shift = draw.uniform(-3.0, 3.0) * position
    if draw.chance(0.6):
        shift = shift + draw.log_uniform(0.05, 0.6) * draw.normals(size)
    return _rows_shifted(rate, shift)


def _rows_shifted(rate: Tensor, shift: Tensor) -> Tensor:
    size = rate.shape[-1]
    place = (torch.arange(size, device=rate.device)[None, :] + shift[:, None]).clamp(0, size - 1)
    left = place.floor().long().clamp_max(size - 2)
    part = place - left
    return torch.gather(rate, 1, left) * (1.0 - part) + torch.gather(rate, 1, left + 1) * part


def detected(draw: Draw, counts: Tensor) -> Tensor:
    """Return the signal of a detector for true counts; most detectors here count perfectly.

    Others add what analogue detectors add: a spread of the pulse heights (variance per electron
    above one), readout noise, uneven lines, an afterglow along the fast axis.

    Parameters
    ----------
    draw : Draw
        Source of chance.
    counts : Tensor, shape (size, size)
        Electrons per pixel.

    Returns
    -------
    Tensor, same shape
        In electrons per pixel: the mean is kept, values need not be whole or positive.
    """
    if not draw.chance(SIGNAL_SHARE):
        return counts
    signal = counts
    shape = counts.shape
    if draw.chance(0.5):
        spread = draw.uniform(0.05, 0.6)
        signal = signal + spread * torch.sqrt(counts) * draw.normals(*shape)
    if draw.chance(0.3):
        signal = _with_afterglow(signal, draw.log_uniform(0.02, 0.3))
    if draw.chance(0.6):
        signal = signal + draw.log_uniform(0.02, 0.5) * draw.normals(*shape)
    if draw.chance(0.3):
        level = counts.mean().clamp_min(0.01).sqrt()
        signal = signal + draw.log_uniform(0.01, 0.1) * level * draw.normals(shape[0], 1)
    return signal


def _with_afterglow(signal: Tensor, share: float) -> Tensor:
    """Return y[n] = (1 - share) x[n] + share y[n - 1] along rows, cut where it no longer counts."""
    kept, factor = torch.zeros_like(signal), 1.0 - share
    for step in range(12):
        kept = kept + factor * torch.roll(signal, step, dims=-1)
        factor *= share
    return kept / (1.0 - share**12)
