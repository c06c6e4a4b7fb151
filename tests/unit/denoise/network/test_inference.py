from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from stemviewer.core.errors import ModelError, SettingsError
from stemviewer.core.provenance import Flag
from stemviewer.denoise.base import RangeState
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.catalogue import model_entry, network_methods
from stemviewer.denoise.network.device import choose_device, has_fast_bfloat16
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.weights import LoadedNetwork, load_pinned
from stemviewer.simulation.evaluation.metrics import best_gaussian, psnr
from stemviewer.simulation.evaluation.pictures import held_out_images, sampled

Image = npt.NDArray[np.float32]


@pytest.fixture
def denoiser(small_network: LiveNet) -> NetworkDenoiser:
    return NetworkDenoiser(LoadedNetwork(small_network, "small", "a" * 64, True), device="cpu")


@pytest.fixture(scope="module")
def shipped() -> NetworkDenoiser:
    return NetworkDenoiser(load_pinned(model_entry("live-0.1")), device="cpu")


def _counts(dose: float, shape: tuple[int, int] = (96, 80), seed: int = 0) -> Image:
    return np.random.default_rng(seed).poisson(dose, shape).astype(np.float32)


def test_same_counts_give_the_same_picture(denoiser: NetworkDenoiser) -> None:
    counts = _counts(4.0)
    before = counts.copy()
    first = denoiser.apply(counts)
    denoiser.apply(_counts(9.0, (64, 64)))
    again = denoiser.apply(counts)
    assert np.array_equal(first.image, again.image)
    assert np.array_equal(counts, before)


def test_the_step_tells_everything(denoiser: NetworkDenoiser) -> None:
    result = denoiser.apply(_counts(4.0))
    assert result.step.method == "small"
    assert result.step.flags == Flag.NETWORK
    assert result.step.weights_sha256 == "a" * 64
    assert result.step.device == "cpu"
    assert result.step.number_format in ("float32", "bfloat16")
    assert result.image.dtype == np.float32
    assert result.image.shape == (96, 80)
    assert not result.image.flags.writeable


def test_read_only_frames_are_taken(denoiser: NetworkDenoiser) -> None:
    counts = _counts(4.0)
    counts.flags.writeable = False
    assert denoiser.apply(counts).image.shape == counts.shape


def test_out_of_range_is_flagged_and_said(denoiser: NetworkDenoiser) -> None:
    result = denoiser.apply(_counts(4.0) * 9.0)
    assert result.range.state is RangeState.OUT
    assert Flag.OUT_OF_RANGE in result.step.flags


def test_values_that_are_not_numbers_do_not_spread(denoiser: NetworkDenoiser) -> None:
    counts = _counts(4.0)
    counts[10, 10] = np.nan
    result = denoiser.apply(counts)
    assert bool(np.isfinite(result.image).all())
    assert result.range.state is RangeState.OUT


def test_electrons_are_neither_made_nor_lost(shipped: NetworkDenoiser) -> None:
    for dose in (0.5, 5.0, 50.0):
        counts = _counts(dose, (128, 128))
        total = float(shipped.apply(counts).image.sum(dtype=np.float64))
        assert total == pytest.approx(float(counts.sum(dtype=np.float64)), rel=0.005)


def test_no_electrons_give_no_picture(shipped: NetworkDenoiser) -> None:
    result = shipped.apply(np.zeros((64, 64), np.float32))
    assert result.range.state is RangeState.OUT
    assert float(result.image.max()) < 0.2


def test_planes_only(denoiser: NetworkDenoiser) -> None:
    with pytest.raises(ValueError, match="plane"):
        denoiser.apply(np.zeros((2, 8, 8), np.float32))
    with pytest.raises(ValueError, match="plane"):
        denoiser.apply(np.zeros((0, 8), np.float32))


@pytest.mark.parametrize("dose", [2.0, 5.0])
def test_it_beats_the_best_gaussian_on_held_out_images(
    shipped: NetworkDenoiser, dose: float
) -> None:
    gains = []
    for family in ("crystal", "interface", "sheet", "particles", "single_atoms", "dead_leaves"):
        for number, clean in enumerate(held_out_images(family, 2, 128, seed=77)):
            truth, counts = sampled(clean, dose, number)
            found = psnr(shipped.apply(counts).image, truth)
            gains.append(found - best_gaussian(counts, truth)[0])
    assert float(np.mean(gains)) > 0.3


def test_several_threads_limit_is_kept(small_network: LiveNet) -> None:
    loaded = LoadedNetwork(small_network, "small", "a" * 64, True)
    NetworkDenoiser(loaded, device="cpu", threads=1).apply(_counts(3.0))
    assert torch.get_num_threads() == 1


def test_devices_and_formats_that_are_not_there_are_refused(small_network: LiveNet) -> None:
    loaded = LoadedNetwork(small_network, "small", "a" * 64, True)
    with pytest.raises(ModelError, match="no device"):
        NetworkDenoiser(loaded, device="abacus")
    with pytest.raises(ModelError, match="number format"):
        NetworkDenoiser(loaded, device="cpu", number_format="int3")
    if not torch.cuda.is_available():
        with pytest.raises(ModelError, match="no device"):
            choose_device("cuda")


def test_bfloat16_agrees_with_float32(small_network: LiveNet) -> None:
    loaded = LoadedNetwork(small_network, "small", "a" * 64, True)
    counts = _counts(4.0)
    plain = NetworkDenoiser(loaded, device="cpu", number_format="float32").apply(counts)
    rough = NetworkDenoiser(loaded, device="cpu", number_format="bfloat16").apply(counts)
    assert rough.step.number_format == "bfloat16"
    assert float(np.abs(rough.image / plain.image - 1.0).mean()) < 0.05


def test_bfloat16_only_where_the_processor_computes_in_it(tmp_path: Path) -> None:
    cpu = torch.device("cpu")
    flags = tmp_path / "cpuinfo"
    for text, fast in (
        ("flags : avx2 avx512f avx512_vnni", False),
        ("flags : avx512f avx512_bf16", True),
        ("flags : amx_tile amx_bf16", True),
    ):
        flags.write_text(text, encoding="ascii")
        assert has_fast_bfloat16(cpu, flags) is fast
    assert not has_fast_bfloat16(cpu, tmp_path / "missing")


def test_the_registry_entry_makes_a_working_denoiser() -> None:
    method = next(m for m in network_methods() if m.name == "live-0.1")
    assert method.network
    denoiser = method.make({"device": "cpu", "threads": 1})
    assert denoiser.name == "live-0.1"
    assert denoiser.apply(_counts(5.0, (64, 64))).step.method == "live-0.1"


@pytest.mark.parametrize("wrong", [{"sigma": 2.0}, {"threads": 0}, {"threads": "all"}])
def test_parameters_it_does_not_have_are_refused(wrong: dict[str, str | float]) -> None:
    method = next(m for m in network_methods() if m.name == "live-0.1")
    with pytest.raises(SettingsError):
        method.make(wrong)


def test_listing_networks_loads_no_torch() -> None:
    code = (
        "import sys; from stemviewer.denoise.network.catalogue import network_methods; "
        "network_methods(); import stemviewer.training.command; print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout.strip() == "False"
