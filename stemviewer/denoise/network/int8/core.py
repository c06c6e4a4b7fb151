"""The U-Net between stem and head in 8 bit; the same steps as ``LiveNet`` takes in float32."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from stemviewer.denoise.network.int8.convolution import Int8Conv
from stemviewer.denoise.network.int8.weights import ConvWeights, Grid, Int8Weights

Blocks = list[tuple[Int8Conv, Grid, Int8Conv, Grid, Grid]]
"""Of a level: first convolution, grid within, second convolution, grid before and after."""


class Int8Core:
    """From the network's input planes to its answer, both float32; not thread-safe.

    Parameters
    ----------
    weights : Int8Weights
        The network.

    Raises
    ------
    ValueError
        If a convolution or grid of its shape is missing.
    """

    def __init__(self, weights: Int8Weights) -> None:
        try:
            self._build(weights)
        except KeyError as error:
            raise ValueError(f"its part {error} is missing") from error

    def _build(self, weights: Int8Weights) -> None:
        shape, grids, convs = weights.shape, weights.grids, weights.convs
        self._relu = not shape.signed
        last = len(shape.widths) - 1
        self._stem = _stem(weights.floats, grids["stem"])
        self._encoder: list[Blocks] = []
        self._down: list[tuple[Int8Conv, Grid]] = []
        self._up: list[tuple[Int8Conv, Grid, Grid]] = []
        self._decoder: list[Blocks] = []
        skips: list[Grid] = []
        grid = grids["stem"]
        for level, count in enumerate(shape.encoder):
            blocks, grid = _blocks(weights, f"encoder.{level}", count, grid)
            self._encoder.append(blocks)
            if level < last:
                skips.append(grid)
                down = Int8Conv(convs[f"down.{level}"], grid, stride=2)
                grid = grids[f"down.{level}"]
                self._down.append((down, grid))
        for level in reversed(range(last)):
            up = Int8Conv(_chunked(convs[f"up.{level}"]), grid)
            grid = grids[f"up.{level}"]
            self._up.append((up, skips[level], grid))
            blocks, grid = _blocks(weights, f"decoder.{level}", shape.decoder[level], grid)
            self._decoder.append(blocks)
        self._head = Int8Conv(convs["head"], grid, padding=1)

    def __call__(self, planes: Tensor) -> Tensor:
        """Return the answer of the head.

        Parameters
        ----------
        planes : Tensor of float32, shape (1, inputs, rows, columns), channels last
            What the stem sees.
        """
        stem_weight, stem_bias = self._stem
        stem = functional.conv2d(planes, stem_weight, stem_bias, padding=1)
        # the bias holds the half that makes cutting off rounding; negative becomes zero: a ReLU
        features = stem.clamp_(0.0, 255.0).to(torch.uint8)
        skips: list[Tensor] = []
        for blocks, (down, grid) in zip(self._encoder[:-1], self._down, strict=True):
            features = self._run(blocks, features)
            skips.append(features)
            features = down.to_grid(features, grid, relu=False)
        features = self._run(self._encoder[-1], features)
        for (up, skip_grid, grid), blocks in zip(self._up, self._decoder, strict=True):
            skip = _to_chunks(skips.pop())
            features = _from_chunks(up.add_to(features, skip, skip_grid, grid, relu=False))
            features = self._run(blocks, features)
        return self._head.to_float(features)

    def _run(self, blocks: Blocks, features: Tensor) -> Tensor:
        for first, within, second, before, after in blocks:
            inner = first.to_grid(features, within, relu=True)
            features = second.add_to(inner, features, before, after, relu=self._relu)
        return features


def _stem(floats: Mapping[str, Tensor], grid: Grid) -> tuple[Tensor, Tensor]:
    weight = floats["stem.weight"] / grid.step
    return (
        weight.contiguous(memory_format=torch.channels_last),
        floats["stem.bias"] / grid.step + 0.5,
    )


def _blocks(weights: Int8Weights, key: str, count: int, grid: Grid) -> tuple[Blocks, Grid]:
    """Return the blocks of a level, and the grid of what leaves the last."""
    blocks: Blocks = []
    for number in range(count):
        name = f"{key}.{number}"
        within, after = weights.grids[f"{name}.first"], weights.grids[f"{name}.second"]
        first = Int8Conv(weights.convs[f"{name}.first"], grid, padding=1)
        second = Int8Conv(weights.convs[f"{name}.second"], within, padding=1)
        blocks.append((first, within, second, grid, after))
        grid = after
    return blocks, grid


def _chunked(weights: ConvWeights) -> ConvWeights:
    """Return the weights of an up-convolution in the order of :func:`_to_chunks`.

    ``pixel_shuffle`` takes output channel 4 c + p for phase p of channel c; with p first, all
    channels of a pixel lie together and are moved together.
    """

    def ordered(value: Tensor) -> Tensor:
        phases = value.reshape(-1, 4, *value.shape[1:])
        moved: Tensor = phases.transpose(0, 1).flatten(0, 1).contiguous()
        return moved

    return ConvWeights(ordered(weights.number), ordered(weights.step), ordered(weights.bias))


def _to_chunks(features: Tensor) -> Tensor:
    """Return (1, c, 2 h, 2 w) as (1, 4 c, h, w), channels last: the four phases one by one."""
    _, channels, rows, columns = features.shape
    phases = features.permute(0, 2, 3, 1).reshape(rows // 2, 2, columns // 2, 2, channels)
    moved = phases.permute(0, 2, 1, 3, 4).reshape(1, rows // 2, columns // 2, 4 * channels)
    return moved.permute(0, 3, 1, 2)


def _from_chunks(features: Tensor) -> Tensor:
    """Return (1, 4 c, h, w) as (1, c, 2 h, 2 w), channels last; undoes :func:`_to_chunks`."""
    _, channels, rows, columns = features.shape
    phases = features.permute(0, 2, 3, 1).reshape(rows, columns, 2, 2, channels // 4)
    moved = phases.permute(0, 2, 1, 3, 4).reshape(1, 2 * rows, 2 * columns, channels // 4)
    return moved.permute(0, 3, 1, 2)
