from __future__ import annotations

import torch

from stemviewer.simulation.generator.detector import _with_afterglow, detected, scanned
from stemviewer.simulation.generator.draw import Draw

CPU = torch.device("cpu")


def _signals() -> list[torch.Tensor]:
    counts = torch.poisson(torch.full((96, 96), 5.0), generator=torch.Generator().manual_seed(0))
    return [detected(Draw(seed, CPU), counts) - counts for seed in range(60)]


def test_most_detectors_count_and_the_others_add_noise_without_bias() -> None:
    added = _signals()
    silent = [noise for noise in added if not bool(noise.any())]
    assert 35 <= len(silent) < 60
    for noise in added:
        error = float(noise.std()) / 96 * 10 + 0.05
        assert abs(float(noise.mean())) < error


def test_an_afterglow_correlates_neighbours_along_the_rows_only() -> None:
    counts = torch.poisson(torch.full((200, 200), 5.0), generator=torch.Generator().manual_seed(1))
    glow = _with_afterglow(counts, 0.25)
    glow = glow - glow.mean()
    power = float((glow**2).mean())
    along = float((glow[:, 1:] * glow[:, :-1]).mean()) / power
    across = float((glow[1:] * glow[:-1]).mean()) / power
    # of a first-order autoregression the correlation is its coefficient
    assert abs(along - 0.25) < 0.03
    assert abs(across) < 0.03


def test_an_uneven_scan_moves_rows_and_leaves_most_pictures_alone() -> None:
    ramp = torch.arange(64.0).expand(64, 64).contiguous()
    changed = [scanned(Draw(seed, CPU), ramp) for seed in range(60)]
    moved = [image for image in changed if not torch.equal(image, ramp)]
    assert 5 <= len(moved) <= 30
    for image in moved:
        shift = (image - ramp)[:, 8:-8]
        # each row is moved as a whole, by a few pixels at most
        assert float((shift - shift[:, :1]).abs().max()) < 1e-3
        assert float(shift.abs().max()) < 5.0
