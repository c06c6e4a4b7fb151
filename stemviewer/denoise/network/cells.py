"""Means over square cells of a plane, their smoothing, and the way back to pixels."""

from __future__ import annotations

import functools

import torch
from torch import Tensor
from torch.nn import functional

CELL = 16
"""Side of a cell [px]."""


def whole_cells(image: Tensor) -> Tensor:
    """Return (1, 1, rows, columns) continued by its mirror image up to whole cells.

    The last row of counts, repeated sixteen times, would look like a certain level of its own.
    Only of images narrower than what is missing is the last row or column repeated.
    """
    rows, columns = (int(side) for side in image.shape[-2:])
    below, right = (-side % (2 * CELL) for side in (rows, columns))
    if not below and not right:
        return image
    mode = "reflect" if below < rows and right < columns else "replicate"
    return functional.pad(image, (0, right, 0, below), mode=mode)


def pooled(image: Tensor, side: int) -> Tensor:
    """Return the means over cells of ``side`` pixels."""
    return functional.avg_pool2d(image, side)


def boxed(cells: Tensor, width: int) -> Tensor:
    """Return the mean over ``width`` x ``width`` cells around each, edges repeated."""
    reach = width // 2
    padded = functional.pad(cells, (reach, reach, reach, reach), mode="replicate")
    return functional.avg_pool2d(padded, width, stride=1)


def repeated(cells: Tensor, factor: int) -> Tensor:
    """Return cells repeated ``factor`` times, both ways."""
    return functional.interpolate(cells, scale_factor=factor, mode="nearest")


def smooth(cells: Tensor) -> Tensor:
    """Return cells blurred by three boxes of three: nearly a Gaussian of sqrt(2) cells."""
    return boxed(boxed(boxed(cells, 3), 3), 3)


def enlarged(cells: Tensor, factor: int) -> Tensor:
    """Return cells interpolated linearly to ``factor`` times as many, both ways."""
    if torch.compiler.is_exporting():
        # the same, but for rounding, of sides that are not known when a network is exported
        return functional.interpolate(
            cells, scale_factor=factor, mode="bilinear", align_corners=False
        )
    rows, columns = (_linear(int(side), factor).to(cells) for side in cells.shape[-2:])
    return rows @ cells @ columns.T


@functools.lru_cache(maxsize=32)
def _linear(count: int, factor: int) -> Tensor:
    # not an inference tensor, since it outlives the pass that happens to ask first
    with torch.inference_mode(False):
        unit = torch.eye(count)[None]
        matrix = functional.interpolate(
            unit, size=count * factor, mode="linear", align_corners=False
        )
    return matrix[0].T.contiguous()
