"""Two-dimensional lattices with a basis, and the defects of their columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from stemviewer.simulation.generator.draw import Draw


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in units of its first side: two vectors, fractional sites and their brightness."""

    second: tuple[float, float]
    sites: tuple[tuple[float, float], ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Atom columns: positions [px], peak heights and which site of the cell each is."""

    rows: Tensor
    columns: Tensor
    weights: Tensor
    kinds: Tensor

    def kept(self, mask: Tensor) -> Columns:
        """Return the columns where ``mask`` holds."""
        return Columns(self.rows[mask], self.columns[mask], self.weights[mask], self.kinds[mask])


def joined(*parts: Columns) -> Columns:
    """Return all columns of several sets."""
    return Columns(
        torch.cat([p.rows for p in parts]),
        torch.cat([p.columns for p in parts]),
        torch.cat([p.weights for p in parts]),
        torch.cat([p.kinds for p in parts]),
    )


def _random_cell(draw: Draw) -> Cell:
    count = draw.integer(1, 4)
    angle = math.radians(draw.uniform(55.0, 125.0))
    ratio = draw.uniform(0.6, 1.7)
    sites = tuple((draw.uniform(0.0, 1.0), draw.uniform(0.0, 1.0)) for _ in range(count))
    weights = tuple(draw.uniform(0.1, 1.0) for _ in range(count))
    return Cell((ratio * math.sin(angle), ratio * math.cos(angle)), sites, weights)


def _simple_cell(draw: Draw) -> Cell:
    angle = math.radians(draw.choice((90.0, 60.0, 70.5, 54.7, 109.5)))
    ratio = draw.choice((1.0, 1.0, math.sqrt(2.0), 1.0 / math.sqrt(2.0)))
    sites: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    if draw.chance(0.4):
        sites = ((0.0, 0.0), (0.5, 0.5))
    return Cell((ratio * math.sin(angle), ratio * math.cos(angle)), sites, (1.0,) * len(sites))


def _dumbbell_cell(draw: Draw) -> Cell:
    # [110] of diamond and zinc blende: a centred rectangle of pairs a quarter of it apart
    ratio = draw.uniform(1.2, 1.6)
    gap = draw.uniform(0.15, 0.28)
    partner = draw.uniform(0.25, 1.0)
    sites = ((0.0, 0.0), (0.0, gap), (0.5, 0.5), (0.5, 0.5 + gap))
    return Cell((ratio, 0.0), sites, (1.0, partner, 1.0, partner))


def _perovskite_cell(draw: Draw) -> Cell:
    # [001]: A at the corner, B-O in the middle, O on the edges (weak in ADF)
    second = draw.uniform(0.97, 1.06)
    b_weight = draw.uniform(0.25, 1.0)
    oxygen = draw.uniform(0.0, 0.3)
    shift = draw.uniform(-0.08, 0.08) if draw.chance(0.5) else 0.0
    sites = ((0.0, 0.0), (0.5 + shift, 0.5), (0.5, 0.0), (0.0, 0.5))
    return Cell((second, 0.0), sites, (1.0, b_weight, oxygen, oxygen))


def _honeycomb_cell(draw: Draw) -> Cell:
    # graphene, hBN and the 2H dichalcogenides seen along their layer normal
    partner = draw.choice((1.0, draw.uniform(0.15, 0.9)))
    sites = ((1.0 / 3.0, 1.0 / 3.0), (2.0 / 3.0, 2.0 / 3.0))
    return Cell((math.sin(math.pi / 3.0), math.cos(math.pi / 3.0)), sites, (1.0, partner))


CELLS: tuple[Callable[[Draw], Cell], ...] = (
    _random_cell,
    _simple_cell,
    _dumbbell_cell,
    _perovskite_cell,
)


def random_cell(draw: Draw) -> Cell:
    """Return a cell of any kind of bulk crystal."""
    return draw.choice(CELLS)(draw)


def honeycomb_cell(draw: Draw) -> Cell:
    """Return a cell of a hexagonal two-dimensional material."""
    return _honeycomb_cell(draw)


def fill(
    cell: Cell,
    side: float,
    angle: float,
    origin: tuple[float, float],
    size: int,
    device: torch.device,
) -> Columns:
    """Return all columns of a lattice inside a square of ``size`` pixels.

    Parameters
    ----------
    cell : Cell
        What is repeated.
    side : float
        Length of the cell's first side [px].
    angle : float
        Rotation [rad].
    origin : tuple of float
        Row and column of a lattice point [px].
    size : int
        Side of the square [px].
    device : torch.device
        Where the tensors live.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    first = (sine * side, cosine * side)
    row2, column2 = cell.second[0] * side, cell.second[1] * side
    second = (row2 * cosine + column2 * sine, -row2 * sine + column2 * cosine)
    shortest = min(side, math.hypot(*second)) * 0.75
    reach = min(int(size * 0.75 / shortest) + 3, 120)
    count = torch.arange(-reach, reach + 1, device=device, dtype=torch.float32)
    i, j = torch.meshgrid(count, count, indexing="ij")
    sites = torch.tensor(cell.sites, device=device)
    u = (i.reshape(-1, 1) + sites[:, 0]).reshape(-1)
    v = (j.reshape(-1, 1) + sites[:, 1]).reshape(-1)
    weights = torch.tensor(cell.weights, device=device).repeat(i.numel())
    kinds = torch.arange(len(cell.sites), device=device).repeat(i.numel())
    rows = origin[0] + u * first[0] + v * second[0]
    columns = origin[1] + u * first[1] + v * second[1]
    inside = (rows > -2) & (rows < size + 1) & (columns > -2) & (columns < size + 1)
    return Columns(rows, columns, weights, kinds).kept(inside)


def random_lattice(draw: Draw, cell: Cell, side: float, size: int) -> Columns:
    """Return a lattice in a random direction and position."""
    angle = draw.uniform(0.0, 2.0 * math.pi)
    origin = (draw.uniform(0.3, 0.7) * size, draw.uniform(0.3, 0.7) * size)
    return fill(cell, side, angle, origin, size, draw.device)
