"""Shipped networks as ONNX, in the folders that NVIDIA Triton serves models from (extra ``onnx``).

FOLDER/NETWORK/config.pbtxt
FOLDER/NETWORK/1/model.onnx
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.architecture import RateNetwork
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.views import seen
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.denoise.remote.triton import INPUT, OUTPUT, PINNED

OPSET = 20
"""Of ONNX; the first with a discrete Fourier transform whose axis is an input."""

EXAMPLE_CELLS = (4, 5)
"""Rows and columns of the picture that is traced, in multiples of the network's own."""

MOST_APART = 1e-3
"""Largest difference from torch that is let pass, over the counting noise."""

_CONFIG = """\
name: "{name}"
backend: "onnxruntime"
max_batch_size: 0
input [ {{ name: "{input}" data_type: TYPE_FP32 dims: [ 1, 1, -1, -1 ] }} ]
output [ {{ name: "{output}" data_type: TYPE_FP32 dims: [ 1, 1, -1, -1 ] }} ]
parameters {{ key: "{pinned}" value: {{ string_value: "{sha256}" }} }}
parameters {{ key: "multiple" value: {{ string_value: "{multiple}" }} }}
"""


class _Exported(nn.Module):
    """What is called, with the module whose weights it uses where the tracer can find them."""

    def __init__(self, network: RateNetwork, weights: nn.Module) -> None:
        super().__init__()
        self.weights = weights
        self._network = network

    def forward(self, counts: Tensor) -> Tensor:
        """Return the rate."""
        return self._network(counts)


def export_onnx(network: RateNetwork, weights: nn.Module, path: Path) -> None:
    """Write a network as ONNX for pictures whose sides are multiples of its own.

    Parameters
    ----------
    network : RateNetwork
        As it looks at pictures, in float32 on the processor.
    weights : nn.Module
        The module inside.
    path : Path
        Where to write.

    Raises
    ------
    ModelError
        If the packages for it are not installed.
    """
    if any(importlib.util.find_spec(name) is None for name in ("onnx", "onnxscript")):
        raise ModelError(
            "Exporting needs the packages onnx and onnxscript, which are not installed.",
            "Nothing was written.",
            'Install them: pip install "stemviewer[onnx]".',
        )
    multiple = network.shape.multiple
    example = torch.ones(1, 1, *(multiple * cells for cells in EXAMPLE_CELLS))
    any_side = torch.export.Dim.AUTO
    # the exporter prints its progress, and warns of its own innards
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(network, weights).eval(),
            (example,),
            str(path),
            dynamo=True,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes=({2: any_side, 3: any_side},),
            external_data=False,
        )


@dataclass(frozen=True, slots=True)
class Exported:
    """Where a network was written, and how far ONNX is from torch, if that was looked at.

    ``apart`` is the largest difference of any pixel over the counting noise of that pixel,
    |onnx - torch| / sqrt(torch).
    """

    path: Path
    apart: float | None = None

    @property
    def line(self) -> str:
        """For people."""
        if self.apart is None:
            return str(self.path)
        return f"{self.path}: {self.apart:.1e} of the counting noise from torch"


def apart(network: RateNetwork, path: Path) -> float:
    """Return how far the written network is from torch (see :class:`Exported`).

    A picture of another size than the traced one, of structure from 0.1 to 30 electrons per
    pixel, is given to both.

    Raises
    ------
    ModelError
        If onnxruntime is not installed.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise ModelError("Checking needs the package onnxruntime, which is not installed.")
    import onnxruntime

    side = 6 * network.shape.multiple
    angle = torch.arange(side) * (2.0 * torch.pi / 11.0)
    wave = (2.0 + torch.sin(angle)[:, None] + torch.cos(angle)[None, :]) / 4.0
    rate = 0.1 + 30.0 * wave * torch.linspace(0.0, 1.0, side)
    counts = torch.poisson(rate, generator=torch.Generator().manual_seed(1))[None, None]
    with torch.no_grad():
        expected = network(counts).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run([OUTPUT], {INPUT: counts.numpy()})[0]
    return float(np.max(np.abs(found - expected) / np.sqrt(expected)))


def export_triton(names: list[str], folder: Path, *, check: bool = False) -> list[Exported]:
    """Write shipped networks as a model repository for Triton.

    Parameters
    ----------
    names : list of str
        Networks; empty for all.
    folder : Path
        Of the repository; what is there under the same names is replaced.
    check : bool
        Whether each is compared with torch.

    Raises
    ------
    ModelError
        If there is no such network, or the packages for it are not installed.
    """
    catalogue = read_catalogue()
    entries = [catalogue.entry(name) for name in names] or list(catalogue.networks)
    return [_export_entry(entry, folder, check=check) for entry in entries]


def _export_entry(entry: ModelEntry, folder: Path, *, check: bool) -> Exported:
    loaded = load_pinned(entry, eight_bit=False)
    assert isinstance(loaded.network, nn.Module)
    network = seen(loaded.network, entry.views, balanced=entry.balanced)
    model = folder / entry.name
    try:
        (model / "1").mkdir(parents=True, exist_ok=True)
        export_onnx(network, loaded.network, model / "1" / "model.onnx")
        text = config_text(entry.name, entry.sha256, network.shape.multiple)
        (model / "config.pbtxt").write_text(text, encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{model} cannot be written ({error.strerror}).") from error
    return Exported(model, apart(network, model / "1" / "model.onnx") if check else None)


def config_text(name: str, sha256: str, multiple: int) -> str:
    """Return what Triton reads of a model: input, output, and whose weights it has."""
    return _CONFIG.format(
        name=name, input=INPUT, output=OUTPUT, pinned=PINNED, sha256=sha256, multiple=multiple
    )
