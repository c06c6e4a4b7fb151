"""What a network makes of shot noise alone: measured once, pinned in its catalogue entry."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.architecture import RateNetwork
from stemviewer.denoise.network.catalogue import CATALOGUE, Catalogue, read_catalogue
from stemviewer.denoise.network.floor import energies
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.views import seen
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.training.files import replace_file

DOSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
"""Mean electrons per pixel; over this range the residue follows the shot noise."""

SIDE = 256
PICTURES = 3

Floor = tuple[float, float, float, float, float, float]


def measure_floor(network: RateNetwork, seed: int = 0, pictures: int = PICTURES) -> Floor:
    """Return the mean energy of each band on flat fields, over their mean count.

    The geometric mean over doses, of ``pictures`` of 256 x 256 pixels each.
    """
    rows = []
    with torch.inference_mode():
        for dose in DOSES:
            for number in range(pictures):
                rng = np.random.default_rng([seed, number, round(dose * 10)])
                counts = rng.poisson(dose, (1, 1, SIDE, SIDE)).astype(np.float32)
                energy = energies(network(torch.from_numpy(counts))).double()
                rows.append(energy.mean(dim=(1, 2)).numpy() / float(counts.mean()))
    means = np.exp(np.log(np.maximum(rows, 1e-12)).mean(axis=0))
    return tuple(float(f"{value:.3e}") for value in means)  # type: ignore[return-value]


def run_floor(name: str, networks: Path | None = None, *, seed: int = 0) -> int:
    """Measure the floor of a network of a catalogue and pin it there; prints it, returns 0.

    Raises
    ------
    ModelError
        If the network cannot be used.
    """
    folder = networks or resource_path("networks")
    catalogue = read_catalogue(folder / CATALOGUE)
    entry = catalogue.entry(name)
    floor = measure_floor(
        seen(load_pinned(entry, folder=folder).network, entry.views, balanced=entry.balanced), seed
    )
    pin(folder / CATALOGUE, entry.model_copy(update={"floor": floor}))
    print(f"{name}: energy of the residue over the mean count, by band: {floor}")
    return 0


def pin(path: Path, entry: ModelEntry) -> None:
    """Put an entry in the place of the one of its name."""
    networks = read_catalogue(path).networks
    replaced = tuple(entry if other.name == entry.name else other for other in networks)
    catalogue = Catalogue(version=1, networks=replaced)
    replace_file(path, (json.dumps(catalogue.model_dump(mode="json"), indent=2) + "\n").encode())
