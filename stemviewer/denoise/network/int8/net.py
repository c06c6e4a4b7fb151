"""An 8-bit network that can stand in for ``LiveNet``: counts in, rate out.

Everything outside the U-Net is computed in float32 as in ``LiveNet``, but with the four pixels of
each half-resolution pixel side by side, as the convolutions want them: the results are the same
but for rounding, in a third of the time.
"""

from __future__ import annotations

import functools

import torch
from torch import Tensor
from torch.nn import functional

from stemviewer.denoise.network.architecture import (
    ANSCOMBE,
    FLOOR,
    LEAN_AT_START,
    MAX_LOG_RATIO,
)
from stemviewer.denoise.network.int8.core import Int8Core
from stemviewer.denoise.network.int8.weights import Int8Weights
from stemviewer.denoise.network.shape import MEAN_WINDOW, NetworkShape
from stemviewer.denoise.network.spectral import WindowedWiener


class Int8Net:
    """Counts to expected electrons per pixel, on the CPU, one image at a time; not thread-safe.

    Parameters
    ----------
    weights : Int8Weights
        The network.

    Raises
    ------
    ValueError
        If a part of it is missing.
    """

    def __init__(self, weights: Int8Weights) -> None:
        self.shape: NetworkShape = weights.shape
        self._core = Int8Core(weights)
        self._spectral = _spectral(weights) if weights.shape.spectral else None

    def __call__(self, counts: Tensor) -> Tensor:
        """Return the rate of counts whose sides are multiples of ``shape.multiple``.

        Parameters
        ----------
        counts : Tensor of float32, shape (1, 1, rows, columns)
            Electrons per pixel; may be slightly negative from readout noise.

        Returns
        -------
        Tensor, same shape
            Expected electrons per pixel, positive.
        """
        local = _phases(_local_mean(counts[0, 0]))
        estimate = _phases(self._spectral(counts)[0, 0]) if self._spectral is not None else None
        planes = _planes(_phases(counts[0, 0]), local, estimate)
        answer = self._core(planes.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        log_ratio = answer[..., :4]
        if estimate is not None:
            lean = torch.sigmoid(answer[..., 4:] - LEAN_AT_START)
            log_ratio = log_ratio + lean * torch.log(estimate / local)
        ratio = torch.exp_(log_ratio.clamp_(-MAX_LOG_RATIO, MAX_LOG_RATIO))
        return _image(ratio.mul_(local))


def _spectral(weights: Int8Weights) -> WindowedWiener:
    prefix = "spectral."
    state = {k[len(prefix) :]: v for k, v in weights.floats.items() if k.startswith(prefix)}
    module = WindowedWiener()
    try:
        module.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise ValueError("its windowed estimate does not fit") from error
    return module.eval().requires_grad_(False)


def _planes(counts: Tensor, local: Tensor, estimate: Tensor | None) -> Tensor:
    """Return what the stem sees: contrasts of four phases each, and the level.

    Parameters
    ----------
    counts, local : Tensor, shape (1, rows / 2, columns / 2, 4)
        Electrons per pixel and their local mean, the phases side by side; counts are
        overwritten.
    estimate : Tensor, same shape, or None
        Of a network that makes a windowed estimate.
    """
    # the mean of four as a product: a sum over so short an axis is slow
    level = torch.log(local) @ torch.full((4, 1), 0.0625)
    lowest = float(counts.min())
    root = torch.sqrt(local + ANSCOMBE)
    if lowest < 0.0:
        # below zero the root goes on along its tangent
        root -= counts.clamp_max(0.0).mul_(0.5 / ANSCOMBE**0.5)
        counts = counts.clamp_min_(0.0)
    level_of_contrast = torch.log1p(local)
    seen = [torch.log1p(counts).sub_(level_of_contrast)]
    seen.append(counts.add_(ANSCOMBE).sqrt_().sub_(root))
    if estimate is not None:
        seen.append(torch.log1p(estimate).sub_(level_of_contrast))
    return torch.cat([*seen, level], dim=-1)


def _local_mean(counts: Tensor) -> Tensor:
    """Return ``architecture.local_mean`` of one plane; the bilinear step as two products."""
    coarse = functional.avg_pool2d(counts[None, None], MEAN_WINDOW)
    padded = functional.pad(coarse, (1, 1, 1, 1), mode="replicate")
    smooth = functional.avg_pool2d(padded, 3, stride=1)[0, 0]
    rows, columns = _bilinear(smooth.shape[0]), _bilinear(smooth.shape[1])
    return (rows @ smooth @ columns.T).clamp_min_(FLOOR)


@functools.lru_cache(maxsize=8)
def _bilinear(cells: int) -> Tensor:
    """Return the matrix that interpolates ``cells`` values to ``MEAN_WINDOW`` times as many."""
    unit = torch.eye(cells)[None]
    length = cells * MEAN_WINDOW
    # not an inference tensor, since it outlives the pass that happens to ask first
    with torch.inference_mode(False):
        matrix = functional.interpolate(unit, size=length, mode="linear", align_corners=False)
    return matrix[0].T.contiguous()


def _phases(image: Tensor) -> Tensor:
    """Return a plane as (1, rows / 2, columns / 2, 4): a copy, the phases side by side."""
    rows, columns = image.shape
    # two neighbours in a row are moved as one 64-bit value: ten times faster than one by one
    pairs = image.contiguous().view(torch.int64).reshape(rows // 2, 2, columns // 2)
    moved = pairs.transpose(1, 2).contiguous()
    return moved.view(torch.float32).reshape(1, rows // 2, columns // 2, 4)


def _image(phases: Tensor) -> Tensor:
    """Return (1, h, w, 4) as (1, 1, 2 h, 2 w); undoes :func:`_phases`."""
    _, rows, columns, _ = phases.shape
    pairs = phases.contiguous().view(torch.int64).reshape(rows, columns, 2)
    moved = pairs.transpose(1, 2).contiguous()
    return moved.view(torch.float32).reshape(1, 1, 2 * rows, 2 * columns)
