"""What an 8-bit network consists of, and the file it comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import safetensors.torch
import torch
from torch import Tensor

from stemviewer.denoise.network.shape import NetworkShape, shape_from_json

FORMAT = "stemviewer-int8-1"
"""Named in the metadata of every file; changes when the meaning of its tensors does."""

METADATA_KEY = "stemviewer"

LEVELS = 255
"""Steps of an unsigned 8-bit number."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the 256 values of a plane of features lie: value = step * (number - zero).

    Parameters
    ----------
    step : float
        Distance of two neighbouring values, positive.
    zero : int
        Number that stands for zero, 0 to 255; 0 where features are never negative.
    """

    step: float
    zero: int = 0

    def __post_init__(self) -> None:
        if not self.step > 0.0 or not 0 <= self.zero <= LEVELS:
            raise ValueError(f"step {self.step}, zero {self.zero} is no grid of 256 values")


def grid_over(low: float, high: float) -> Grid:
    """Return the grid that covers the range from ``low`` to ``high``, and zero, exactly."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = max(high - low, 1e-6) / LEVELS
    return Grid(step, min(LEVELS, round(-low / step)))


@dataclass(frozen=True, slots=True, eq=False)
class ConvWeights:
    """A convolution with one step per output channel: weight = step * number.

    Parameters
    ----------
    number : Tensor of int8, shape (outputs, inputs, side, side)
    step : Tensor of float32, shape (outputs,)
    bias : Tensor of float32, shape (outputs,)
    """

    number: Tensor
    step: Tensor
    bias: Tensor


def quantise_weights(weight: Tensor, bias: Tensor) -> ConvWeights:
    """Return the nearest 8-bit weights; each output channel uses its whole range of +-127."""
    step = (weight.abs().amax(dim=(1, 2, 3)) / 127.0).clamp_min(1e-12)
    number = torch.round(weight / step[:, None, None, None]).clamp_(-127, 127).to(torch.int8)
    return ConvWeights(number, step, bias.clone())


@dataclass(frozen=True, slots=True, eq=False)
class Int8Weights:
    """A whole network.

    Parameters
    ----------
    shape : NetworkShape
        Size, the same as that of the network it was made from.
    name : str
        Of the network it was made from.
    source_sha256 : str
        Of that network's weights file.
    convs : mapping
        Name in the float network (``"encoder.1.0.first"``) -> 8-bit weights.
    grids : mapping
        Name of a plane of features -> its grid.
    floats : mapping
        What stays in float32, by its name in the float network's state: the stem, which sees
        contrasts of very unlike size, and what else is not a convolution of the U-Net.
    """

    shape: NetworkShape
    name: str
    source_sha256: str
    convs: Mapping[str, ConvWeights]
    grids: Mapping[str, Grid]
    floats: Mapping[str, Tensor] = field(default_factory=dict)


def pack(weights: Int8Weights) -> bytes:
    """Return the bytes of a safetensors file; the same weights always give the same bytes."""
    tensors: dict[str, Tensor] = {}
    for name, conv in weights.convs.items():
        tensors[f"int8.{name}.number"] = conv.number.contiguous()
        tensors[f"int8.{name}.step"] = conv.step.contiguous()
        tensors[f"int8.{name}.bias"] = conv.bias.contiguous()
    for name, value in weights.floats.items():
        tensors[f"float.{name}"] = value.detach().contiguous()
    content = {
        "format": FORMAT,
        "name": weights.name,
        "shape": weights.shape.as_json(),
        "source_sha256": weights.source_sha256,
        # as hexadecimal: the file holds exactly the number that was evaluated
        "grids": {name: [grid.step.hex(), grid.zero] for name, grid in weights.grids.items()},
    }
    packed: bytes = safetensors.torch.save(
        tensors, {METADATA_KEY: json.dumps(content, sort_keys=True)}
    )
    return packed


def unpack(tensors: Mapping[str, Tensor], stated: Mapping[str, object]) -> Int8Weights:
    """Return the network of a file's tensors and metadata.

    Raises
    ------
    ValueError
        If they do not belong to such a network, or hold numbers that are not finite.
    """
    try:
        grids = {
            str(name): Grid(float.fromhex(step), int(zero))
            for name, (step, zero) in dict(stated["grids"]).items()  # type: ignore[call-overload]
        }
        names = sorted({key[5:].rpartition(".")[0] for key in tensors if key.startswith("int8.")})
        convs = {name: _conv(tensors, name) for name in names}
        floats = {key[6:]: value for key, value in tensors.items() if key.startswith("float.")}
        shape = shape_from_json(str(stated["shape"]))
        source = str(stated["source_sha256"])
        name = str(stated["name"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an 8-bit network: {error}") from error
    if not all(bool(torch.isfinite(value).all()) for value in tensors.values()):
        raise ValueError("some of its numbers are not finite")
    return Int8Weights(shape, name, source, convs, grids, floats)


def _conv(tensors: Mapping[str, Tensor], name: str) -> ConvWeights:
    conv = ConvWeights(*(tensors[f"int8.{name}.{part}"] for part in ("number", "step", "bias")))
    outputs = conv.number.shape[0]
    fits = conv.number.dim() == 4 and conv.step.shape == conv.bias.shape == (outputs,)
    if conv.number.dtype != torch.int8 or not fits:
        raise ValueError(f"its convolution {name!r} has the wrong type or shape")
    return conv
