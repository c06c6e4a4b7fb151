"""The pictures that are scored: kept-out simulated families, the multislice set, real ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stemviewer.feeds.images import read_stack
from stemviewer.simulation.evaluation.metrics import Image
from stemviewer.simulation.evaluation.multislice import multislice_pictures
from stemviewer.simulation.evaluation.pictures import SCORED, held_out_images
from stemviewer.simulation.evaluation.real import truths_of

LATTICES = ("crystal", "interface", "sheet", "particles")
"""Families scored together as ``lattices``; the others are sources of their own."""

SIZE = 256
"""Side of the simulated pictures [px]."""


def simulated(per_family: int, seed: int) -> dict[str, dict[str, Image]]:
    """Return a source for every kept-out family: name -> its pictures."""
    return {
        family: {
            f"{family} {number + 1}": image
            for number, image in enumerate(held_out_images(family, per_family, SIZE, seed))
        }
        for family in SCORED
    }


def all_sources(
    per_family: int, seed: int, real: Path | None, wanted: Sequence[str] = ()
) -> tuple[dict[str, dict[str, Image]], list[str]]:
    """Return all sources of pictures of mean 1, and remarks on what is left out.

    Parameters
    ----------
    per_family : int
        Pictures of each simulated family.
    seed : int
        Of the simulated pictures.
    real : Path, optional
        Folder of real pictures; without it there is no source ``real``.
    wanted : sequence of str
        ``simulated``, ``multislice``, ``real`` or names of families; empty takes all.
    """
    found = {
        name: pictures
        for name, pictures in simulated(per_family, seed).items()
        if not wanted or name in wanted or "simulated" in wanted
    }
    remarks: list[str] = []
    if not wanted or "multislice" in wanted:
        pictures = multislice_pictures(SIZE)
        if pictures:
            found["multislice"] = pictures
        else:
            remarks.append("There are no multislice pictures in this installation.")
    if real is not None and (not wanted or "real" in wanted):
        truths, more = truths_of(real, read_stack)
        found["real"] = truths
        remarks += more
    return found, remarks
