"""Real crystal structures in their zone axes, from a table made beforehand."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

from stemviewer.core.resources import resource_path
from stemviewer.simulation.generator.draw import Draw
from stemviewer.simulation.generator.lattice import Cell

TABLE = ("structures", "projected.json")
"""Resource that ``python -m stemviewer.training.structures`` writes."""

KEPT_OUT = frozenset({"SrTiO3", "GaN", "CeO2", "Pt", "MgAl2O4", "FePt"})
"""Materials that no training image shows: networks are scored on them."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A structure seen along a zone axis; ``side`` is the length of the cell's first side [Å]."""

    material: str
    axis: tuple[int, ...]
    side: float
    cell: Cell


@functools.cache
def projections() -> tuple[Projection, ...]:
    """Return the whole table."""
    entries = json.loads(resource_path(*TABLE).read_text(encoding="utf-8"))
    return tuple(
        Projection(
            material=entry["material"],
            axis=tuple(entry["axis"]),
            side=float(entry["side"]),
            cell=Cell(
                second=(entry["second"][0], entry["second"][1]),
                sites=tuple((site[0], site[1]) for site in entry["sites"]),
                weights=tuple(entry["weights"]),
            ),
        )
        for entry in entries
    )


def random_structure(draw: Draw, *, kept_out: bool = False) -> Projection:
    """Return a real structure in one of its zone axes.

    Parameters
    ----------
    draw : Draw
        Source of chance.
    kept_out : bool
        Whether it shall be one of the materials that training never shows, or one of the others.
    """
    fitting = [entry for entry in projections() if (entry.material in KEPT_OUT) == kept_out]
    materials = sorted({entry.material for entry in fitting})
    material = draw.choice(materials)
    return draw.choice([entry for entry in fitting if entry.material == material])
