"""From a training run to a shipped network: safetensors, SHA-256 and the catalogue's entry."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from stemviewer.core.errors import ModelError
from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.catalogue import CATALOGUE, Catalogue, read_catalogue
from stemviewer.denoise.network.contrast import Contrast
from stemviewer.denoise.network.model_entry import ModelEntry, Role, TrainedRange
from stemviewer.denoise.network.views import seen
from stemviewer.denoise.network.weights import pack_weights
from stemviewer.simulation.generator.images import DOSE_RANGE
from stemviewer.simulation.generator.probe import FWHM_RANGE
from stemviewer.training.card import card_text
from stemviewer.training.files import replace_file
from stemviewer.training.floor import measure_floor
from stemviewer.training.options import RECIPES
from stemviewer.training.state import read_checkpoint
from stemviewer.training.variants import without_estimate

SUMMARY = (
    "A neural network trained on simulated images; sharper than any filter, "
    "and able to invent: check against raw."
)


def averaged_network(run: Path) -> LiveNet:
    """Return the network with the averaged weights of a run's last checkpoint.

    Raises
    ------
    ModelError
        If there is no checkpoint, or its recipe is not known.
    """
    content = read_checkpoint(run)
    recipe = RECIPES.get(str(content["recipe"]))
    if recipe is None:
        raise ModelError(
            f"The run in {run} follows the recipe {content['recipe']!r}, which is not known.",
            "Its network cannot be built.",
            f"Known: {', '.join(RECIPES)}.",
        )
    network = LiveNet(recipe.shape)
    network.load_state_dict(content["average"])
    return network.eval().requires_grad_(False)


def run_export(
    run: Path, name: str, networks: Path | None = None, *, live: str = "", views: int = 1
) -> int:
    """Write the network of a run and pin it in the catalogue; prints its SHA-256.

    Parameters
    ----------
    run : Path
        Folder of the run.
    name : str
        Of the network; an entry of the same name is replaced.
    networks : Path, optional
        Folder of weights and catalogue; that of this installation when not given.
    live : str
        Name of the fast variant, without the windowed estimate; none when empty.
    views : int
        How often the network, not its fast variant, looks at each picture.

    Returns
    -------
    int
        0.
    """
    folder = networks or resource_path("networks")
    folder.mkdir(parents=True, exist_ok=True)
    network = averaged_network(run)
    if live:
        _write(folder, without_estimate(network), live, Role.LIVE)
    _write(folder, network, name, Role.BEST if network.shape.spectral else Role.LIVE, views)
    return 0


def _write(folder: Path, network: LiveNet, name: str, role: Role, views: int = 1) -> None:
    balanced = network.shape.spectral
    content = pack_weights(network, name)
    entry = ModelEntry(
        name=name,
        file=f"{name}.safetensors",
        sha256=hashlib.sha256(content).hexdigest(),
        label=f"Network {name}",
        summary=SUMMARY,
        role=role,
        floor=measure_floor(seen(network, views, balanced=balanced)),
        views=views,
        balanced=balanced,
        trained=TrainedRange(
            dose_low=DOSE_RANGE[0],
            dose_high=DOSE_RANGE[1],
            fwhm_low=FWHM_RANGE[0],
            fwhm_high=FWHM_RANGE[1],
            contrasts=(Contrast.BRIGHT, Contrast.DARK),  # a fifth of the pictures are inverted
        ),
    )
    replace_file(folder / entry.file, content)
    replace_file(folder / CATALOGUE, _with_entry(folder / CATALOGUE, entry))
    card = folder / f"{name}.md"
    if not card.exists():
        replace_file(card, card_text(network, name, entry.sha256).encode("utf-8"))
    print(f"{folder / entry.file}  sha256 {entry.sha256}")


def _with_entry(path: Path, entry: ModelEntry) -> bytes:
    others = read_catalogue(path).networks if path.exists() else ()
    kept = tuple(other for other in others if other.name != entry.name)
    catalogue = Catalogue(version=1, networks=(*kept, entry))
    return (json.dumps(catalogue.model_dump(mode="json"), indent=2) + "\n").encode("utf-8")
