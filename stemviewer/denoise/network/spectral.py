"""A learnt Wiener filter on overlapping windows: the network's view of what repeats.

A lattice, a film's grain and a flat field are each sparse in Fourier space, where a small network
of convolutions cannot see them at low dose. Each window of the picture is transformed; what
stands above the shot noise, whose level in the spectrum is known exactly, is kept.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from stemviewer.denoise.network.shape import SPECTRAL_WINDOW as WINDOW

HOP = WINDOW // 2
"""Distance of the windows [px]; squared sine windows at this distance add up to one."""

_WIDTH = 8
_FLOOR = 0.02
_POWER_FLOOR = 0.1


class WindowedWiener(nn.Module):
    """Counts to a first estimate of the rate, linear in each window.

    For Poisson counts x with rate r, standardised by a smooth mean m as z = (x - m) / sqrt(m),
    the noise of a window w has the same expected power sum(w^2 r / m) at every frequency, and
    sum(w^2 x / m) is an unbiased estimate of it. The gain at each frequency is a function, learnt,
    of the power over that level there, at neighbouring frequencies and in neighbouring windows;
    Wiener's own gain would be 1 - level / power (N. Wiener, Extrapolation, Interpolation and
    Smoothing of Stationary Time Series, 1949).
    """

    taper: Tensor
    frequency: Tensor

    def __init__(self) -> None:
        super().__init__()
        sine = torch.sin(torch.pi * (torch.arange(WINDOW) + 0.5) / WINDOW)
        self.register_buffer("taper", torch.outer(sine, sine), persistent=False)
        rows = torch.fft.fftshift(torch.fft.fftfreq(WINDOW))
        radius = torch.hypot(rows[:, None], torch.fft.rfftfreq(WINDOW)[None, :])
        self.register_buffer("frequency", torch.log(radius + 0.5 / WINDOW), persistent=False)
        self.first = nn.Conv2d(3, _WIDTH, 3, padding=1)
        self.second = nn.Conv2d(_WIDTH, _WIDTH, 1)
        self.last = nn.Conv2d(_WIDTH, 1, 3, padding=1)

    def forward(self, counts: Tensor) -> Tensor:
        """Return the estimate of counts whose sides are multiples of ``HOP``.

        Parameters
        ----------
        counts : Tensor, shape (images, 1, rows, columns)
            Electrons per pixel.

        Returns
        -------
        Tensor, same shape
            Expected electrons per pixel, positive.
        """
        rows, columns = counts.shape[-2:]
        mean = wide_mean(counts)
        padded, local = mirrored(counts, HOP), mirrored(mean, HOP)
        deviation = (padded - local) * torch.rsqrt(local)
        level = noise_level((padded / local).clamp_min(0.0), self.taper)
        spectrum = torch.fft.rfft2(windows(deviation) * self.taper)
        gain = self._gain(spectrum, level.clamp_min(1.0))
        kept = torch.fft.irfft2(spectrum * gain, s=(WINDOW, WINDOW)) * self.taper
        summed = overlap_add(kept)[..., HOP : HOP + rows, HOP : HOP + columns]
        estimate: Tensor = mean + torch.sqrt(mean) * summed
        return torch.maximum(estimate, 0.02 * mean)

    def _gain(self, spectrum: Tensor, level: Tensor) -> Tensor:
        images, down, across = spectrum.shape[:3]
        power = (spectrum.real**2 + spectrum.imag**2) / level[..., None, None]
        seen = torch.stack([power, _with_neighbours(power)], dim=3).flatten(0, 2)
        seen = torch.fft.fftshift(torch.log(seen + _POWER_FLOOR), dim=-2)
        place = self.frequency.expand(seen.shape[0], 1, -1, -1)
        features = functional.relu(self.first(torch.cat([seen, place], dim=1)), inplace=True)
        features = functional.relu(self.second(features), inplace=True)
        gain = torch.fft.ifftshift(torch.sigmoid(self.last(features).float()), dim=-2)
        kept: Tensor = gain.reshape(images, down, across, *gain.shape[-2:])
        return kept


def noise_level(ratio: Tensor, taper: Tensor) -> Tensor:
    """Return the expected power of shot noise in each window, (images, down, across).

    Parameters
    ----------
    ratio : Tensor, shape (images, 1, rows, columns)
        Counts over their smooth mean.
    taper : Tensor, shape (WINDOW, WINDOW)
        What windows are multiplied with.
    """
    # never in place: windows share memory where they overlap
    return (windows(ratio) * taper**2).sum(dim=(-2, -1))


def _with_neighbours(power: Tensor) -> Tensor:
    """Return the mean of each window's power and its eight neighbours'; same shape."""
    for dimension in (1, 2):
        length = power.shape[dimension]
        index = torch.arange(length, device=power.device)
        before = power.index_select(dimension, (index - 1).clamp_min(0))
        after = power.index_select(dimension, (index + 1).clamp_max(length - 1))
        power = (before + power + after) / 3.0
    return power


def wide_mean(counts: Tensor) -> Tensor:
    """Return the mean over about 190 px, same shape, at least 0.02 [electrons per pixel]."""
    coarse = functional.avg_pool2d(counts, HOP)
    smooth = functional.avg_pool2d(
        functional.pad(coarse, (1, 1, 1, 1), mode="replicate"), 3, stride=1
    )
    rows, columns = counts.shape[-2:]
    wide = functional.interpolate(
        smooth, size=[rows, columns], mode="bilinear", align_corners=False
    )
    return wide.clamp_min(_FLOOR)


def mirrored(image: Tensor, width: int) -> Tensor:
    """Return an image continued on all sides by its mirror image, edge pixels repeated.

    ``width`` is at most a side of the image [px].
    """
    for dimension in (-2, -1):
        length = image.shape[dimension]
        index = torch.arange(-width, length + width, device=image.device)
        # no remainder, which the ONNX exporter cannot take of a side it does not know
        index = torch.where(index < 0, -1 - index, index)
        index = torch.where(index < length, index, 2 * length - 1 - index)
        image = image.index_select(dimension, index)
    return image


def windows(image: Tensor) -> Tensor:
    """Return all windows of (images, 1, rows, columns) as (images, down, across, side, side)."""
    return image[:, 0].unfold(1, WINDOW, HOP).unfold(2, WINDOW, HOP)


def overlap_add(parts: Tensor) -> Tensor:
    """Return the sum of windows in their places, the reverse of :func:`windows`."""
    images, down, across = parts.shape[:3]
    size = ((down + 1) * HOP, (across + 1) * HOP)
    columns = parts.flatten(3).flatten(1, 2).transpose(1, 2)
    return functional.fold(columns, size, WINDOW, stride=HOP).reshape(images, 1, *size)
