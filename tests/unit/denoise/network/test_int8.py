from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.architecture import LiveNet, denoise_counts
from stemviewer.denoise.network.device import choose_device, has_fast_int8
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.int8.net import Int8Net
from stemviewer.denoise.network.int8.weights import Grid, Int8Weights, grid_over, pack
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.network.weights import load_foreign
from stemviewer.training.int8.convert import convert
from stemviewer.training.int8.equalise import equalised
from stemviewer.training.int8.observe import Peaks, watch

pytestmark = pytest.mark.skipif(
    not has_fast_int8(choose_device("cpu")), reason="this processor has no 8-bit arithmetic"
)


def _counts(seed: int, side: int = 64, dose: float = 4.0) -> Tensor:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side]
    rate = dose * (1.0 + 0.8 * np.sin(x / 2.5) * np.sin(y / 2.5))
    return torch.from_numpy(rng.poisson(rate).astype(np.float32))[None, None]


CALIBRATION = [_counts(seed, dose=dose) for seed, dose in enumerate((0.3, 1.0, 4.0, 20.0))]


def _network(shape: NetworkShape) -> LiveNet:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        network = LiveNet(shape)
        for parameter in network.parameters():
            parameter.data += 0.03 * torch.randn_like(parameter)
        network.head.weight.data *= 3.0
    return network.eval().requires_grad_(False)


def _difference(narrow: Int8Net, wide: LiveNet, items: Sequence[Tensor]) -> tuple[float, float]:
    """Return the rms of the difference of the log rates, and of what the network itself does."""
    with torch.inference_mode():
        change, error = [], []
        for item in items:
            rate = torch.log(denoise_counts(wide, item))
            error.append(float((torch.log(denoise_counts(narrow, item)) - rate).square().mean()))
            change.append(float((rate - rate.mean()).square().mean()))
    return float(np.mean(error)) ** 0.5, float(np.mean(change)) ** 0.5


@pytest.mark.parametrize(
    "shape",
    [
        NetworkShape((16, 24, 32), (0, 1, 1), (1, 1)),
        # levels without a block: what is skipped may be negative
        NetworkShape((8, 16, 16), (0, 0, 1), (1, 0)),
        NetworkShape((16,), (2,), ()),
        NetworkShape((16, 24, 32), (0, 1, 1), (1, 1), spectral=True),
        # streams that may be negative all the way
        NetworkShape((16, 24, 32), (1, 2, 1), (1, 1), signed=True),
        NetworkShape((16, 24), (0, 1), (1,), spectral=True, signed=True),
    ],
)
def test_eight_bit_stays_near_the_float_network(shape: NetworkShape) -> None:
    network = _network(shape)
    narrow = Int8Net(convert(network, "n", "0" * 64, CALIBRATION, 0.5, 0.0))
    error, change = _difference(narrow, network, [_counts(9), _counts(10, 80, 1.0)])
    assert change > 0.02
    assert error < 0.05 * change


def test_negative_readout_noise_is_treated_alike() -> None:
    network = _network(NetworkShape((16, 24), (0, 1), (1,)))
    items = [item + torch.randn_like(item) for item in CALIBRATION]
    narrow = Int8Net(convert(network, "n", "0" * 64, items, 0.5, 0.0))
    assert min(float(item.min()) for item in items) < -1.0
    error, change = _difference(narrow, network, items)
    assert error < 0.05 * change


def test_equalisation_changes_nothing_in_float(small_network: LiveNet) -> None:
    peaks = Peaks()
    watch(small_network, CALIBRATION, peaks.look)
    with torch.inference_mode():
        before = small_network(CALIBRATION[2])
        after = equalised(small_network, peaks, 1.0)(CALIBRATION[2])
    assert torch.allclose(before, after, rtol=1e-4)
    moved = equalised(small_network, peaks, 1.0).stem.weight
    assert not torch.allclose(moved, small_network.stem.weight)


def test_dead_parts_are_found(small_network: LiveNet) -> None:
    small_network.encoder[1][0].second.bias.data -= 1e4
    peaks = Peaks()
    watch(small_network, CALIBRATION, peaks.look)
    assert peaks.dead() == ("encoder.1.0.second",)


def test_the_file_gives_the_same_network_back(small_network: LiveNet, tmp_path: Path) -> None:
    weights = convert(small_network, "small", "ab" * 32, CALIBRATION, 0.75, 1e-4)
    content = pack(weights)
    assert pack(weights) == content
    path = tmp_path / "small.int8.safetensors"
    path.write_bytes(content)
    loaded = load_foreign(path, accept_unverified=True)
    assert isinstance(loaded.network, Int8Net)
    assert loaded.sha256 == hashlib.sha256(content).hexdigest()
    with torch.inference_mode():
        assert torch.equal(loaded.network(CALIBRATION[1]), Int8Net(weights)(CALIBRATION[1]))


def test_the_step_names_the_format_and_the_file(small_network: LiveNet, tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    path.write_bytes(pack(convert(small_network, "small", "ab" * 32, CALIBRATION, 0.5, 0.0)))
    loaded = load_foreign(path, accept_unverified=True)
    counts = CALIBRATION[2][0, 0, :60, :50].numpy().copy()
    denoised = NetworkDenoiser(loaded, device="cpu").apply(counts)
    assert denoised.step.number_format == "int8"
    assert denoised.step.weights_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert denoised.image.shape == (60, 50)
    with pytest.raises(ModelError, match="float32"):
        NetworkDenoiser(loaded, device="cpu", number_format="float32")


def _without(weights: Int8Weights, conv: str) -> Int8Weights:
    kept = {name: value for name, value in weights.convs.items() if name != conv}
    return Int8Weights(
        weights.shape, weights.name, weights.source_sha256, kept, weights.grids, weights.floats
    )


def test_a_file_with_a_part_missing_is_refused(small_network: LiveNet, tmp_path: Path) -> None:
    weights = convert(small_network, "small", "ab" * 32, CALIBRATION, 0.5, 0.0)
    path = tmp_path / "small.safetensors"
    path.write_bytes(pack(_without(weights, "up.1")))
    with pytest.raises(ModelError, match=r"up\.1"):
        load_foreign(path, accept_unverified=True)


def test_grids_hold_zero_exactly() -> None:
    assert grid_over(0.0, 255.0) == Grid(1.0, 0)
    signed = grid_over(-1.0, 1.0)
    assert signed.zero in (127, 128)
    assert grid_over(0.5, 1.0).zero == 0
    assert grid_over(0.0, 0.0).step > 0.0
    with pytest.raises(ValueError, match="no grid"):
        Grid(0.0, 0)
