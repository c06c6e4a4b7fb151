from __future__ import annotations

import math

import pytest
import torch

from stemviewer.simulation.generator.defects import with_point_defects
from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.lattice import Cell, Columns, fill
from stemviewer.simulation.generator.probe import FWHM_PER_SIGMA, Probe, render_points, splat

CPU = torch.device("cpu")


def _one(row: float, column: float, probe: Probe, size: int = 64) -> torch.Tensor:
    point = (torch.tensor([row]), torch.tensor([column]), torch.ones(1))
    return render_points(*point, size, probe)


@pytest.mark.parametrize(("row", "column"), [(30.0, 30.0), (30.37, 31.81), (29.5, 33.25)])
def test_a_column_is_centred_at_its_sub_pixel_position(row: float, column: float) -> None:
    image = _one(row, column, Probe(4.0))
    axis = torch.arange(64.0)
    total = image.sum()
    assert float((image.sum(dim=1) * axis).sum() / total) == pytest.approx(row, abs=0.01)
    assert float((image.sum(dim=0) * axis).sum() / total) == pytest.approx(column, abs=0.01)


def test_a_column_is_as_wide_and_high_as_its_probe() -> None:
    image = _one(32.0, 32.0, Probe(6.0))
    assert float(image.max()) == pytest.approx(1.0, abs=0.01)
    sigma = 6.0 / FWHM_PER_SIGMA
    axis = torch.arange(64.0)
    variance = float((image.sum(dim=1) * (axis - 32.0) ** 2).sum() / image.sum())
    assert variance == pytest.approx(sigma**2, rel=0.02)


def test_tails_reach_further_and_keep_the_peak() -> None:
    plain, tailed = _one(32.0, 32.0, Probe(4.0)), _one(32.0, 32.0, Probe(4.0, 0.3, 3.0))
    assert float(tailed[32, 42]) > 5.0 * float(plain[32, 42])
    assert float(tailed.max()) == pytest.approx(1.0, abs=0.1)


def test_splat_keeps_the_weight_and_drops_what_is_outside() -> None:
    rows, columns = torch.tensor([5.3, -9.0]), torch.tensor([7.9, 3.0])
    image = splat(rows, columns, torch.tensor([2.0, 1.0]), 16)
    assert float(image.sum()) == pytest.approx(2.0)
    assert float(image[5, 8]) == pytest.approx(2.0 * 0.7 * 0.9, rel=1e-4)


def test_a_lattice_fills_its_square_with_the_right_number_of_columns() -> None:
    cell = Cell((1.0, 0.0), ((0.0, 0.0), (0.5, 0.5)), (1.0, 0.5))
    for angle in (0.0, 0.4, 1.3):
        columns = fill(cell, 10.0, angle, (50.0, 50.0), 100, CPU)
        assert columns.rows.numel() == pytest.approx(2 * (103 / 10) ** 2, rel=0.12)
    spacing = torch.pdist(torch.stack([columns.rows, columns.columns], dim=1)).min()
    assert float(spacing) == pytest.approx(10.0 / math.sqrt(2.0), rel=1e-3)


def test_point_defects_displace_by_fractions_of_a_cell_and_empty_some_columns() -> None:
    cell = Cell((1.0, 0.0), ((0.0, 0.0),), (1.0,))
    perfect = fill(cell, 10.0, 0.0, (50.0, 50.0), 100, CPU)
    moved = emptied = 0
    for seed in range(20):
        found: Columns = with_point_defects(Draw(seed, CPU), perfect, 10.0)
        shift = torch.hypot(found.rows - perfect.rows, found.columns - perfect.columns)
        assert float(shift.max()) <= 0.15 * 10.0 * 2.0 * 0.7 * math.sqrt(2.0) + 1e-4
        moved += int((shift > 0.1).any())
        emptied += int((found.weights == 0).any())
    assert moved >= 5
    assert emptied >= 5
