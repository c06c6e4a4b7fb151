"""Channels of one plane brought to like size, so that 256 steps serve all of them.

A ReLU commutes with a positive factor: what is multiplied on the way into a channel can be
divided on the way out, and the network computes the same (M. Nagel et al., Data-Free Quantization
Through Weight Equalization and Bias Correction, ICCV 2019). All planes of one level share their
factors, since they are added to each other.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from stemviewer.denoise.network.architecture import Block, LiveNet
from stemviewer.training.int8.observe import Peaks

_LEAST = 1e-2
"""Channels weaker than this share of the strongest are not raised further."""


def equalised(network: LiveNet, peaks: Peaks, strength: float) -> LiveNet:
    """Return a network that computes the same with channels of like size.

    Parameters
    ----------
    network : LiveNet
        In float32; not changed.
    peaks : Peaks
        Of its planes, from ``observe.watch``.
    strength : float
        0 changes nothing, 1 makes the channels' peaks equal. Between them weights and features
        share the burden.
    """
    result = copy.deepcopy(network).requires_grad_(False)
    last = len(result.down)
    factors = [_factors(peaks.of(_planes(result, level)), strength) for level in range(last + 1)]
    _scale(result.stem, None, factors[0])
    for level in range(last + 1):
        for stage in ("encoder", "decoder"):
            modules = getattr(result, stage)
            if level < len(modules):
                for number, block in enumerate(modules[level]):
                    inner = peaks.of([f"{stage}.{level}.{number}.first"])
                    _scale_block(block, factors[level], _factors(inner, strength))
    for level in range(last):
        _scale(result.down[level], factors[level], factors[level + 1])
        # output channel 4 c + p of an up-convolution is phase p of channel c
        _scale(result.up[level], factors[level + 1], factors[level].repeat_interleave(4))
    _scale(result.head, factors[0], None)
    return result


def _planes(network: LiveNet, level: int) -> list[str]:
    names = ["stem" if level == 0 else f"down.{level - 1}"]
    names += [f"encoder.{level}.{n}.second" for n in range(network.shape.encoder[level])]
    if level < len(network.decoder):
        names.append(f"up.{level}")
        names += [f"decoder.{level}.{n}.second" for n in range(network.shape.decoder[level])]
    return names


def _factors(peak: Tensor, strength: float) -> Tensor:
    strongest = float(peak.max())
    if strongest == 0.0:
        return torch.ones_like(peak)
    ratio: Tensor = strongest / peak.clamp_min(strongest * _LEAST)
    return ratio**strength


def _scale(conv: nn.Module, before: Tensor | None, after: Tensor | None) -> None:
    if not isinstance(conv, nn.Conv2d):
        raise TypeError(f"{type(conv).__name__} is not a convolution")
    if before is not None:
        conv.weight /= before[None, :, None, None]
    if after is not None:
        conv.weight *= after[:, None, None, None]
        if conv.bias is not None:
            conv.bias *= after


def _scale_block(block: Block, level: Tensor, inner: Tensor) -> None:
    _scale(block.first, level, inner)
    _scale(block.second, inner, level)
