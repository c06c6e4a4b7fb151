"""Make the multislice pictures that denoisers are scored on; never used for training.

Run by an interpreter with abTEM (GPL-3: a virtual environment of its own, never the program's)::

    python3 -m venv .venv-multislice
    .venv-multislice/bin/pip install abtem==1.0.11 ase==3.29.0
    .venv-multislice/bin/python installer/make_multislice.py [--quick]

Multislice with frozen phonons (J. Madsen, T. Susi, Open Res. Europe 1 (2021) 24): an hour or two
on two cores; with ``--quick`` small cells, thin crystals and one configuration, some minutes.
 Every picture is the share of the incident electrons on a detector, periodic, scanned just
finer than the Nyquist step of its probe, so that it can be resampled without loss.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import abtem
import ase
import numpy as np
from ase import Atoms
from ase.build import bulk, mx2, surface
from ase.cluster import Octahedron
from ase.spacegroup import crystal

SOURCE = 0.8
"""Full width at half maximum of the effective source [A]."""


@dataclass(frozen=True)
class Specimen:
    """Atoms and how they are looked at: energy [eV], semi-angle [mrad], detectors [mrad]."""

    name: str
    atoms: Atoms
    energy: float
    semiangle: float
    detectors: dict[str, tuple[float, float]]
    sampling: float = 0.05
    configurations: int = 2
    sigma: float = 0.08


def strontium_titanate(rng: np.random.Generator, across: int, deep: int) -> Atoms:
    """Return SrTiO3 [001]: a column without Sr, one half full, one or more of displaced Ti."""
    cell = crystal(
        ["Sr", "Ti", "O"], [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)], spacegroup=221,
        cellpar=[3.905] * 3 + [90] * 3,
    )  # fmt: skip
    atoms = cell * (across, across, deep)
    numbers, places = atoms.numbers, atoms.positions
    column = np.floor(places[:, 0] / 3.905 + 0.01) * across + np.floor(places[:, 1] / 3.905 + 0.01)
    gone = (numbers == 38) & (column == across + 1)
    gone |= (numbers == 38) & (column == 2 * across) & (rng.random(len(atoms)) < 0.5)
    moved = (numbers == 22) & np.isin(column, (3, 11, 16))
    places[moved, 0] += 0.30
    atoms.positions = places
    return atoms[~gone]


def silicon(rng: np.random.Generator, repeats: tuple[int, int, int]) -> Atoms:
    """Return Si [110]: dumbbells, one of them with hardly anything in one of its columns."""
    slab = surface(bulk("Si", cubic=True), (1, 1, 0), 2, periodic=True)
    atoms = slab * repeats
    atoms.wrap()
    middle = atoms.positions[:, :2].mean(axis=0)
    nearest = np.argmin(np.hypot(*(atoms.positions[:, :2] - middle).T))
    away = np.hypot(*(atoms.positions[:, :2] - atoms.positions[nearest, :2]).T)
    return atoms[(away > 0.3) | (rng.random(len(atoms)) < 0.1)]


def molybdenum_disulphide(rng: np.random.Generator, across: tuple[int, int]) -> Atoms:
    """Return a monolayer of MoS2: sulphur vacancies, single and double, and W on Mo sites."""
    layer = mx2("MoS2", a=3.18, vacuum=2.0)
    atoms = abtem.orthogonalize_cell(layer) * (*across, 1)
    sulphur = np.flatnonzero(atoms.numbers == 16)
    metal = np.flatnonzero(atoms.numbers == 42)
    atoms.numbers[rng.choice(metal, max(1, len(metal) // 20), replace=False)] = 74
    gone = set(rng.choice(sulphur, max(1, len(sulphur) // 20), replace=False))
    first = atoms.positions[sulphur[5], :2]
    gone |= {s for s in sulphur if np.hypot(*(atoms.positions[s, :2] - first)) < 0.2}
    return atoms[[index for index in range(len(atoms)) if index not in gone]]


def carbon(rng: np.random.Generator, side: float, thickness: float) -> Atoms:
    """Return an amorphous film: 90 atoms per nm3, none nearer than 1.3 A where there is room."""
    wanted = int(0.09 * side * side * thickness)
    box = np.array([side, side, thickness])
    places = np.empty((0, 3))
    while len(places) < wanted:
        place = rng.random(3) * box
        away = places - place
        away[:, :2] -= side * np.round(away[:, :2] / side)
        if not len(places) or np.min(np.sum(away**2, axis=1)) > 1.3**2 or rng.random() < 0.002:
            places = np.vstack([places, place])
    return Atoms("C" * wanted, positions=places, cell=box, pbc=True)


_CORNERS = ((0.12, 0.15, 16.0), (0.88, 0.2, 16.0), (0.85, 0.88, 16.0))


def gold_on_carbon(rng: np.random.Generator, side: float, length: int) -> Atoms:
    """Return a gold particle and three gold atoms on 1.5 nm of amorphous carbon."""
    film = carbon(rng, side, 15.0)
    particle = Octahedron("Au", length, cutoff=2)
    particle.rotate(45.0, "x")
    particle.positions += np.array([0.45 * side, 0.5 * side, 17.0]) - particle.positions.min(
        axis=0
    ) * [0, 0, 1]
    singles = Atoms("Au3", positions=np.array(_CORNERS) * [side, side, 1.0])
    atoms = film + particle + singles
    atoms.set_cell([side, side, float(atoms.positions[:, 2].max()) + 2.0])
    return atoms


def atoms_on_carbon(rng: np.random.Generator, side: float) -> Atoms:
    """Return single platinum atoms, one a square nanometre, on 2 nm of amorphous carbon."""
    film = carbon(rng, side, 20.0)
    count = round(side * side / 100.0)
    places = np.column_stack([rng.random((count, 2)) * side, np.full(count, 21.0)])
    atoms = film + Atoms(f"Pt{count}", positions=places)
    atoms.set_cell([side, side, 23.0])
    return atoms


def specimens(seed: int, quick: bool) -> list[Specimen]:
    """Return all specimens with their microscopes, the quick ones first."""
    rng = np.random.default_rng(seed)
    bright = {"abf": (0.5, 1.0), "bf": (0.0, 0.5)}  # shares of the semi-angle
    ring60 = {"haadf": (70.0, 130.0)} | {k: (31 * a, 31 * b) for k, (a, b) in bright.items()}
    ring80 = {"haadf": (55.0, 95.0), "bf": (0.0, 8.0)}
    ring200 = {"haadf": (60.0, 110.0), "abf": (12.0, 24.0)}
    ring300 = {"haadf": (50.0, 90.0), "abf": (10.5, 21.0)}
    several = 1 if quick else 3
    return [
        Specimen("mos2", molybdenum_disulphide(rng, (4, 2) if quick else (9, 5)),
                 60e3, 31.0, ring60, 0.12, several),
        Specimen("srtio3-001", strontium_titanate(rng, *((3, 4) if quick else (6, 12))),
                 300e3, 21.0, ring300, 0.07, several),
        Specimen("pt-on-carbon", atoms_on_carbon(rng, 18.0 if quick else 40.0),
                 80e3, 25.0, ring80, 0.14, 1),
        Specimen("au-on-carbon", gold_on_carbon(rng, *((24.0, 5) if quick else (40.0, 7))),
                 80e3, 25.0, ring80, 0.14, 1),
        Specimen("si-110", silicon(rng, (2, 4, 3) if quick else (4, 6, 6)),
                 200e3, 24.0, ring200, 0.07, several),
    ]  # fmt: skip


def scanned(specimen: Specimen, seed: int) -> dict[str, Any]:
    """Return one picture a detector as shares of the beam, and the step of the scan [A]."""
    atoms = specimen.atoms
    moving = abtem.FrozenPhonons(
        atoms, num_configs=specimen.configurations, sigmas=specimen.sigma, seed=seed
    )
    potential = abtem.Potential(moving, sampling=specimen.sampling, slice_thickness=2.0)
    probe = abtem.Probe(energy=specimen.energy, semiangle_cutoff=specimen.semiangle)
    wavelength = abtem.core.energy.energy2wavelength(specimen.energy)
    step = 0.95 * wavelength / (4.0 * specimen.semiangle * 1e-3)
    extent = np.array([atoms.cell[0, 0], atoms.cell[1, 1]])
    points = np.ceil(extent / step).astype(int)
    scan = abtem.GridScan(start=(0, 0), end=tuple(extent), gpts=tuple(points), endpoint=False)
    rings = [abtem.AnnularDetector(inner=a, outer=b) for a, b in specimen.detectors.values()]
    measured = probe.scan(potential, scan=scan, detectors=rings).compute(progress_bar=False)
    found = {}
    for name, image in zip(specimen.detectors, measured, strict=True):
        array = np.asarray(image.array, dtype=np.float64)
        if array.ndim == 3:
            array = array.mean(axis=0)
        found[name] = blurred(array, extent / points).astype(np.float32)
    return {"images": found, "step": tuple(float(v) for v in extent / points)}


def blurred(image: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return a periodic picture spread by the source."""
    sigma = SOURCE / 2.3548
    rows, columns = (np.fft.fftfreq(n, d) for n, d in zip(image.shape, step, strict=True))
    response = np.exp(-2 * (np.pi * sigma) ** 2 * (rows[:, None] ** 2 + columns[None, :] ** 2))
    return np.clip(np.fft.ifft2(np.fft.fft2(image) * response).real, 0.0, None)


def main() -> None:
    """Make all pictures, or those named, and write them with a description beside them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("resources/evaluation"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="small cells: minutes, not hours")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for specimen in specimens(options.seed, options.quick):
        if options.only and specimen.name not in options.only:
            continue
        began = time.perf_counter()
        made = scanned(specimen, options.seed)
        for detector, image in made["images"].items():
            stem = options.out / f"{specimen.name}-{detector}"
            np.save(stem.with_suffix(".npy"), image)
            facts = {
                "step_angstrom": made["step"],
                "energy_ev": specimen.energy,
                "semiangle_mrad": specimen.semiangle,
                "detector_mrad": specimen.detectors[detector],
                "source_fwhm_angstrom": SOURCE,
                "configurations": specimen.configurations,
                "displacement_angstrom": specimen.sigma,
                "atoms": len(specimen.atoms),
                "seed": options.seed,
                "made_with": f"abtem {abtem.__version__}, ase {ase.__version__}",
            }
            stem.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n")
        print(f"{specimen.name}: {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
