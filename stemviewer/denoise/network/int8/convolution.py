"""One convolution in 8 bit: u8 features times s8 weights, summed in 32 bit, by oneDNN.

torch offers these operations to its own compiler; they are the only ones in it that fuse a
residual sum, a ReLU and the return to 8 bit into the convolution. ``available`` tells whether
this build of torch has them.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from stemviewer.denoise.network.int8.weights import ConvWeights, Grid

_SHAPES_KEPT = 4
"""Frame shapes whose arrangement of the weights is kept; a scan changes shape rarely."""


def available() -> bool:
    """Return whether this build of torch can compute 8-bit convolutions with oneDNN."""
    names = ("qconv2d_pointwise", "qconv_prepack")
    built = bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]
    return built and all(hasattr(torch.ops.onednn, name) for name in names)


class Int8Conv:
    """A convolution from one grid of 8-bit features to another, or to float32.

    Parameters
    ----------
    weights : ConvWeights
        Weights and biases.
    grid : Grid
        Of the features that come in.
    stride, padding : int
        Both directions alike [px].
    """

    def __init__(
        self, weights: ConvWeights, grid: Grid, *, stride: int = 1, padding: int = 0
    ) -> None:
        self._weights = weights
        self._grid = grid
        self._stride = [stride, stride]
        self._padding = [padding, padding]
        self._zeros = torch.zeros(weights.number.shape[0], dtype=torch.int64)
        self._arranged: dict[tuple[int, ...], Tensor] = {}

    def to_grid(self, features: Tensor, grid: Grid, *, relu: bool) -> Tensor:
        """Return 8-bit features on ``grid``.

        Parameters
        ----------
        features : Tensor of uint8, shape (1, inputs, rows, columns), channels last
        grid : Grid
            Of the result; without negative values where ``relu`` holds.
        relu : bool
            Whether negative values become zero.
        """
        return self._run(features, grid.step, grid.zero, torch.uint8, "relu" if relu else "none")

    def to_float(self, features: Tensor) -> Tensor:
        """Return float32 features; parameters as of :meth:`to_grid`."""
        return self._run(features, 1.0, 0, torch.float32, "none")

    def add_to(
        self, features: Tensor, other: Tensor, other_grid: Grid, grid: Grid, *, relu: bool
    ) -> Tensor:
        """Return result plus ``other`` on ``grid``; ``other`` is overwritten.

        Parameters
        ----------
        features : Tensor of uint8
            As of :meth:`to_grid`.
        other : Tensor of uint8
            In the shape of the result, on ``other_grid``.
        other_grid, grid : Grid
            Of ``other`` and of the result.
        relu : bool
            Whether negative sums become zero.
        """
        weights, own = self._weights, self._grid
        result: Tensor = torch.ops.onednn.qconv2d_pointwise.binary(
            features, own.step, own.zero, self._arrange(features), weights.step, self._zeros,
            other, weights.bias, self._stride, self._padding, [1, 1], 1, grid.step, grid.zero,
            torch.uint8, other_grid.step, other_grid.zero, "sum", 1.0,
            "relu" if relu else "none", [], "",
        )  # fmt: skip
        return result

    def _run(self, features: Tensor, step: float, zero: int, dtype: Any, unary: str) -> Tensor:
        weights, own = self._weights, self._grid
        result: Tensor = torch.ops.onednn.qconv2d_pointwise(
            features, own.step, own.zero, self._arrange(features), weights.step, self._zeros,
            weights.bias, self._stride, self._padding, [1, 1], 1, step, zero, dtype, unary, [], "",
        )  # fmt: skip
        return result

    def _arrange(self, features: Tensor) -> Tensor:
        # weights arranged for another shape would be arranged anew in every pass: 20 times slower
        shape = tuple(features.shape)
        found = self._arranged.get(shape)
        if found is None:
            if len(self._arranged) >= _SHAPES_KEPT:
                self._arranged.clear()
            weights, own = self._weights, self._grid
            found = torch.ops.onednn.qconv_prepack(
                weights.number, weights.step, own.step, own.zero, self._stride, self._padding,
                [1, 1], 1, list(shape),
            )  # fmt: skip
            self._arranged[shape] = found
        return found
