"""Two networks out of one set of weights: with the windowed estimate, and without."""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import LiveNet

_PHASES = 4
"""Pixels of full resolution in one of half resolution."""

_CONTRASTS = 2
"""Planes the network sees besides the windowed estimate: the two contrasts of the counts."""


def without_estimate(network: LiveNet) -> LiveNet:
    """Return the network that computes what ``network`` does with its estimate left out.

    Every other step of the training leaves the windowed estimate out (its contrast is zero, and
    nothing leans on it), so the same weights serve without it: faster, and with a small margin.
    What only serves the estimate is cut off the first and the last convolution.

    Parameters
    ----------
    network : LiveNet
        In float32; not changed. Without an estimate it is returned as it is.
    """
    if not network.shape.spectral:
        return network
    fast = LiveNet(dataclasses.replace(network.shape, spectral=False))
    seen = [*range(_CONTRASTS * _PHASES), (_CONTRASTS + 1) * _PHASES]  # the level comes last
    state: dict[str, Tensor] = {
        name: value.clone()
        for name, value in network.state_dict().items()
        if not name.startswith("spectral.")
    }
    state["stem.weight"] = state["stem.weight"][:, torch.tensor(seen)].contiguous()
    # the answer's first plane is the rate, the second how far to lean on the estimate
    state["head.weight"] = state["head.weight"][:_PHASES].contiguous()
    state["head.bias"] = state["head.bias"][:_PHASES].contiguous()
    fast.load_state_dict(state)
    return fast.eval().requires_grad_(False)
