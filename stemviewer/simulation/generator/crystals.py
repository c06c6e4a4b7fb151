"""Families with a lattice: bulk crystals, interfaces, 2D materials, particles on a support."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from stemviewer.simulation.generator.defects import (
    with_dislocation,
    with_disorder,
    with_interstitials,
    with_point_defects,
    with_strain,
)
from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.fields import (
    grid,
    half_plane,
    ramp,
    sample_at,
    smooth_noise,
)
from stemviewer.simulation.generator.lattice import (
    Cell,
    Columns,
    honeycomb_cell,
    joined,
    random_cell,
    random_lattice,
)
from stemviewer.simulation.generator.probe import blur, random_probe, render_points
from stemviewer.simulation.generator.structures import random_structure
from stemviewer.simulation.generator.textures import amorphous_film

REAL_SHARE = 0.5
"""Share of the crystals that are real structures in their zone axes."""


def _any_cell(draw: Draw) -> Cell:
    return random_structure(draw).cell if draw.chance(REAL_SHARE) else random_cell(draw)


def _room(cell: Cell) -> float:
    # cells of many columns are drawn larger, so that the columns keep a few pixels each
    return max(1.0, math.sqrt(len(cell.sites) / 4.0))


def _sharpness(draw: Draw, side: float, sites: int) -> float:
    # width of the probe [px] from resolved to nearly blurred columns
    return side / math.sqrt(sites) * draw.uniform(0.2, 0.75)


def _weighted(columns: Columns, mask: Tensor) -> Columns:
    factor = sample_at(mask, columns.rows, columns.columns)
    return Columns(columns.rows, columns.columns, columns.weights * factor, columns.kinds)


def _thickness(draw: Draw, size: int) -> Tensor:
    mask = torch.ones(size, size, device=draw.device)
    if draw.chance(0.4):
        mask = mask * ramp(draw, size, draw.uniform(0.2, 0.9))
    if draw.chance(0.25):
        waves = smooth_noise(draw, size, draw.uniform(0.08, 0.3) * size)
        mask = mask * (1.0 + draw.uniform(0.05, 0.3) * waves).clamp_min(0.05)
    if draw.chance(0.3):
        mask = mask * half_plane(draw, size, softness=draw.log_uniform(0.3, 4.0))
    return mask


def _rendered(draw: Draw, columns: Columns, side: float, thickness: Tensor) -> Tensor:
    size = thickness.shape[0]
    sites = int(columns.kinds.max()) + 1 if columns.kinds.numel() else 1
    probe = random_probe(draw, _sharpness(draw, side, sites))
    image = render_points(columns.rows, columns.columns, columns.weights, size, probe)
    continuum = draw.uniform(0.0, 0.6) * blur(thickness, min(2.0 * probe.fwhm, 20.0))
    image = image + continuum.clamp_min(0.0)
    if draw.chance(0.5):
        # hardly a real specimen is without an amorphous film of damage or contamination
        image = image + draw.log_uniform(0.02, 0.5) * image.mean() * amorphous_film(draw, size)
    return image


def crystal(draw: Draw, size: int) -> Tensor:
    """Return one crystal with defects of points and lines, strain, thickness steps and edges."""
    return _crystal(draw, _any_cell(draw), size)


def kept_out_crystal(draw: Draw, size: int) -> Tensor:
    """Return a crystal of a material that training never shows."""
    return _crystal(draw, random_structure(draw, kept_out=True).cell, size)


def _crystal(draw: Draw, cell: Cell, size: int) -> Tensor:
    side = draw.log_uniform(4.5, 64.0) * _room(cell)
    columns = random_lattice(draw, cell, side, size)
    columns = with_point_defects(draw, columns, side)
    if draw.chance(0.2):
        columns = with_interstitials(draw, columns, side, size)
    if draw.chance(0.5):
        columns = with_strain(draw, columns, side, size)
    if draw.chance(0.15):
        columns = with_dislocation(draw, columns, side, size)
    thickness = _thickness(draw, size)
    return _rendered(draw, _weighted(columns, thickness), side, thickness)


def disordered(draw: Draw, size: int) -> Tensor:
    """Return a crystal or sheet whose columns are off their places and unevenly filled."""
    cell = honeycomb_cell(draw) if draw.chance(0.2) else _any_cell(draw)
    side = draw.log_uniform(6.0, 64.0) * _room(cell)
    columns = random_lattice(draw, cell, side, size)
    columns = with_disorder(draw, columns, side / math.sqrt(len(cell.sites)))
    if draw.chance(0.15):
        columns = with_strain(draw, columns, side, size)
    thickness = _thickness(draw, size)
    return _rendered(draw, _weighted(columns, thickness), side, thickness)


def interface(draw: Draw, size: int) -> Tensor:
    """Return two crystals side by side: grain, twin or antiphase boundary, or a heterostructure."""
    cell = _any_cell(draw)
    side = draw.log_uniform(4.5, 48.0) * _room(cell)
    here = random_lattice(draw, cell, side, size)
    other_cell = cell if draw.chance(0.6) else _any_cell(draw)
    there = random_lattice(draw, other_cell, side * draw.uniform(0.9, 1.15), size)
    border = half_plane(draw, size, softness=0.2)
    level = draw.uniform(0.4, 1.0)
    columns = joined(_weighted(here, border), _weighted(there, (1.0 - border) * level))
    columns = with_point_defects(draw, columns.kept(columns.weights > 0.02), side)
    thickness = _thickness(draw, size)
    return _rendered(draw, _weighted(columns, thickness), side, thickness)


def twin(draw: Draw, size: int) -> Tensor:
    """Return a crystal mirrored at a coherent plane, or shifted by half a cell beyond it."""
    cell = _any_cell(draw)
    side = draw.log_uniform(4.5, 48.0) * _room(cell)
    columns = random_lattice(draw, cell, side, size)
    angle = draw.uniform(0.0, 2.0 * math.pi)
    normal = (math.sin(angle), math.cos(angle))
    centre = draw.uniform(0.35, 0.65) * size
    distance = (columns.rows - centre) * normal[0] + (columns.columns - centre) * normal[1]
    near = columns.kept(distance <= 0)
    distance = distance[distance <= 0]
    if draw.chance(0.5):
        mirror_row = near.rows - 2.0 * distance * normal[0]
        mirror_column = near.columns - 2.0 * distance * normal[1]
        far = Columns(mirror_row, mirror_column, near.weights, near.kinds)
    else:
        beyond = (columns.rows - centre) * normal[0] + (columns.columns - centre) * normal[1] > 0
        slip = draw.uniform(0.2, 0.5) * side
        far = columns.kept(beyond)
        far = Columns(
            far.rows + slip * normal[1], far.columns - slip * normal[0], far.weights, far.kinds
        )
    both = with_point_defects(draw, joined(near, far), side)
    thickness = _thickness(draw, size)
    return _rendered(draw, _weighted(both, thickness), side, thickness)


def sheet(draw: Draw, size: int) -> Tensor:
    """Return a hexagonal 2D material: point defects, holes, adatoms, second layer, dirt."""
    side = draw.log_uniform(7.0, 48.0)
    columns = random_lattice(draw, honeycomb_cell(draw), side, size)
    columns = with_point_defects(draw, columns, side)
    mask = torch.ones(size, size, device=draw.device)
    if draw.chance(0.4):
        hole = smooth_noise(draw, size, draw.uniform(0.05, 0.15) * size) > draw.uniform(0.8, 1.8)
        mask = mask * (~hole)
    columns = _weighted(columns, mask)
    if draw.chance(0.3):
        layer = random_lattice(draw, honeycomb_cell(draw), side, size)
        columns = joined(columns, _weighted(layer, half_plane(draw, size, 0.2)))
    if draw.chance(0.5):
        columns = joined(columns, scattered_atoms(draw, size, draw.integer(1, 12)))
    image = _rendered(draw, columns, side, mask * draw.uniform(0.0, 0.3))
    if draw.chance(0.3):
        dirt = smooth_noise(draw, size, draw.uniform(4.0, 24.0)).clamp_min(0.0)
        image = image + draw.uniform(0.1, 0.5) * dirt
    return image


def moire(draw: Draw, size: int) -> Tensor:
    """Return two hexagonal layers turned against each other; training never shows it."""
    side = draw.log_uniform(7.0, 32.0)
    cell = honeycomb_cell(draw)
    lower = random_lattice(draw, cell, side, size)
    upper = random_lattice(draw, cell, side * draw.uniform(0.97, 1.03), size)
    layers = joined(lower, with_point_defects(draw, upper, side))
    return _rendered(draw, layers, side, torch.full((size, size), 0.2, device=draw.device))


def scattered_atoms(draw: Draw, size: int, count: int) -> Columns:
    """Return single atoms anywhere, brighter than 0.3 and up to 2.5."""
    return Columns(
        draw.uniforms(count) * size,
        draw.uniforms(count) * size,
        draw.uniform(0.3, 2.0) * (1.0 + 0.25 * draw.uniforms(count)),
        torch.zeros(count, dtype=torch.long, device=draw.device),
    )


def particles(draw: Draw, size: int) -> Tensor:
    """Return one to six particles with a lattice of their own on an amorphous film."""
    rows, columns = grid(size, draw.device)
    side = draw.log_uniform(5.0, 24.0)
    parts = []
    body = torch.zeros(size, size, device=draw.device)
    for _ in range(draw.integer(1, 6)):
        radius = draw.log_uniform(0.05, 0.45) * size
        centre = (draw.uniform(0.0, 1.0) * size, draw.uniform(0.0, 1.0) * size)
        away = torch.hypot(rows - centre[0], columns - centre[1])
        facets = draw.integer(0, 6)
        angle = torch.atan2(rows - centre[0], columns - centre[1])
        shape = radius * (1.0 + (0.12 * torch.cos(facets * angle) if facets > 2 else 0.0))
        depth = (1.0 - (away / shape) ** 2).clamp_min(0.0).sqrt()
        if draw.chance(0.4):
            depth = (depth > 0).float()
        lattice = random_lattice(draw, _any_cell(draw), side, size)
        lattice = _weighted(with_point_defects(draw, lattice, side), depth)
        parts.append(lattice.kept(lattice.weights > 0.01))
        body = body + depth
    image = _rendered(draw, joined(*parts), side, body)
    support = draw.log_uniform(0.03, 0.6) * amorphous_film(draw, size)
    return image + support * (image.max() * 0.5)


def single_atoms(draw: Draw, size: int) -> Tensor:
    """Return single atoms and small clusters on an amorphous, sometimes crystalline, support."""
    density = draw.log_uniform(2e-4, 6e-3)
    atoms = scattered_atoms(draw, size, max(1, int(density * size * size)))
    probe = random_probe(draw, draw.log_uniform(1.5, 9.0))
    for _ in range(draw.integer(0, 5)):
        count = draw.integer(3, 40)
        spread = probe.fwhm * draw.uniform(0.4, 1.2) * math.sqrt(count) * 0.6
        cluster = Columns(
            draw.uniform(0.0, 1.0) * size + spread * draw.normals(count),
            draw.uniform(0.0, 1.0) * size + spread * draw.normals(count),
            atoms.weights[:1].expand(count) * (0.8 + 0.4 * draw.uniforms(count)),
            torch.zeros(count, dtype=torch.long, device=draw.device),
        )
        atoms = joined(atoms, cluster)
    image = render_points(atoms.rows, atoms.columns, atoms.weights, size, probe)
    support = amorphous_film(draw, size)
    if draw.chance(0.3):
        support = support * (0.3 + half_plane(draw, size, draw.log_uniform(2.0, 20.0)))
    return image + draw.log_uniform(0.05, 1.5) * support
