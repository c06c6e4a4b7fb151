from __future__ import annotations

import math

import pytest
import torch

from stemviewer.simulation.generator.defects import with_dislocation, with_interstitials
from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.lattice import Cell, fill
from stemviewer.simulation.generator.structures import (
    KEPT_OUT,
    Projection,
    projections,
    random_structure,
)

CPU = torch.device("cpu")


def _seen(material: str, *axis: int) -> Projection:
    return next(p for p in projections() if p.material == material and p.axis == axis)


def test_silicon_along_011_is_a_centred_rectangle_of_dumbbells() -> None:
    silicon = _seen("Si", 0, 1, 1)
    second = silicon.side * math.hypot(*silicon.cell.second)
    assert sorted([silicon.side, second]) == pytest.approx([5.43 / math.sqrt(2), 5.43], abs=0.01)
    columns = fill(silicon.cell, silicon.side, 0.0, (20.0, 20.0), 40, CPU)
    places = torch.stack([columns.rows, columns.columns], dim=1)
    apart = torch.cdist(places, places) + 100.0 * torch.eye(len(places))
    # the pair of a dumbbell is a quarter of the cube's side apart: 136 pm
    assert float(apart.min()) == pytest.approx(5.43 / 4, abs=0.01)


def test_heavy_columns_outshine_light_ones_by_their_atomic_numbers() -> None:
    strontium_titanate = _seen("SrTiO3", 0, 0, 1)
    weights = sorted(strontium_titanate.cell.weights)
    assert weights[-1] == 1.0
    # titanium with oxygen behind it, then oxygen alone, per repeat of the cell
    assert weights[-2] == pytest.approx((22**1.7 + 8**1.7) / 38**1.7, abs=0.01)
    assert weights[0] == pytest.approx(8**1.7 / 38**1.7, abs=0.01)


def test_materials_kept_out_are_drawn_only_when_asked_for() -> None:
    trained = {random_structure(Draw(seed, CPU)).material for seed in range(300)}
    unseen = {random_structure(Draw(seed, CPU), kept_out=True).material for seed in range(100)}
    assert not trained & KEPT_OUT
    assert unseen == KEPT_OUT
    assert len(trained) > 25


def test_round_a_dislocation_the_crystal_is_one_burgers_vector_out_of_step() -> None:
    square = Cell((1.0, 0.0), ((0.0, 0.0),), (1.0,))
    perfect = fill(square, 10.0, 0.0, (100.0, 100.0), 200, CPU)
    moved = with_dislocation(Draw(3, CPU), perfect, 10.0, 200)
    shift = torch.stack([moved.rows - perfect.rows, moved.columns - perfect.columns], dim=1)
    places = torch.stack([perfect.rows, perfect.columns], dim=1)
    pairs = torch.cdist(places, places) < 10.5
    steps = torch.cdist(shift, shift)[pairs]
    # somewhere neighbours are torn apart by about the Burgers vector, nowhere by much more
    assert 7.0 < float(steps.max()) < 13.0
    assert float(steps.median()) < 1.0


def test_interstitials_stand_between_the_columns() -> None:
    square = Cell((1.0, 0.0), ((0.0, 0.0),), (1.0,))
    perfect = fill(square, 12.0, 0.2, (60.0, 60.0), 120, CPU)
    more = with_interstitials(Draw(1, CPU), perfect, 12.0, 120)
    added = more.rows.numel() - perfect.rows.numel()
    assert 1 <= added <= 12
    places = torch.stack([more.rows, more.columns], dim=1)
    apart = torch.cdist(places[-added:], places[:-added])
    assert float(apart.min()) > 0.2 * 12.0
