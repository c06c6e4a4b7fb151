"""What is exported is the network: onnxruntime gives torch's picture."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.remote.onnx_export import MOST_APART, apart, config_text, export_onnx

for needed in ("onnx", "onnxscript", "onnxruntime"):
    pytest.importorskip(needed, reason="the extra onnx is not installed")


def test_a_network_of_the_same_parts_is_the_same_in_onnx(tmp_path: Path) -> None:
    # all parts of live-0.1, less of each: its own export takes too long for a test, and is
    # compared by `stemviewer export-model --triton FOLDER --check`
    torch.manual_seed(2)
    network = LiveNet(NetworkShape((8, 8), (1, 1), (1,))).eval().requires_grad_(False)
    with torch.no_grad():
        network.head.weight.mul_(10.0)  # far from the local mean
    export_onnx(network, network, tmp_path / "model.onnx")
    assert apart(network, tmp_path / "model.onnx") < MOST_APART


def test_the_configuration_names_the_weights() -> None:
    text = config_text("live-0.1", "ab" * 32, 32)
    assert 'name: "live-0.1"' in text
    assert f'string_value: "{"ab" * 32}"' in text
    assert text.count("dims: [ 1, 1, -1, -1 ]") == 2
