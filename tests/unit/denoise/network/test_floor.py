from __future__ import annotations

import numpy as np
import pytest
import torch

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.network.cells import enlarged, pooled, smooth
from stemviewer.denoise.network.floor import finish
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.training.floor import measure_floor


@pytest.fixture(scope="module")
def entry() -> ModelEntry:
    return model_entry("live-0.1")


@pytest.fixture(scope="module")
def denoiser(entry: ModelEntry) -> NetworkDenoiser:
    torch.set_num_threads(1)
    return NetworkDenoiser(load_pinned(entry), device="cpu", floor=entry.floor)


def _counts(rate: ElectronImage, seed: int = 3) -> ElectronImage:
    return np.random.default_rng(seed).poisson(rate).astype(np.float32)


def _lattice(rows: int, columns: int, dose: float) -> ElectronImage:
    y, x = np.mgrid[:rows, :columns]
    wave = np.cos(2 * np.pi * x / 12.0) * np.cos(2 * np.pi * y / 12.0)
    return (dose * (1.0 + 0.8 * wave)).astype(np.float32)


def _error(image: ElectronImage, rate: ElectronImage) -> float:
    return float(np.square(image - rate).mean(dtype=np.float64))


@pytest.mark.parametrize("dose", [0.5, 5.0, 50.0])
def test_a_flat_field_comes_out_flat(denoiser: NetworkDenoiser, dose: float) -> None:
    rate = np.full((192, 192), dose, dtype=np.float32)
    counts = _counts(rate)
    before = denoiser.rate(counts)
    after, facts = denoiser.finished(counts, before)
    assert float(facts["empty_share"]) > 0.9  # type: ignore[arg-type]
    assert _error(after, rate) < 0.6 * _error(before, rate)


def test_a_lattice_is_left_to_the_network(denoiser: NetworkDenoiser) -> None:
    rate = _lattice(192, 208, 4.0)
    counts = _counts(rate)
    before = denoiser.rate(counts)
    after, facts = denoiser.finished(counts, before)
    assert facts["empty_share"] == 0.0
    assert _error(after, rate) < 1.02 * _error(before, rate)
    # only the level over tens of pixels may differ
    ratio = after / before
    assert float(np.abs(np.diff(ratio, axis=0)).max()) < 0.01


def test_the_level_of_the_counts_is_kept_in_every_part(denoiser: NetworkDenoiser) -> None:
    rate = _lattice(200, 270, 3.0)
    rate[:, 85:] = 0.4
    counts = _counts(rate)
    wrong = denoiser.rate(counts) * np.float32(1.03)  # a network that invents 3 %
    after, _ = denoiser.finished(counts, wrong)
    assert after.shape == counts.shape
    for part in (np.s_[:, :40], np.s_[:, 160:]):
        assert after[part].sum() == pytest.approx(counts[part].sum(), rel=0.02)
    assert after.sum() == pytest.approx(counts.sum(), rel=0.003)


def test_there_is_no_seam_between_what_is_kept_and_what_is_blurred(
    denoiser: NetworkDenoiser,
) -> None:
    rate = _lattice(192, 384, 4.0)
    rate[:, 96:] = 1.0
    counts = _counts(rate)
    before = denoiser.rate(counts)
    after, facts = denoiser.finished(counts, before)
    assert 0.1 < float(facts["empty_share"]) < 0.9  # type: ignore[arg-type]
    # in the vacuum no step from pixel to pixel that the network itself did not have there
    steps = [float(np.abs(np.diff(p[:, 110:], axis=1)).max()) for p in (after, before)]
    assert steps[0] <= 1.1 * steps[1]
    assert _error(after[:, 140:], rate[:, 140:]) < _error(before[:, 140:], rate[:, 140:])


def test_one_atom_on_a_flat_field_stays(denoiser: NetworkDenoiser) -> None:
    y, x = np.mgrid[:192, :192]
    atom = np.exp(-((x - 90.3) ** 2 + (y - 100.6) ** 2) / (2 * 2.5**2))
    rate = (2.0 + 6.0 * atom).astype(np.float32)
    counts = _counts(rate)
    before = denoiser.rate(counts)
    after, _ = denoiser.finished(counts, before)
    top = np.s_[99:103, 89:93]
    assert float(before[top].mean()) > 5.0
    assert float(after[top].mean()) > 0.95 * float(before[top].mean())


def test_what_was_done_is_in_the_step_and_no_floor_means_nothing_is(
    denoiser: NetworkDenoiser, entry: ModelEntry
) -> None:
    counts = _counts(np.full((96, 80), 2.0, dtype=np.float32))
    step = denoiser.apply(counts).step
    assert {"level", "empty_share", "empty_blur_px"} <= set(step.parameters)
    plain = NetworkDenoiser(load_pinned(entry), device="cpu").apply(counts).step
    assert set(plain.parameters) == {"flux"}


def test_the_pinned_floor_is_what_is_measured(entry: ModelEntry) -> None:
    network = load_pinned(entry).network
    measured = measure_floor(network, seed=7, pictures=1)
    assert entry.floor is not None
    assert np.allclose(np.log(measured), np.log(entry.floor), atol=0.5)


def test_cells_keep_means_and_straight_lines() -> None:
    line = torch.arange(128.0)[None, None, None, :].expand(1, 1, 64, 128)
    back = enlarged(pooled(line, 16), 16)
    assert torch.allclose(back[..., 8:-8], line[..., 8:-8], atol=1e-3)
    cells = torch.rand(1, 1, 6, 9)
    assert float(smooth(torch.ones_like(cells)).max()) == pytest.approx(1.0)


@pytest.mark.parametrize("rows", [240, 256])
def test_the_rim_of_a_frame_that_is_no_whole_number_of_cells_is_left_as_it_is(rows: int) -> None:
    # its last row, repeated up to a whole cell, looked like a certain level of its own
    wave = torch.sin(torch.arange(rows)[:, None] * 0.9) * torch.sin(torch.arange(256) * 0.9)
    rate = (1.0 + 0.9 * wave)[None, None]
    apart = []
    for seed in range(6):
        counts = torch.poisson(rate, torch.Generator().manual_seed(seed))
        ratio = finish(counts, rate, (1e-6,) * 6).rate / rate
        apart.append(float((ratio[..., -16:, :] - 1.0).abs().mean()))
    assert sum(apart) / len(apart) < 0.013
