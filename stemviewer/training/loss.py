"""The loss: Poisson Kullback-Leibler divergence of the predicted from the true rate."""

from __future__ import annotations

import torch
from torch import Tensor

_TINY = 1e-3


def poisson_divergence(predicted: Tensor, clean: Tensor) -> Tensor:
    """Return the mean divergence of each image, shape (images,).

    KL(Poisson(c) || Poisson(p)) = p - c + c log(c / p) per pixel: it is zero for the true rate,
    about (p - c)^2 / 2c near it, and its minimum over data is the mean rate, so that the flux
    is kept.

    Parameters
    ----------
    predicted, clean : Tensor, shape (images, 1, rows, columns)
        Expected electrons per pixel; ``predicted`` positive.
    """
    safe = predicted.clamp_min(1e-6)
    ratio = torch.log((clean + _TINY) / (safe + _TINY))
    pixel = safe - clean + (clean + _TINY) * ratio
    return pixel.flatten(1).mean(dim=1)


def training_loss(predicted: Tensor, clean: Tensor, floor: float) -> Tensor:
    """Return the mean over images of log(divergence + floor), a scalar.

    The divergence of an image is in units of its own shot noise, yet runs over four decades
    from flat fields to sharp lattices. The logarithm gives every image the same say, as a mean
    over decibels does; within an image it has the same minimum.
    """
    return torch.log(poisson_divergence(predicted, clean) + floor).mean()
