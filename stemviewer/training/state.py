"""The state of a training run: weights, their average, optimiser, position; saved and restored."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.training.options import Recipe

CHECKPOINT = "checkpoint.pt"


@dataclass(slots=True)
class TrainState:
    """Everything that a run needs to go on as if it had never stopped."""

    network: LiveNet
    average: LiveNet
    optimiser: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0


def fresh_state(recipe: Recipe, seed: int, device: torch.device) -> TrainState:
    """Return the state before the first step; the same seed gives the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = LiveNet(recipe.shape)
        average = LiveNet(recipe.shape)
    average.load_state_dict(network.state_dict())
    network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = average.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average.requires_grad_(False)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=recipe.rate, betas=(0.9, 0.99), weight_decay=recipe.weight_decay
    )
    return TrainState(network, average, optimiser)


@torch.no_grad()
def update_average(state: TrainState, decay: float) -> None:
    """Move the averaged weights towards the present ones; faster in the first steps."""
    now = min(decay, (1.0 + state.step) / (10.0 + state.step))
    averaged: list[Tensor] = list(state.average.parameters())
    torch._foreach_lerp_(averaged, list(state.network.parameters()), 1.0 - now)


def save_state(state: TrainState, folder: Path, recipe: str, seed: int) -> Path:
    """Write the checkpoint beside the old one, then put it in its place."""
    path = folder / CHECKPOINT
    part = path.with_suffix(".part")
    torch.save(
        {
            "recipe": recipe,
            "seed": seed,
            "step": state.step,
            "seconds": state.seconds,
            "network": state.network.state_dict(),
            "average": state.average.state_dict(),
            "optimiser": state.optimiser.state_dict(),
        },
        part,
    )
    part.replace(path)
    return path


def read_checkpoint(folder: Path) -> dict[str, Any]:
    """Return the content of the folder's checkpoint.

    Raises
    ------
    ModelError
        If there is none, or it is not a checkpoint.
    """
    path = folder / CHECKPOINT
    try:
        # weights_only: a checkpoint must not be able to run code
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, pickle.UnpicklingError) as error:
        raise ModelError(
            f"The checkpoint {path} cannot be read ({type(error).__name__}).",
            "The training cannot go on from it.",
            "Start it without resuming, or name another folder.",
        ) from error
    return content


def restore_state(state: TrainState, content: dict[str, Any], recipe: str, seed: int) -> None:
    """Put a checkpoint's content into a fresh state.

    Raises
    ------
    ModelError
        If it is of another recipe or seed.
    """
    if (content["recipe"], content["seed"]) != (recipe, seed):
        raise ModelError(
            f"The checkpoint is of recipe {content['recipe']!r} with seed {content['seed']}, "
            f"not of {recipe!r} with {seed}.",
            "Going on would mix two runs.",
            "Use the same recipe and seed, or another folder.",
        )
    state.network.load_state_dict(content["network"])
    state.average.load_state_dict(content["average"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.step = int(content["step"])
    state.seconds = float(content["seconds"])


def start_from(state: TrainState, content: dict[str, Any], recipe: str) -> None:
    """Begin with the averaged weights of another run of the same recipe, at step 0.

    Raises
    ------
    ModelError
        If the run is of another recipe, whose network has another size.
    """
    if content["recipe"] != recipe:
        raise ModelError(
            f"The run to start from is of recipe {content['recipe']!r}, not of {recipe!r}.",
            "Its weights do not fit.",
            "Name a run of the same recipe.",
        )
    state.network.load_state_dict(content["average"])
    state.average.load_state_dict(content["average"])
