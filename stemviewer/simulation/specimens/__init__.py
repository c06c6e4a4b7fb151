"""The specimens that can be looked at, by name."""

from __future__ import annotations

from types import MappingProxyType

from stemviewer.core.errors import SettingsError
from stemviewer.simulation.specimens.base import Atoms, Box, Specimen, Traits
from stemviewer.simulation.specimens.disulphide import MolybdenumDisulphide
from stemviewer.simulation.specimens.film import AmorphousFilm
from stemviewer.simulation.specimens.particle import Particles
from stemviewer.simulation.specimens.perovskite import Perovskite
from stemviewer.simulation.specimens.single_atoms import SingleAtoms

_KINDS: tuple[type[Specimen], ...] = (
    Perovskite,
    MolybdenumDisulphide,
    Particles,
    SingleAtoms,
    AmorphousFilm,
)

SPECIMENS = MappingProxyType({kind.traits.name: kind.traits.summary for kind in _KINDS})
"""Names and one-line descriptions."""


def make_specimen(name: str, seed: int) -> Specimen:
    """Return a specimen.

    Parameters
    ----------
    name : str
        One of ``SPECIMENS``.
    seed : int
        Same seed, same atoms.

    Raises
    ------
    SettingsError
        If there is no such specimen.
    """
    for kind in _KINDS:
        if kind.traits.name == name:
            return kind(seed)
    raise SettingsError(
        f"There is no specimen called {name!r}.",
        "Nothing was simulated.",
        f"Choose one of: {', '.join(SPECIMENS)}.",
    )


__all__ = ["SPECIMENS", "Atoms", "Box", "Specimen", "Traits", "make_specimen"]
