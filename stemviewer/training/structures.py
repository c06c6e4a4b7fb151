"""Projects real crystal structures along their zone axes; needs ``ase`` (extra ``train``).

``python -m stemviewer.training.structures`` writes the table that the training images are made
from, so that making images needs no ``ase``. Cells are from R. W. G. Wyckoff, Crystal Structures,
2nd ed. (Interscience, 1963-1971), rounded; a network needs kinds of lattices, not their pm.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.resources import resource_path
from stemviewer.simulation.generator.structures import TABLE

Vector = npt.NDArray[np.float64]

ATOMIC_CONTRAST = 1.7
"""Exponent of the atomic number in ADF images (Pennycook and Jesson, Ultramicroscopy 37 (1991))."""

SAME_COLUMN = 0.02
"""Columns nearer than this share of the cell's side look like one."""

MOST_COLUMNS = 32
CUBIC_AXES = ((0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 1, 2))
OTHER_AXES = ((0, 0, 1), (1, 0, 0), (1, 1, 0))


@dataclass(frozen=True, slots=True)
class Structure:
    """Space group, sides [Å] and angles [degree] of the cell, and its independent atoms."""

    name: str
    group: int
    cell: tuple[float, ...]
    atoms: tuple[tuple[str, tuple[float, float, float]], ...]


def _cubic(name: str, group: int, side: float, **sites: tuple[float, float, float]) -> Structure:
    atoms = tuple((element.rstrip("_"), place) for element, place in sites.items())
    return Structure(name, group, (side, side, side, 90, 90, 90), atoms)


_O = (0.0, 0.0, 0.0)
_H = (0.5, 0.5, 0.5)
_Q = (0.25, 0.25, 0.25)
_FACE = (0.5, 0.5, 0.0)


def _metals() -> list[Structure]:
    fcc = {"Au": 4.08, "Ag": 4.09, "Pt": 3.92, "Pd": 3.89, "Cu": 3.61, "Al": 4.05, "Ni": 3.52}
    bcc = {"Fe": 2.87, "W": 3.16, "Nb": 3.30}
    close = {"Ti": (2.95, 4.69), "Mg": (3.21, 5.21), "Co": (2.51, 4.07), "Ru": (2.70, 4.28)}
    found = [_cubic(element, 225, side, **{element: _O}) for element, side in fcc.items()]
    found += [_cubic(element, 229, side, **{element: _O}) for element, side in bcc.items()]
    found += [
        Structure(element, 194, (a, a, c, 90, 90, 120), ((element, (1 / 3, 2 / 3, 0.25)),))
        for element, (a, c) in close.items()
    ]
    return found


def _compounds() -> list[Structure]:
    hexagonal = (90.0, 90.0, 120.0)
    return [
        _cubic("Si", 227, 5.43, Si=_O),
        _cubic("Ge", 227, 5.66, Ge=_O),
        _cubic("GaAs", 216, 5.65, Ga=_O, As=_Q),
        _cubic("InP", 216, 5.87, In=_O, P=_Q),
        _cubic("CdTe", 216, 6.48, Cd=_O, Te=_Q),
        _cubic("ZnS", 216, 5.41, Zn=_O, S=_Q),
        _cubic("MgO", 225, 4.21, Mg=_O, O=_H),
        _cubic("PbTe", 225, 6.46, Pb=_O, Te=_H),
        _cubic("TiC", 225, 4.33, Ti=_O, C=_H),
        _cubic("CeO2", 225, 5.41, Ce=_O, O=_Q),
        _cubic("CaF2", 225, 5.46, Ca=_O, F=_Q),
        _cubic("SrTiO3", 221, 3.905, Sr=_O, Ti=_H, O=(0.5, 0.5, 0.0)),
        _cubic("BaTiO3", 221, 4.00, Ba=_O, Ti=_H, O=(0.5, 0.5, 0.0)),
        _cubic("LaAlO3", 221, 3.79, La=_O, Al=_H, O=(0.5, 0.5, 0.0)),
        _cubic("CsPbBr3", 221, 5.87, Cs=_O, Pb=_H, Br=(0.5, 0.5, 0.0)),
        _cubic("Ni3Al", 221, 3.57, Al=_O, Ni=_FACE),
        _cubic("MgAl2O4", 227, 8.08, Mg=(0.125,) * 3, Al=_H, O=(0.2624,) * 3),
        _cubic("Cu2O", 224, 4.27, Cu=_O, O=_Q),
        Structure("FePt", 123, (2.72, 2.72, 3.71, 90, 90, 90), (("Fe", _O), ("Pt", _H))),
        Structure("PbTiO3", 99, (3.90, 3.90, 4.15, 90, 90, 90),
                  (("Pb", _O), ("Ti", (0.5, 0.5, 0.54)), ("O", (0.5, 0.0, 0.61)),
                   ("O", (0.5, 0.5, 0.11)))),
        Structure("rutile", 136, (4.59, 4.59, 2.96, 90, 90, 90),
                  (("Ti", _O), ("O", (0.305, 0.305, 0.0)))),
        Structure("anatase", 141, (3.785, 3.785, 9.51, 90, 90, 90),
                  (("Ti", _O), ("O", (0.0, 0.0, 0.208)))),
        Structure("GaN", 186, (3.19, 3.19, 5.19, *hexagonal),
                  (("Ga", (1 / 3, 2 / 3, 0.0)), ("N", (1 / 3, 2 / 3, 0.377)))),
        Structure("ZnO", 186, (3.25, 3.25, 5.21, *hexagonal),
                  (("Zn", (1 / 3, 2 / 3, 0.0)), ("O", (1 / 3, 2 / 3, 0.382)))),
        Structure("Al2O3", 167, (4.76, 4.76, 12.99, *hexagonal),
                  (("Al", (0.0, 0.0, 0.352)), ("O", (0.306, 0.0, 0.25)))),
        Structure("LiCoO2", 166, (2.82, 2.82, 14.05, *hexagonal),
                  (("Co", _O), ("Li", (0, 0, 0.5)), ("O", (0, 0, 0.26)))),
        Structure("Bi2Te3", 166, (4.38, 4.38, 30.49, *hexagonal),
                  (("Bi", (0, 0, 0.4)), ("Te", _O), ("Te", (0, 0, 0.212)))),
        Structure("WC", 187, (2.91, 2.91, 2.84, *hexagonal),
                  (("W", _O), ("C", (1 / 3, 2 / 3, 0.5)))),
        Structure("LiFePO4", 62, (10.33, 6.01, 4.69, 90, 90, 90),
                  (("Li", _O), ("Fe", (0.282, 0.25, 0.975)), ("P", (0.095, 0.25, 0.418)),
                   ("O", (0.097, 0.25, 0.743)), ("O", (0.457, 0.25, 0.206)),
                   ("O", (0.166, 0.046, 0.285)))),
    ]  # fmt: skip


def projected(cell: Vector, places: Vector, numbers: Vector, axis: tuple[int, int, int]) -> Any:
    """Return a structure seen along a lattice direction.

    Parameters
    ----------
    cell : ndarray, shape (3, 3)
        Lattice vectors as rows [Å].
    places : ndarray, shape (atoms, 3)
        Cartesian positions [Å].
    numbers : ndarray, shape (atoms,)
        Atomic numbers.
    axis : tuple of int
        Zone axis [uvw].

    Returns
    -------
    dict or None
        ``side`` [Å], ``second``, ``sites``, ``weights`` (the brightest 1) as in
        :class:`stemviewer.simulation.generator.lattice.Cell`; ``None`` when more than
        ``MOST_COLUMNS`` columns would overlap.
    """
    beam = np.asarray(axis, dtype=float) @ cell
    beam /= np.linalg.norm(beam)
    first, second = _shortest_pair(_across(cell, beam), beam)
    side = float(np.linalg.norm(first))
    along = first / side
    plane = np.stack([np.cross(beam, along), along], axis=1)
    flat, basis = places @ plane, np.stack([first, second]) @ plane
    fractions = np.mod(flat @ np.linalg.inv(basis), 1.0)
    sites, weights = _columns(fractions, basis, numbers**ATOMIC_CONTRAST)
    if len(sites) > MOST_COLUMNS:
        return None
    down, right = basis[1] / side
    return {
        "side": round(side, 3),
        "second": [round(float(down), 4), round(float(right), 4)],
        "sites": [[round(float(value), 4) for value in site] for site in sites],
        "weights": [round(float(weight / max(weights)), 3) for weight in weights],
    }


def _across(cell: Vector, beam: Vector) -> Vector:
    """Return projections of short lattice vectors that are not along the beam."""
    steps = np.array([s for s in product(range(-3, 4), repeat=3) if any(s)], dtype=float)
    vectors = steps @ cell
    flat = vectors - np.outer(vectors @ beam, beam)
    found: Vector = flat[np.linalg.norm(flat, axis=1) > 1e-3]
    return found


def _shortest_pair(vectors: Vector, beam: Vector) -> tuple[Vector, Vector]:
    ordered = vectors[np.argsort(np.linalg.norm(vectors, axis=1), kind="stable")][:60]
    first = ordered[0]
    for other in ordered[1:]:
        turn = float(np.dot(np.cross(other, first), beam))
        sine = turn / float(np.linalg.norm(first) * np.linalg.norm(other))
        if abs(sine) > 0.3:
            return first, other if turn > 0 else -other
    raise ValueError("the lattice has no second direction across the beam")


def _columns(
    fractions: Vector, basis: Vector, strengths: Vector
) -> tuple[list[Vector], list[float]]:
    """Merge atoms that stand behind one another."""
    near = SAME_COLUMN * float(np.linalg.norm(basis[0])) * 2.0
    sites: list[Vector] = []
    weights: list[float] = []
    for place, strength in zip(fractions, strengths, strict=True):
        for at, site in enumerate(sites):
            apart = (place - site + 0.5) % 1.0 - 0.5
            if float(np.linalg.norm(apart @ basis)) < near:
                weights[at] += float(strength)
                break
        else:
            sites.append(place)
            weights.append(float(strength))
    return sites, weights


def table() -> list[dict[str, Any]]:
    """Return all structures in all their zone axes, equal pictures once."""
    from ase.spacegroup import crystal

    entries: list[dict[str, Any]] = []
    for structure in _metals() + _compounds():
        symbols = [element for element, _ in structure.atoms]
        atoms = crystal(
            symbols,
            [place for _, place in structure.atoms],
            spacegroup=structure.group,
            cellpar=list(structure.cell),
        )
        axes = CUBIC_AXES if structure.group > 194 else OTHER_AXES
        for axis in axes:
            seen = projected(
                np.array(atoms.cell), np.array(atoms.positions), np.array(atoms.numbers), axis
            )
            if seen is not None:
                entries.append({"material": structure.name, "axis": list(axis), **seen})
    return entries


def main() -> int:
    """Write the table; prints how many projections of how many materials it holds."""
    entries = table()
    path: Path = resource_path(TABLE[0]) / TABLE[1]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(entries)} projections of {len({e['material'] for e in entries})} materials")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
