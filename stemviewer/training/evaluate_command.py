"""``train --evaluate``: which network, on which pictures, and where the result goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.weights import (
    LoadedNetwork,
    load_foreign,
    load_pinned,
)
from stemviewer.foreign.stacks import open_stack
from stemviewer.simulation.evaluation.columns import Estimator
from stemviewer.simulation.evaluation.real import truths_of
from stemviewer.training.atoms import atom_score
from stemviewer.training.evaluate import (
    DOSES,
    Evaluation,
    evaluate_simulated,
    score_images,
    table,
    write_json,
)
from stemviewer.training.export import averaged_network

REAL_DOSES = (2.0, 5.0, 20.0)
"""Mean electrons per pixel on real pictures unless others are asked for."""

NO_HASH = "0" * 64
"""Stands for the hash of weights that are not in a file yet (a run's checkpoint)."""


@dataclass(frozen=True, slots=True)
class EvaluateOptions:
    """One evaluation: network, pictures, doses [electrons per pixel], output."""

    network: str = "live-0.1"
    real: Path | None = None
    doses: tuple[float, ...] = ()
    images: int = 4
    size: int = 256
    seed: int = 0
    device: str = "auto"
    threads: int = 0
    json_path: Path | None = None


def run_evaluate(options: EvaluateOptions) -> int:
    """Score a network, print the table and write JSON if asked; returns 0.

    Raises
    ------
    ModelError
        If the network cannot be used.
    ImageFileError
        If the folder of real pictures holds none.
    """
    if options.threads:
        torch.set_num_threads(options.threads)
    loaded = _load(options.network)
    # the network itself: scaled to the counts its flux would always be right
    estimate = NetworkDenoiser(loaded, device=options.device).rate
    if options.real is not None:
        evaluation = _on_real(loaded, estimate, options, options.real)
    else:
        scores, honesty = evaluate_simulated(
            estimate,
            count=options.images,
            size=options.size,
            seed=options.seed,
            doses=options.doses or DOSES,
        )
        atoms = tuple(
            atom_score(dose, options.images, options.size, estimate, options.seed)
            for dose in options.doses or DOSES
        )
        evaluation = Evaluation(loaded.name, loaded.sha256, tuple(scores), tuple(honesty), atoms)
    print(table(evaluation))
    if options.json_path is not None:
        write_json(evaluation, options.json_path)
    return 0


def _load(name: str) -> LoadedNetwork:
    path = Path(name)
    if path.suffix == ".safetensors":
        return load_foreign(path, accept_unverified=True)
    if path.is_dir():
        return LoadedNetwork(averaged_network(path), path.name, NO_HASH, verified=False)
    return load_pinned(model_entry(name))


def _on_real(
    loaded: LoadedNetwork, estimate: Estimator, options: EvaluateOptions, folder: Path
) -> Evaluation:
    truths, remarks = truths_of(folder, open_stack)
    scores = tuple(
        score_images(name, [truth], dose, estimate, options.seed)
        for name, truth in truths.items()
        for dose in options.doses or REAL_DOSES
    )
    return Evaluation(loaded.name, loaded.sha256, scores, notes=tuple(remarks))
