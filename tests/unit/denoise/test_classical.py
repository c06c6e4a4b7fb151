from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from stemviewer.core.provenance import Flag, Parameter
from stemviewer.denoise.bandwidth import best_sigma
from stemviewer.denoise.registry import method

NAMES = ("gaussian", "median", "wiener", "nlm", "tv")
Image = npt.NDArray[np.float32]
Psnr = Callable[[Image, npt.NDArray[np.float64]], float]


def counts(rate: npt.NDArray[np.float64], seed: int = 0) -> Image:
    return np.random.default_rng(seed).poisson(rate).astype(np.float32)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dose", [2.0, 5.0, 20.0])
def test_each_filter_is_closer_to_the_truth_than_raw(
    name: str, dose: float, scene: npt.NDArray[np.float64], psnr: Psnr
) -> None:
    raw = counts(scene * dose)
    image = method(name).make({}).apply(raw).image
    gain = psnr(image, scene * dose) - psnr(raw, scene * dose)
    assert gain > {2.0: 8.0, 5.0: 6.0, 20.0: 1.5}[dose]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dose", [0.5, 2.0, 20.0])
def test_flux_of_the_whole_picture_is_kept(
    name: str, dose: float, scene: npt.NDArray[np.float64]
) -> None:
    raw = counts(scene * dose)
    image = method(name).make({}).apply(raw).image
    assert image.mean(dtype=np.float64) == pytest.approx(raw.mean(dtype=np.float64), rel=1e-4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dose", [1.0, 2.0, 20.0])
def test_a_uniform_area_keeps_its_rate(name: str, dose: float) -> None:
    raw = counts(np.full((128, 128), dose))
    denoised = method(name).make({}).apply(raw)
    centre = denoised.image[32:-32, 32:-32]
    assert centre.mean() == pytest.approx(raw[32:-32, 32:-32].mean(), rel=0.02)
    # what was scaled to get there is stated and small
    scale = denoised.step.parameters.get("flux_scale", 1.0)
    assert isinstance(scale, float)
    assert scale == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("name", NAMES)
def test_step_says_what_was_done_and_repeats_it(name: str, scene: npt.NDArray[np.float64]) -> None:
    raw = counts(scene * 3)
    before = raw.copy()
    chosen = method(name)
    first = chosen.make({}).apply(raw)
    np.testing.assert_array_equal(raw, before)
    assert first.step.method == name
    assert first.step.flags == Flag.FILTERED
    assert first.image.dtype == np.float32
    assert first.image.shape == raw.shape
    offered = {spec.name for spec in chosen.parameters}
    again: dict[str, Parameter] = {k: v for k, v in first.step.parameters.items() if k in offered}
    assert set(again) == offered
    np.testing.assert_array_equal(chosen.make(again).apply(raw).image, first.image)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(16, 1), (16, 16), (17, 300)])
def test_odd_shapes_empty_and_negative_pictures(name: str, shape: tuple[int, int]) -> None:
    denoiser = method(name).make({})
    for raw in (np.zeros(shape, np.float32), np.full(shape, -0.5, np.float32)):
        image = denoiser.apply(raw).image
        assert image.shape == shape
        assert np.isfinite(image).all()


def test_automatic_sigma_is_near_the_best_one_and_falls_with_dose(
    scene: npt.NDArray[np.float64], psnr: Psnr
) -> None:
    chosen = []
    for dose in (1.0, 5.0, 50.0):
        raw = counts(scene * dose)
        sigma = best_sigma(raw)
        scores = {
            s: psnr(method("gaussian").make({"sigma": s}).apply(raw).image, scene * dose)
            for s in (sigma, *np.geomspace(0.4, 5.0, 15).tolist())
        }
        assert scores[sigma] > max(scores.values()) - 0.1
        chosen.append(sigma)
    assert chosen[0] > chosen[1] > chosen[2]


@pytest.mark.parametrize("shape", [(600, 600), (1024, 300), (1500, 2048)])
def test_automatic_sigma_of_a_large_frame_is_that_of_its_parts(shape: tuple[int, int]) -> None:
    y, x = np.mgrid[: shape[0], : shape[1]] * (2 * np.pi / 12)
    raw = counts(5.0 + 4.0 * np.cos(x) * np.cos(y))
    assert best_sigma(raw) == pytest.approx(best_sigma(raw[:300, :300]), rel=0.11)


def test_given_parameters_are_obeyed() -> None:
    spike = np.zeros((65, 65), np.float32)
    spike[32, 32] = 1000.0
    narrow = method("gaussian").make({"sigma": 1.0}).apply(spike).image
    wide = method("gaussian").make({"sigma": 3}).apply(spike).image
    assert narrow.max() == pytest.approx(1000 / (2 * np.pi), rel=0.02)
    assert wide.max() == pytest.approx(1000 / (2 * np.pi * 9), rel=0.02)


def test_wiener_beats_the_best_gaussian_on_a_lattice_and_flattens_a_flat_field(
    psnr: Psnr,
) -> None:
    rows, columns = np.mgrid[:192, :192] * (2 * np.pi / 13.7)
    rate = 3.0 * (1.0 + 0.6 * np.cos(rows) + 0.4 * np.cos(columns))
    raw = counts(rate)
    blurs = [method("gaussian").make({"sigma": float(s)}) for s in np.geomspace(0.8, 6.0, 10)]
    best = max(psnr(blur.apply(raw).image, rate) for blur in blurs)
    assert psnr(method("wiener").make({}).apply(raw).image, rate) > best + 1.0
    flat = method("wiener").make({}).apply(counts(np.full((192, 192), 4.0))).image
    assert flat.std() / 4.0 < 0.02


def test_wiener_takes_readout_noise_from_the_frame() -> None:
    rng = np.random.default_rng(1)
    raw = counts(np.full((128, 128), 1.0)) + rng.normal(0.0, 2.0, (128, 128)).astype(np.float32)
    step = method("wiener").make({}).apply(raw.astype(np.float32)).step
    power = step.parameters["noise_power"]
    assert isinstance(power, float)
    assert power == pytest.approx(1.0 + 4.0, rel=0.15)
