"""Channels that rectifiers have silenced for good are given another life.

A channel whose rectifier is never open gets no gradient and stays dead: the first live network
had lost its two deepest levels so. Before a training goes on from old weights, such channels are
drawn anew, and what listens to them is set to zero, so that the network starts by saying nearly
what it said, with all of its channels.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from stemviewer.denoise.network.architecture import Block, LiveNet

_SILENT = 1e-6
_WEAK = 0.1
"""Scale of a new channel's last convolution, as in a fresh block."""


def revive(network: LiveNet, counts: Tensor) -> int:
    """Draw the dead channels of all levels anew, in place.

    Parameters
    ----------
    network : LiveNet
        Of rectified blocks; one of signed blocks has no dead channels and is left alone.
    counts : Tensor, shape (images, 1, rows, columns)
        Pictures on which a living channel answers somewhere [electrons per pixel].

    Returns
    -------
    int
        How many channels were dead.
    """
    if network.shape.signed:
        return 0
    dead = _dead_channels(network, counts)
    with torch.no_grad():
        for level, channels in dead["encoder"].items():
            if level:
                _redraw(network.down[level - 1], channels)
            _redraw_blocks(network.encoder[level], channels)
            _deafen(network, level, channels, from_encoder=True)
        for level, channels in dead["decoder"].items():
            phases = (channels[:, None] * 4 + torch.arange(4)).flatten()
            _redraw(network.up[level], phases, _WEAK)
            _redraw_blocks(network.decoder[level], channels)
            _deafen(network, level, channels, from_encoder=False)
    return sum(len(channels) for side in dead.values() for channels in side.values())


def _dead_channels(network: LiveNet, counts: Tensor) -> dict[str, dict[int, Tensor]]:
    """Return, by side and level, the numbers of the channels that are zero everywhere."""
    dead: dict[str, dict[int, Tensor]] = {"encoder": {}, "decoder": {}}
    handles = []
    for side, levels in (("encoder", network.encoder), ("decoder", network.decoder)):
        for level, stage in enumerate(levels):
            if not len(stage):  # type: ignore[arg-type]
                continue

            def note(
                _module: nn.Module,
                _seen: object,
                said: Tensor,
                side: str = side,
                level: int = level,
            ) -> None:
                largest = said.abs().amax(dim=(0, 2, 3))
                dead[side][level] = torch.nonzero(largest < _SILENT).flatten().cpu()

            handles.append(stage.register_forward_hook(note))
    try:
        with torch.no_grad():
            network(counts)
    finally:
        for handle in handles:
            handle.remove()
    return dead


def _redraw(module: nn.Module, channels: Tensor, scale: float = 1.0) -> None:
    """Give some output channels of a convolution fresh weights and no offset."""
    assert isinstance(module, nn.Conv2d)
    reach = scale / (module.weight[0].numel() ** 0.5)  # as torch draws them
    module.weight[channels] = torch.empty_like(module.weight[channels]).uniform_(-reach, reach)
    if module.bias is not None:
        module.bias[channels] = 0.0


def _redraw_blocks(stage: nn.Module, channels: Tensor) -> None:
    for block in stage.children():
        assert isinstance(block, Block)
        _redraw(block.second, channels, _WEAK)


def _deafen(network: LiveNet, level: int, channels: Tensor, *, from_encoder: bool) -> None:
    """Set the weights of what listens to some channels of a level to zero."""
    deepest = len(network.down)
    if from_encoder and level < deepest:
        listener: nn.Module = network.down[level]
    elif level:
        listener = network.up[level - 1]
    else:
        listener = network.head
    assert isinstance(listener, nn.Conv2d)
    listener.weight[:, channels] = 0.0
