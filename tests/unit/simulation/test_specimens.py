"""Specimens are endless, seeded, and the same whatever part is asked for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stemviewer.simulation.area_map import RIM, STAGES, AreaMap
from stemviewer.simulation.hashing import site_normal, site_uniform, smooth_noise
from stemviewer.simulation.probe import Probe
from stemviewer.simulation.specimens import SPECIMENS, Atoms, Box, make_specimen


def listed(atoms: Atoms, box: Box) -> set[tuple[float, ...]]:
    inside = atoms.where(box.contains(atoms.y, atoms.x) & (atoms.count > 0.0))
    columns = np.stack([inside.y, inside.x, inside.z, inside.count], axis=1)
    return {tuple(row) for row in np.round(columns, 6)}


@pytest.mark.parametrize("name", list(SPECIMENS))
def test_overlapping_boxes_hold_the_same_atoms(name: str) -> None:
    specimen = make_specimen(name, 9)
    y, x = specimen.area_centre(0)
    common = Box(y - 10.0, x - 10.0, y + 12.0, x + 15.0)
    first = specimen.atoms(common.grown(20.0), 0.0)
    second = specimen.atoms(Box(y - 70.0, x - 33.0, y + 40.0, x + 90.0), 0.0)
    assert listed(first, common)
    assert listed(first, common) == listed(second, common)


@pytest.mark.parametrize("name", list(SPECIMENS))
def test_areas_and_seeds_differ(name: str) -> None:
    def place(seed: int, index: int) -> set[tuple[float, ...]]:
        specimen = make_specimen(name, seed)
        y, x = specimen.area_centre(index)
        box = Box(y - 12.0, x - 12.0, y + 12.0, x + 12.0)
        moved = Box(-12.0, -12.0, 12.0, 12.0)
        atoms = specimen.atoms(box.grown(8.0), 0.0)
        return listed(Atoms(atoms.y - y, atoms.x - x, atoms.z, atoms.count), moved)

    places = [place(1, 0), place(1, 1), place(2, 0)]
    assert not places[0] & places[1]
    assert not places[0] & places[2]


@pytest.mark.parametrize("name", list(SPECIMENS))
def test_damage_takes_mass(name: str) -> None:
    specimen = make_specimen(name, 4)
    y, x = specimen.area_centre(2)
    box = Box(y - 40.0, x - 40.0, y + 40.0, x + 40.0)
    mass = [
        float((atoms.z * atoms.count).sum())
        for atoms in (specimen.atoms(box, step / 3.0) for step in range(4))
    ]
    assert all(a > b for a, b in itertools.pairwise(mass))


def test_perovskite_has_its_features() -> None:
    specimen = make_specimen("perovskite", 1)
    y, x = specimen.area_centre(1)
    edge = specimen.atoms(Box(y - 60.0, x - 60.0, y + 60.0, x + 60.0), 0.0)
    heavy = edge.where(edge.z == 38.0)
    # at the edge one side is vacuum
    assert (heavy.x > x + 20.0).sum() > 4 * (heavy.x < x - 20.0).sum()
    y, x = specimen.area_centre(2)
    inside = specimen.atoms(Box(y - 60.0, x - 60.0, y + 60.0, x + 60.0), 0.0)
    heavy = inside.where(inside.z == 38.0)
    vacancies = (heavy.count < 0.75 * np.median(heavy.count)).mean()
    assert 0.01 < vacancies < 0.1


@pytest.mark.parametrize("name", list(SPECIMENS))
def test_far_away_and_wide_places_render(name: str) -> None:
    specimen = make_specimen(name, 4)
    y, x = specimen.area_centre(50)
    area = AreaMap(specimen, Box(y, x, y + 90.0, x + 70.0), Probe(), ("HAADF", "ADF", "BF"))
    for stage in range(STAGES):
        maps = area.stage(stage)
        assert maps.shape == (3, *area.shape)
        assert np.isfinite(maps).all()
        assert maps.min() >= 0.0
        assert (maps[0] + maps[2]).max() <= 1.0


def test_maps_do_not_depend_on_the_box() -> None:
    specimen = make_specimen("single-atoms", 4)
    small = AreaMap(specimen, Box(0.0, 0.0, 50.0, 50.0), Probe(), ("HAADF",))
    large = AreaMap(specimen, Box(-25.0, -12.5, 60.0, 70.0), Probe(), ("HAADF",))
    margin = int(RIM / small.step)
    size = int(38.0 / small.step)
    inner = small.stage(0)[0, margin : margin + size, margin : margin + size]
    down, right = int(25.0 / small.step) + margin, int(12.5 / small.step) + margin
    same = large.stage(0)[0, down : down + size, right : right + size]
    assert np.abs(inner - same).max() < 0.02 * inner.max()


def test_site_numbers_are_uniform_normal_and_uncorrelated() -> None:
    i, j = np.meshgrid(np.arange(-200, 200), np.arange(-200, 200))
    uniform = site_uniform(1, 2, i, j)
    assert np.histogram(uniform, 10, (0.0, 1.0))[0] == pytest.approx(16_000, rel=0.05)
    normal = site_normal(1, 2, i, j)
    assert abs(normal.mean()) < 0.02
    assert normal.std() == pytest.approx(1.0, abs=0.02)
    for other in (normal[1:, :-1], normal[:-1, 1:], site_normal(1, 3, i, j)[:-1, :-1]):
        assert abs(np.corrcoef(normal[:-1, :-1].ravel(), other.ravel())[0, 1]) < 0.02


def test_smooth_noise_is_smooth_and_has_unit_deviation() -> None:
    y, x = np.meshgrid(np.arange(0.0, 3000.0, 5.0), np.arange(0.0, 3000.0, 5.0))
    field = smooth_noise(3, 4, y, x, 50.0)
    assert field.std() == pytest.approx(1.0, abs=0.1)
    # a tenth of the scale away, little has changed; four scales away, all has
    assert np.diff(field, axis=0).std() < 0.25
    assert abs(np.corrcoef(field[:-40].ravel(), field[40:].ravel())[0, 1]) < 0.1
