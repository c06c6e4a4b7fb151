from __future__ import annotations

import pytest
import torch

from stemviewer.denoise.network.architecture import LiveNet, denoise_counts
from stemviewer.denoise.network.shape import NetworkShape, shape_from_json
from stemviewer.denoise.network.spectral import (
    HOP,
    WINDOW,
    WindowedWiener,
    mirrored,
    noise_level,
    overlap_add,
    wide_mean,
    windows,
)
from stemviewer.denoise.network.tiling import denoise_tiled

SMALL = NetworkShape((8, 8), (0, 1), (1,), spectral=True, signed=True)


def _network(shape: NetworkShape) -> LiveNet:
    torch.manual_seed(0)
    return LiveNet(shape).eval().requires_grad_(False)


def _counts(rows: int, columns: int, rate: float = 3.0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(rows * 7 + columns)
    return torch.poisson(torch.full((1, 1, rows, columns), rate), generator=generator)


def test_tapered_windows_add_up_to_the_picture_they_were_cut_from() -> None:
    image = torch.rand(2, 1, 192, 320)
    taper = WindowedWiener().taper
    parts = windows(mirrored(image, HOP)) * taper * taper
    summed = overlap_add(parts)[..., HOP:-HOP, HOP:-HOP]
    assert torch.allclose(summed, image, atol=1e-5)


def test_shot_noise_has_unit_power_at_every_frequency_of_the_standardised_windows() -> None:
    counts = _counts(1024, 1024, 0.7)
    local = mirrored(wide_mean(counts), HOP)
    deviation = (mirrored(counts, HOP) - local) * torch.rsqrt(local)
    taper = WindowedWiener().taper
    level = noise_level(mirrored(counts, HOP) / local, taper)
    power = torch.fft.rfft2(windows(deviation) * taper).abs() ** 2 / level[..., None, None]
    inner = power[0, 1:-1, 1:-1]
    for band in (inner[..., 4:20, 4:20], inner[..., 50:78, 20:50]):
        assert float(band.mean()) == pytest.approx(1.0, abs=0.05)


def test_a_picture_of_any_size_keeps_its_shape_and_stays_positive() -> None:
    network = _network(SMALL)
    for rows, columns in ((64, 64), (70, 200), (257, 131)):
        rate = denoise_counts(network, _counts(rows, columns))
        assert rate.shape == (1, 1, rows, columns)
        assert float(rate.min()) > 0.0


def test_tiles_give_what_the_whole_picture_gives() -> None:
    network = _network(SMALL)
    counts = _counts(1600, 192)
    whole = denoise_counts(network, counts)
    margin, multiple = network.shape.margin, network.shape.multiple
    tiled = denoise_tiled(network, counts, 2 * margin + 2 * multiple)
    assert 2 * margin + 2 * multiple < 1600
    assert float((tiled - whole).abs().max()) < 1e-4


def test_without_the_windowed_estimate_the_answer_differs_and_names_no_estimate() -> None:
    network = _network(SMALL)
    counts = _counts(128, 128)
    rate, estimate = network.forward_with_estimate(counts)
    assert estimate is not None
    assert estimate.shape == counts.shape
    bare, none = network.forward_with_estimate(counts, spectral=False)
    assert none is None
    assert not torch.equal(rate, bare)


def test_shapes_of_earlier_networks_are_written_and_read_as_before() -> None:
    plain = NetworkShape()
    assert "spectral" not in plain.as_json()
    assert shape_from_json(plain.as_json()) == plain
    assert shape_from_json(SMALL.as_json()) == SMALL
    assert WINDOW == 2 * HOP
