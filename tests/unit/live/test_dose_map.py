"""Electrons by place: nothing is lost, whatever the scale, the turn or the distance."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.live.dose.dose_map import DoseMap, cell_of, render
from stemviewer.live.dose.rectangle import Rectangle


def total(book: DoseMap) -> float:
    return float(sum(patch.electrons.sum() for patch in book.patches))


@pytest.mark.parametrize("rotation", [0.0, 0.4, np.pi / 2])
def test_a_view_is_booked_whole_and_evenly(rotation: float) -> None:
    book = DoseMap()
    book.add(Rectangle(3.3, -7.7, 90.0, 102.4, rotation), {"imaging": 1e6})
    assert total(book) == pytest.approx(1e6, rel=1e-9)
    assert book.peak(parked=True) == pytest.approx(1e6 / (90.0 * 102.4), rel=0.02)
    assert book.peak(parked=False) == book.peak(parked=True)


def test_scales_keep_their_detail_and_add_up() -> None:
    book = DoseMap()
    book.add(Rectangle(0, 0, 400, 400), {"imaging": 1.6e6})
    book.add(Rectangle(0, 0, 20, 20), {"focus": 4e5})
    assert {patch.cell for patch in book.patches} == {cell_of(400.0), cell_of(20.0)}
    assert book.peak(parked=False) == pytest.approx(10.0 + 1000.0, rel=1e-6)
    lines = np.linspace(-200, 200, 5)
    assert render(book.patches, lines, lines).sum() == pytest.approx(2e6)


def test_a_far_view_costs_no_memory_for_what_lies_between() -> None:
    book = DoseMap()
    book.add(Rectangle(0, 0, 100, 100), {"imaging": 1.0})
    book.add(Rectangle(1e5, 1e5, 100, 100), {"imaging": 1.0})
    assert len(book.patches) == 2
    assert sum(patch.electrons.nbytes for patch in book.patches) < 4e6
    assert total(book) == pytest.approx(2.0)


def test_a_walk_grows_one_patch_and_loses_nothing() -> None:
    book = DoseMap()
    for step in range(12):
        book.add(Rectangle(-5.0 * step, 9.0 * step, 100, 100), {"imaging": 2.0, "flyback": 1.0})
    assert len(book.patches) == 1
    assert total(book) == pytest.approx(36.0)


def test_a_parked_probe_counts_in_the_maximum_only() -> None:
    book = DoseMap()
    book.add(Rectangle(0, 0, 64, 64), {"imaging": 4096.0})
    book.add_spot(3.0, 3.0, 1e5)
    assert book.peak(parked=False) == pytest.approx(1.0)
    assert book.peak(parked=True) > 1e4
    assert total(book) == pytest.approx(4096 + 1e5)


@pytest.mark.parametrize("seed", range(4))
def test_the_peak_is_that_of_all_scales_together(seed: int) -> None:
    generator = np.random.default_rng(seed)
    book = DoseMap()
    for width in 10 ** generator.uniform(0.6, 2.4, 6):
        y, x = generator.normal(0.0, 30.0, 2)
        turn = float(generator.choice([0.0, 0.3]))
        book.add(Rectangle(y, x, width, width, turn), {"imaging": 1e3 * width, "flyback": 10.0})
    book.add_spot(3.0, -8.0, 500.0)
    for parked in (True, False):
        doses = [
            render(book.patches, *patch.lines, parked=parked).max() / patch.cell**2
            for patch in book.patches
        ]
        assert book.peak(parked=parked) == pytest.approx(max(doses), rel=1e-9)


def test_a_peak_that_grows_with_each_booking_is_that_of_the_whole_map() -> None:
    book = DoseMap()
    generator = np.random.default_rng(7)
    for step in range(30):
        y, x = generator.normal(0.0, 4.0, 2)
        width = (100.0, 40.0, 250.0)[step % 3]
        book.add(Rectangle(y, x, width, width), {"imaging": width**2, "flyback": 9.0})
        book.peak(parked=False)
    book.add_spot(1.0, 2.0, 50.0)
    fresh = DoseMap(list(book.copies()))
    for parked in (True, False):
        assert book.peak(parked=parked) == pytest.approx(fresh.peak(parked=parked), rel=0.01)
    assert fresh.peak(parked=True) > fresh.peak(parked=False)
