"""Large images in tiles that give exactly what the whole image gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from stemviewer.denoise.network.architecture import RateNetwork, denoise_counts

BYTES_PER_PIXEL = 190
"""Peak memory of one pass [bytes per pixel]; 168 to 182 measured, CPU, float32, 1024 to 4096."""

DEFAULT_LIMIT = 3 << 30
"""Memory one pass may take before the image is cut into tiles [bytes]."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A span of one axis: what is read, and which part of the result is kept [px]."""

    start: int
    stop: int
    keep_start: int
    keep_stop: int


def tiles(length: int, side: int, margin: int, multiple: int) -> Iterator[Tile]:
    """Yield spans that cover an axis; each keeps what is ``margin`` away from its own cuts.

    Parameters
    ----------
    length : int
        Of the axis [px].
    side : int
        Longest span [px]; must exceed twice the margin.
    margin : int
        How far the network sees [px].
    multiple : int
        Spans start at multiples of it, so that all levels of the network stay in phase.
    """
    core = (side - 2 * margin) // multiple * multiple
    if core < multiple:
        raise ValueError(f"tiles of {side} px leave nothing inside a margin of {margin} px")
    for keep_start in range(0, length, core):
        keep_stop = min(keep_start + core, length)
        yield Tile(max(0, keep_start - margin), min(length, keep_stop + margin), keep_start,
                   keep_stop)  # fmt: skip


def tile_side(network: RateNetwork, rows: int, columns: int, limit: int) -> int:
    """Return the side of tiles that stay within ``limit`` bytes; 0 when none are needed [px]."""
    if rows * columns * BYTES_PER_PIXEL <= limit:
        return 0
    smallest = 2 * network.shape.margin + network.shape.multiple
    return max(smallest, int((limit / BYTES_PER_PIXEL) ** 0.5))


def denoise_tiled(network: RateNetwork, counts: Tensor, side: int) -> Tensor:
    """Return the rate of counts of shape (1, 1, rows, columns), tile by tile.

    Parameters
    ----------
    network : RateNetwork
        Trained network.
    counts : Tensor
        Electrons per pixel.
    side : int
        Side of the tiles [px]; 0 for one pass over the whole image.
    """
    if side == 0:
        return denoise_counts(network, counts)
    rows, columns = int(counts.shape[-2]), int(counts.shape[-1])
    margin, multiple = network.shape.margin, network.shape.multiple
    result = torch.empty_like(counts)
    for down in tiles(rows, side, margin, multiple):
        for across in tiles(columns, side, margin, multiple):
            part = counts[..., down.start : down.stop, across.start : across.stop]
            rate = denoise_counts(network, part)
            result[..., down.keep_start : down.keep_stop, across.keep_start : across.keep_stop] = (
                rate[
                    ...,
                    down.keep_start - down.start : down.keep_stop - down.start,
                    across.keep_start - across.start : across.keep_stop - across.start,
                ]
            )
    return result
