"""Defects of a lattice's columns: of points, of lines, and smooth strain."""

from __future__ import annotations

import math
from dataclasses import replace

import torch

from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.fields import sample_at, smooth_noise
from stemviewer.simulation.generator.lattice import Columns, joined

POISSON_RATIO = 0.3
"""Of most metals and ceramics, about; it shapes the strain around a dislocation."""


def with_point_defects(draw: Draw, columns: Columns, side: float) -> Columns:
    """Return the columns with vacancies, part-filled, doped and displaced ones.

    Displacements are up to 0.15 of the cell side (20 to 60 pm in a cell of 400 pm). A quarter
    stay perfect.
    """
    if draw.chance(0.25):
        return columns
    count = columns.weights.shape[0]
    weights, rows, cols = columns.weights, columns.rows, columns.columns
    if draw.chance(0.6):
        present = draw.uniforms(count) >= draw.log_uniform(0.003, 0.15)
        weights = weights * present
    if draw.chance(0.5):
        chosen = draw.uniforms(count) < draw.log_uniform(0.01, 0.4)
        weights = torch.where(chosen, weights * (0.15 + 0.8 * draw.uniforms(count)), weights)
    if draw.chance(0.4):
        chosen = draw.uniforms(count) < draw.log_uniform(0.005, 0.2)
        weights = torch.where(chosen, weights * draw.log_uniform(0.4, 3.0), weights)
    if draw.chance(0.6):
        chosen = (draw.uniforms(count) < draw.log_uniform(0.01, 1.0)).float()
        reach = draw.uniform(0.02, 0.15) * side
        rows = rows + chosen * reach * draw.normals(count).clamp(-2, 2) * 0.7
        cols = cols + chosen * reach * draw.normals(count).clamp(-2, 2) * 0.7
    return replace(columns, rows=rows, columns=cols, weights=weights)


def with_disorder(draw: Draw, columns: Columns, spacing: float) -> Columns:
    """Return the columns each off its place, or some of them far off, and unevenly filled.

    A network that has seen few displaced columns moves every one back to where the lattice wants
    it. Seven in ten pictures have all columns off their places, as disorder has; in the others 5
    to 50 % are off by as much as a column's own width, and the rest is in its place.

    Parameters
    ----------
    draw : Draw
        Source of chance.
    columns : Columns
        A lattice.
    spacing : float
        Distance of neighbouring columns, about [px].
    """
    count = columns.weights.shape[0]
    if draw.chance(0.7):
        moved = draw.log_uniform(0.02, 0.15) * torch.ones(count, device=draw.device)
    else:
        chosen = draw.uniforms(count) < draw.log_uniform(0.05, 0.5)
        moved = chosen.float() * draw.uniform(0.04, 0.25)
    rows = columns.rows + moved * spacing * draw.normals(count).clamp(-2.5, 2.5)
    cols = columns.columns + moved * spacing * draw.normals(count).clamp(-2.5, 2.5)
    weights = columns.weights
    if draw.chance(0.7):
        part = draw.uniforms(count) * (draw.uniforms(count) < 0.6).float()  # or none at all
        weights = torch.where(
            draw.uniforms(count) < draw.log_uniform(0.02, 0.3), weights * part, weights
        )
    if draw.chance(0.4):
        weights = weights * (1.0 + draw.uniform(0.02, 0.25) * draw.normals(count).clamp(-2, 2))
    return replace(columns, rows=rows, columns=cols, weights=weights)


def with_strain(draw: Draw, columns: Columns, side: float, size: int) -> Columns:
    """Return the columns moved by a smooth field, and a sublattice by a field of its own."""
    length = draw.uniform(0.1, 0.4) * size
    reach = draw.uniform(0.0, 0.25) * side
    shift_row = reach * smooth_noise(draw, size, length)
    shift_column = reach * smooth_noise(draw, size, length)
    rows = columns.rows + sample_at(shift_row, columns.rows, columns.columns)
    cols = columns.columns + sample_at(shift_column, columns.rows, columns.columns)
    if draw.chance(0.3):
        # polar displacement: one sublattice shifts against the rest, varying over domains
        kind = draw.integer(0, int(columns.kinds.max()))
        polar = torch.sign(smooth_noise(draw, size, length))
        moved = (columns.kinds == kind).float() * draw.uniform(0.03, 0.12) * side
        angle = draw.uniform(0.0, 2.0 * math.pi)
        sign = sample_at(polar, columns.rows, columns.columns)
        rows = rows + moved * sign * math.sin(angle)
        cols = cols + moved * sign * math.cos(angle)
    return replace(columns, rows=rows, columns=cols)


def with_interstitials(draw: Draw, columns: Columns, side: float, size: int) -> Columns:
    """Return the columns and a few extra ones between them."""
    count = draw.integer(1, 12)
    extra = Columns(
        draw.uniforms(count) * size,
        draw.uniforms(count) * size,
        draw.uniform(0.15, 1.0) * torch.ones(count, device=draw.device),
        torch.zeros(count, dtype=torch.long, device=draw.device),
    )
    apart = torch.cdist(
        torch.stack([extra.rows, extra.columns], dim=1),
        torch.stack([columns.rows, columns.columns], dim=1),
    )
    if apart.shape[1] == 0:
        return extra
    return joined(columns, extra.kept(apart.amin(dim=1) > 0.2 * side))


def with_dislocation(draw: Draw, columns: Columns, side: float, size: int) -> Columns:
    """Return the columns around an edge dislocation whose line is along the beam.

    Displacements of isotropic elasticity (Hirth and Lothe, Theory of Dislocations, 2nd ed.,
    eq. 3-45): across the slip plane the crystal is one Burgers vector out of step.
    """
    angle = draw.uniform(0.0, 2.0 * math.pi)
    sine, cosine = math.sin(angle), math.cos(angle)
    row = columns.rows - draw.uniform(0.25, 0.75) * size
    column = columns.columns - draw.uniform(0.25, 0.75) * size
    along, across = row * sine + column * cosine, row * cosine - column * sine
    square = along**2 + across**2 + (0.2 * side) ** 2
    stiff = 1.0 - POISSON_RATIO
    burgers = side / (2.0 * math.pi)
    slip = torch.atan2(across, along) + along * across / (2.0 * stiff * square)
    climb = -(
        (1.0 - 2.0 * POISSON_RATIO) / (4.0 * stiff) * torch.log(square / side**2)
        + (along**2 - across**2) / (4.0 * stiff * square)
    )
    return replace(
        columns,
        rows=columns.rows + burgers * (slip * sine + climb * cosine),
        columns=columns.columns + burgers * (slip * cosine - climb * sine),
    )
