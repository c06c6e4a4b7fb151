from __future__ import annotations

import pytest
import torch

from stemviewer.denoise.network.architecture import (
    FLOOR,
    LiveNet,
    denoise_counts,
    local_mean,
    root_contrast,
)
from stemviewer.denoise.network.shape import NetworkShape, shape_from_json
from stemviewer.denoise.network.tiling import denoise_tiled, tile_side, tiles


def _counts(rows: int, columns: int, dose: float = 3.0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.poisson(torch.full((1, 1, rows, columns), dose), generator=generator)


@pytest.mark.parametrize(
    "shape", [(64, 64), (65, 97), (100, 256), (16, 128), (17, 17), (3, 200), (1, 1), (1, 70)]
)
@torch.inference_mode()
def test_any_shape_gives_a_positive_rate_of_that_shape(
    small_network: LiveNet, shape: tuple[int, int]
) -> None:
    rate = denoise_counts(small_network, _counts(*shape))
    assert rate.shape == (1, 1, *shape)
    assert bool(torch.isfinite(rate).all())
    assert float(rate.min()) > 0.0


@pytest.mark.parametrize("value", [0.0, 1e-3, 1e4, 1e6, -5.0])
@torch.inference_mode()
def test_extreme_levels_stay_finite(small_network: LiveNet, value: float) -> None:
    rate = denoise_counts(small_network, torch.full((1, 1, 64, 64), value))
    assert bool(torch.isfinite(rate).all())
    assert float(rate.min()) > 0.0


@torch.inference_mode()
def test_an_untrained_network_is_near_the_local_mean() -> None:
    torch.manual_seed(1)
    network = LiveNet().eval()
    counts = _counts(128, 128, 20.0)
    rate = denoise_counts(network, counts)
    assert float(rate.mean()) == pytest.approx(float(counts.mean()), rel=0.2)


def test_the_live_network_has_a_few_million_weights_at_most() -> None:
    assert 1e6 < sum(p.numel() for p in LiveNet().parameters()) < 3e6


def test_local_mean_follows_the_dose_and_keeps_a_floor() -> None:
    counts = torch.cat([torch.zeros(1, 1, 128, 128), torch.full((1, 1, 128, 128), 8.0)], dim=3)
    mean = local_mean(counts)
    assert mean.shape == counts.shape
    assert float(mean[0, 0, 64, 10]) == pytest.approx(FLOOR)
    assert float(mean[0, 0, 64, 240]) == pytest.approx(8.0)


def test_root_contrast_has_the_same_noise_at_every_dose() -> None:
    for dose in (4.0, 20.0, 100.0):
        counts = _counts(256, 256, dose)
        spread = float(root_contrast(counts, torch.full_like(counts, dose)).std())
        assert spread == pytest.approx(0.5, abs=0.04)


def test_root_contrast_goes_on_below_zero() -> None:
    values = root_contrast(torch.tensor([-2.0, -1.0, 0.0, 1.0]), torch.tensor(1.0))
    steps = values.diff()
    assert bool((steps > 0).all())
    assert float(steps[0]) == pytest.approx(float(steps[1]))


def test_no_pixel_sees_further_than_the_margin(small_network: LiveNet) -> None:
    margin = small_network.shape.margin
    counts = _counts(2 * margin + 64, 2 * margin + 64)
    other = counts.clone()
    other[..., margin + 20, margin + 20] += 40.0
    with torch.inference_mode():
        change = denoise_counts(small_network, counts) != denoise_counts(small_network, other)
    rows, columns = change[0, 0].nonzero(as_tuple=True)
    reach = max(int((rows - margin - 20).abs().max()), int((columns - margin - 20).abs().max()))
    assert 8 < reach <= margin


def test_tiles_give_what_the_whole_image_gives(small_network: LiveNet) -> None:
    counts = _counts(517, 300)
    twice = 2 * small_network.shape.margin
    with torch.inference_mode():
        whole = denoise_tiled(small_network, counts, 0)
        for side in (twice + 128, twice + 205):
            assert torch.allclose(denoise_tiled(small_network, counts, side), whole, atol=1e-4)
        # and without the margin there would be seams
        naive = torch.cat(
            [denoise_counts(small_network, part) for part in counts.split(80, dim=2)], dim=2
        )
    assert not torch.allclose(naive, whole, atol=1e-4)


def test_tiles_cover_an_axis_once() -> None:
    for length in (1, 95, 96, 97, 1000):
        spans = list(tiles(length, 256, 80, 16))
        kept = [pixel for span in spans for pixel in range(span.keep_start, span.keep_stop)]
        assert kept == list(range(length))
        assert all(span.start % 16 == 0 for span in spans)
    with pytest.raises(ValueError, match="leave nothing"):
        list(tiles(100, 160, 80, 16))


def test_tiles_only_where_memory_asks_for_them(small_network: LiveNet) -> None:
    assert tile_side(small_network, 512, 512, 1 << 30) == 0
    side = tile_side(small_network, 8192, 8192, 1 << 30)
    assert 2 * small_network.shape.margin < side < 8192


def test_shape_survives_json_and_nonsense_is_refused() -> None:
    shape = NetworkShape((8, 16), (1, 2), (3,))
    assert shape_from_json(shape.as_json()) == shape
    for text in ("", "[]", '{"widths": [8]}', '{"widths": "ab", "encoder": [1], "decoder": []}'):
        with pytest.raises(ValueError, match=r"."):
            shape_from_json(text)
    with pytest.raises(ValueError, match="widths"):
        NetworkShape((1 << 20, 8), (0, 0), (0,))
    with pytest.raises(ValueError, match="decoder one less"):
        NetworkShape((8, 8), (0, 0), (0, 0))
