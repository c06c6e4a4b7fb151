from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch

from stemviewer.denoise.base import RangeState
from stemviewer.denoise.network.contrast import Contrast, contrast_of
from stemviewer.denoise.network.range_check import TrainedLimits, check_range
from stemviewer.simulation.generator.images import FAMILIES, clean_image

Image = npt.NDArray[np.float32]


def _clean(family: str, seed: int, size: int = 192) -> Image:
    image: Image = clean_image(family, seed, size, torch.device("cpu")).numpy()
    return image


def _sampled(clean: Image, dose: float, seed: int = 0) -> Image:
    return np.random.default_rng(seed).poisson(clean * dose).astype(np.float32)


@pytest.mark.parametrize("dose", [0.5, 5.0, 50.0])
def test_training_images_are_hardly_ever_called_out_of_range(dose: float) -> None:
    states = [
        check_range(_sampled(_clean(family, 900 + seed), dose, seed)).state
        for family, (_, share) in FAMILIES.items()
        if share > 0.0
        for seed in range(3)
    ]
    assert states.count(RangeState.OUT) == 0
    assert states.count(RangeState.IN) >= 0.9 * len(states)


@pytest.mark.parametrize(
    ("dose", "state"),
    [(0.02, RangeState.OUT), (0.08, RangeState.EDGE), (1.0, RangeState.IN),
     (130.0, RangeState.EDGE), (900.0, RangeState.OUT)],
)  # fmt: skip
def test_dose(dose: float, state: RangeState) -> None:
    verdict = check_range(_sampled(np.ones((256, 256), np.float32), dose))
    assert verdict.state is state
    assert ("e/px" in verdict.reason) == (state is not RangeState.IN)


@pytest.mark.parametrize("dose", [1.0, 10.0])
def test_a_wrong_gain_is_noticed(dose: float) -> None:
    counts = _sampled(_clean("particles", 4), dose)
    for factor in (3.0, 0.4):
        verdict = check_range(factor * counts)
        assert verdict.state is RangeState.OUT
        assert "times what counting gives" in verdict.reason


def test_readout_noise_is_noticed() -> None:
    counts = _sampled(_clean("amorphous", 4), 1.0)
    noisy = counts + np.random.default_rng(1).normal(0.0, 1.5, counts.shape).astype(np.float32)
    assert check_range(noisy).state is RangeState.OUT


def test_a_filtered_frame_is_noticed() -> None:
    counts = _sampled(_clean("amorphous", 4), 5.0)
    averaged = (counts + np.roll(counts, 1, axis=0)) / 2.0
    assert check_range(averaged.astype(np.float32)).state is not RangeState.IN


def test_noise_shared_along_the_fast_axis_is_noticed_and_named() -> None:
    counts = _sampled(_clean("dead_leaves", 6), 4.0)
    smeared = counts.copy()
    smeared[:, 1:] += 0.3 * counts[:, :-1]
    # keep the variance of shot noise, so that only the correlation is left to notice
    smeared = (smeared - smeared.mean()) / np.sqrt(1.0 + 0.3**2) + counts.mean()
    verdict = check_range(smeared.astype(np.float32))
    assert verdict.state is RangeState.OUT
    assert "share noise" in verdict.reason


def test_line_noise_is_noticed_and_named() -> None:
    counts = _sampled(_clean("amorphous", 6), 10.0)
    offsets = np.random.default_rng(2).normal(0.0, 1.5, (counts.shape[0], 1))
    verdict = check_range((counts + offsets).astype(np.float32))
    assert verdict.state is RangeState.OUT
    assert "line noise" in verdict.reason


def test_sampling_too_coarse_for_the_lattice_is_noticed() -> None:
    rows, columns = np.mgrid[:256, :256].astype(np.float32)
    for period, state in ((2.5, RangeState.OUT), (6.0, RangeState.IN)):
        along = np.cos(2 * np.pi * (0.8 * columns + 0.6 * rows) / period)
        verdict = check_range(_sampled((1.0 + 0.6 * along).astype(np.float32), 5.0))
        assert verdict.state is state


def test_values_that_are_not_numbers_are_counted() -> None:
    counts = _sampled(np.ones((64, 64), np.float32), 5.0)
    counts[3, 4] = np.nan
    counts[5, 6] = np.inf
    verdict = check_range(counts)
    assert verdict.state is RangeState.OUT
    assert verdict.reason.startswith("2 pixels")


def test_empty_and_tiny_frames() -> None:
    assert check_range(np.zeros((64, 64), np.float32)).state is RangeState.OUT
    assert check_range(_sampled(np.ones((20, 300), np.float32), 5.0)).state is RangeState.EDGE
    assert check_range(np.full((1, 1), 3.0, np.float32)).state is RangeState.EDGE


def test_limits_are_those_of_the_network() -> None:
    counts = _sampled(np.ones((128, 128), np.float32), 5.0)
    assert check_range(counts, TrainedLimits(dose_high=1.0)).state is RangeState.OUT


def _columns(inverted: bool) -> np.ndarray:
    rows, columns = np.indices((256, 256))
    bell = np.cos(rows * 2 * np.pi / 16) + np.cos(columns * 2 * np.pi / 16)
    bright = np.exp(1.5 * bell).astype(np.float32)
    picture = 1.1 * bright.max() - bright if inverted else bright
    return np.asarray(picture / picture.mean(), np.float32)


@pytest.mark.parametrize("inverted", [False, True])
def test_contrast_of_the_other_sign_is_noticed_where_it_was_not_trained(inverted: bool) -> None:
    counts = _sampled(_columns(inverted), 10.0)
    found = Contrast.DARK if inverted else Contrast.BRIGHT
    other = Contrast.BRIGHT if inverted else Contrast.DARK
    assert contrast_of(counts) is found
    verdict = check_range(counts, TrainedLimits(contrasts=(other,)))
    assert verdict.state is RangeState.OUT
    assert found.value in verdict.reason
    assert check_range(counts, TrainedLimits(contrasts=(found,))).state is RangeState.IN
    assert check_range(counts, TrainedLimits()).state is RangeState.IN


def test_nothing_is_said_of_contrast_where_there_is_none() -> None:
    for seed in range(20):
        flat = np.random.default_rng(seed).poisson(3.0, (128, 128)).astype(np.float32)
        assert contrast_of(flat) is Contrast.UNDECIDED
