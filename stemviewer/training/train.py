"""The training loop: seeded, resumable, logged; one line per interval, averaged weights kept."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from stemviewer.core.errors import SettingsError
from stemviewer.denoise.network.device import choose_device
from stemviewer.simulation.generator.draw import Draw, mixed_seed
from stemviewer.simulation.generator.images import DOSE_RANGE, make_batch, sampled
from stemviewer.training.loss import training_loss
from stemviewer.training.options import RECIPES, Recipe, TrainOptions
from stemviewer.training.revive import revive
from stemviewer.training.state import (
    CHECKPOINT,
    TrainState,
    fresh_state,
    read_checkpoint,
    restore_state,
    save_state,
    start_from,
    update_average,
)

LOG = "log.jsonl"
LOG_EVERY = 50
CLIP = 1.0
_CANNOT_GO_ON = 1
_LOOKED_AT = 24
"""Pictures a channel must be silent on to count as dead."""


@dataclass(slots=True)
class _Pool:
    """Clean images that serve several steps, each time turned and given another dose."""

    key: tuple[int, int] = (-1, -1)
    clean: Tensor = field(default_factory=lambda: torch.zeros(0))


def run_train(options: TrainOptions) -> int:
    """Train a network by a recipe; checkpoints and log go into ``options.out``.

    Parameters
    ----------
    options : TrainOptions
        What to do.

    Returns
    -------
    int
        0 when the run reached its end, 1 when the loss stopped being finite.

    Raises
    ------
    SettingsError
        If the recipe is not known.
    ModelError
        If the device is missing or the checkpoint to resume from cannot be used.
    """
    recipe = RECIPES.get(options.recipe)
    if recipe is None:
        raise SettingsError(
            f"There is no recipe {options.recipe!r}.", "", f"Known: {', '.join(RECIPES)}."
        )
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    state = fresh_state(recipe, options.seed, choose_device(options.device))
    if options.resume and (options.out / CHECKPOINT).exists():
        restore_state(state, read_checkpoint(options.out), options.recipe, options.seed)
    elif options.start is not None:
        start_from(state, read_checkpoint(options.start), options.recipe)
        _give_life(state, recipe, options)
    return _train(options, recipe, state)


def _give_life(state: TrainState, recipe: Recipe, options: TrainOptions) -> None:
    device = next(state.network.parameters()).device
    batch = make_batch(options.seed, 0, _LOOKED_AT, recipe.patch, device)
    if revived := revive(state.network, batch.counts):
        state.average.load_state_dict(state.network.state_dict())
        _log(options.out, {"step": 0, "revived channels": revived})


def _train(options: TrainOptions, recipe: Recipe, state: TrainState) -> int:
    pool = _Pool()
    losses: list[float] = []
    saved = state.seconds
    while not _finished(options, state):
        began = time.perf_counter()
        _set_rate(state, recipe, _progress(options, state))
        late = _progress(options, state) >= recipe.decay_from
        counts, clean = _next_batch(pool, recipe, late, options.seed, state)
        losses.append(_step(state, recipe, counts, clean))
        state.seconds += time.perf_counter() - began
        if not math.isfinite(losses[-1]):
            _log(options.out, {"step": state.step, "error": "the loss is not finite"})
            return _CANNOT_GO_ON
        if state.step % LOG_EVERY == 0:
            _log(options.out, _entry(state, losses))
            losses.clear()
        if state.seconds - saved > 60.0 * options.checkpoint_minutes:
            save_state(state, options.out, options.recipe, options.seed)
            saved = state.seconds
    if losses:
        _log(options.out, _entry(state, losses))
    save_state(state, options.out, options.recipe, options.seed)
    return 0


def _finished(options: TrainOptions, state: TrainState) -> bool:
    stopped = 0 < options.stop_after <= state.step
    return stopped or _progress(options, state) >= 1.0


def _progress(options: TrainOptions, state: TrainState) -> float:
    if options.steps:
        return state.step / options.steps
    return state.seconds / (60.0 * options.minutes)


def _set_rate(state: TrainState, recipe: Recipe, progress: float) -> None:
    rise = min(1.0, (state.step + 1) / max(recipe.warm_up, 1))
    late = max(0.0, (progress - recipe.decay_from) / (1.0 - recipe.decay_from))
    fall = 0.5 * (1.0 + math.cos(math.pi * min(late, 1.0)))
    for group in state.optimiser.param_groups:
        group["lr"] = recipe.rate * rise * fall


def _next_batch(
    pool: _Pool, recipe: Recipe, late: bool, seed: int, state: TrainState
) -> tuple[Tensor, Tensor]:
    """Return counts and clean rates of a step; they depend on seed, step and phase only."""
    device = next(state.network.parameters()).device
    size, count = (recipe.late_patch, recipe.late_batch) if late else (recipe.patch, recipe.batch)
    index, turn = divmod(state.step, recipe.repeats)
    if pool.key != (index, size):
        batch = make_batch(seed, index, count, size, device, extra=dict(recipe.extra))
        pool.key, pool.clean = (index, size), batch.clean
    draw = Draw(mixed_seed(seed, 0xD05E, state.step), device)
    clean = torch.stack([_varied(draw, image, turn) for image in pool.clean])
    clean = clean.contiguous(memory_format=torch.channels_last)
    return sampled(draw, clean), clean


def _varied(draw: Draw, image: Tensor, turn: int) -> Tensor:
    if turn == 0:
        return image
    dose = draw.log_uniform(*DOSE_RANGE)
    turned = torch.rot90(image, draw.integer(0, 3), dims=(-2, -1))
    if draw.chance(0.5):
        turned = turned.flip(-1)
    return turned * (dose / turned.mean().clamp_min(1e-6))


def _step(state: TrainState, recipe: Recipe, counts: Tensor, clean: Tensor) -> float:
    state.optimiser.zero_grad(set_to_none=True)
    # every other step without it: one set of weights serves the fast and the thorough network
    spectral = recipe.shape.spectral and state.step % 2 == 0
    rate, estimate = state.network.forward_with_estimate(counts, spectral=spectral)
    loss = training_loss(rate, clean, recipe.floor)
    if estimate is not None:
        # alone, so that it is a denoiser by itself and stays one the rest can lean on
        loss = loss + recipe.estimate_share * training_loss(estimate, clean, recipe.floor)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), CLIP)
    state.optimiser.step()
    state.step += 1
    update_average(state, recipe.average)
    return float(loss.detach())


def _entry(state: TrainState, losses: list[float]) -> dict[str, object]:
    return {
        "step": state.step,
        "seconds": round(state.seconds, 1),
        "loss": round(sum(losses) / len(losses), 5),
        "rate": state.optimiser.param_groups[0]["lr"],
    }


def _log(folder: Path, entry: dict[str, object]) -> None:
    print(json.dumps(entry), flush=True)
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
