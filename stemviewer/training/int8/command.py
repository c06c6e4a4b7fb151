"""``train --quantise``: conversion to 8 bit, what it costs, and its place in the catalogue."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from stemviewer.core.errors import ModelError
from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.catalogue import CATALOGUE, read_catalogue
from stemviewer.denoise.network.device import choose_device, has_fast_int8
from stemviewer.denoise.network.int8.net import Int8Net
from stemviewer.denoise.network.int8.weights import pack
from stemviewer.denoise.network.model_entry import Int8File, ModelEntry
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.simulation.evaluation.metrics import psnr
from stemviewer.simulation.evaluation.pictures import SCORED, held_out_images, sampled
from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.simulation.generator.images import FAMILIES, TRAINING, clean_image
from stemviewer.training.files import replace_file
from stemviewer.training.floor import pin
from stemviewer.training.int8.convert import best_conversion
from stemviewer.training.int8.observe import Peaks, watch

CALIBRATION_DOSES = (0.1, 3.0, 30.0, 200.0)
"""Mean electrons per pixel; to beyond the trained range, so that nothing in it is cut off."""

DOSES = (0.3, 2.0, 5.0, 20.0, 50.0)
"""Mean electrons per pixel at which the loss is measured."""

SIDE = 192
"""Of the images of calibration and measurement [px]."""

TIMED_SIDE = 512
_TIMED_PASSES = 15


@dataclass(frozen=True, slots=True)
class Loss:
    """Float minus 8 bit at one dose: mean and worst image [dB], and the ratio of their fluxes."""

    dose: float
    images: int
    mean_db: float
    worst_db: float
    worst_family: str
    flux_ratio: float


def run_quantise(
    name: str, networks: Path | None, *, seed: int = 0, json_path: Path | None = None
) -> int:
    """Convert a network of a catalogue, pin the result in it and print what it loses.

    Parameters
    ----------
    name : str
        Of the network.
    networks : Path, optional
        Folder of weights and catalogue; that of this installation when not given.
    seed : int
        Of the images of calibration and measurement.
    json_path : Path, optional
        Where the figures are written as well.

    Returns
    -------
    int
        0.

    Raises
    ------
    ModelError
        If there is no such network, or this processor has no fast 8-bit arithmetic.
    """
    if not has_fast_int8(choose_device("cpu")):
        raise ModelError(
            "This processor has no fast 8-bit arithmetic (VNNI), or torch cannot use it.",
            "Nothing was converted.",
            "Convert the network on another machine; the file serves everywhere.",
        )
    folder = networks or resource_path("networks")
    entry = read_catalogue(folder / CATALOGUE).entry(name)
    network = _float_network(entry, folder)
    calibration, deciding = _counts(seed, CALIBRATION_DOSES), _counts(seed + 1, (1.0, 20.0))
    weights, trials = best_conversion(network, name, entry.sha256, calibration, deciding)
    content = pack(weights)
    eight_bit = Int8Net(weights)
    losses = measure_loss(network, eight_bit, seed)
    timing = compare_times(network, eight_bit)
    pinned = Int8File(
        file=f"{name}.int8.safetensors",
        sha256=hashlib.sha256(content).hexdigest(),
        source_sha256=entry.sha256,
    )
    replace_file(folder / pinned.file, content)
    pin(folder / CATALOGUE, entry.model_copy(update={"int8": pinned}))
    _report(pinned, losses, timing, _dead_parts(network, seed))
    if json_path is not None:
        figures = {
            "network": name, "sha256": pinned.sha256, "source_sha256": entry.sha256, "seed": seed,
            "trials": [asdict(trial) for trial in trials], "loss": [asdict(x) for x in losses],
            "seconds": timing,
        }  # fmt: skip
        json_path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure_loss(network: LiveNet, eight_bit: Int8Net, seed: int, images: int = 2) -> list[Loss]:
    """Return what 8 bit loses on families of images that no training has seen."""
    clean = [(f, image) for f in SCORED for image in held_out_images(f, images, SIDE, seed)]
    losses = []
    for dose in DOSES:
        rows: list[tuple[float, float, str]] = []
        for number, (family, image) in enumerate(clean):
            truth, counts = sampled(image, dose, mixed_seed(seed, number))
            plane = torch.from_numpy(counts)[None, None]
            with torch.inference_mode():
                wide, narrow = (run(plane)[0, 0].numpy() for run in (network, eight_bit))
            flux = float(narrow.sum(dtype=np.float64) / wide.sum(dtype=np.float64))
            rows.append((psnr(wide, truth) - psnr(narrow, truth), flux, family))
        worst = max(rows)
        mean = float(np.mean([row[0] for row in rows]))
        flux = float(np.mean([row[1] for row in rows]))
        losses.append(Loss(dose, len(rows), mean, worst[0], worst[2], flux))
    return losses


def compare_times(network: LiveNet, eight_bit: Int8Net, side: int = TIMED_SIDE) -> dict[str, float]:
    """Return the seconds of one pass on one thread, the shortest of several taken in turn."""
    threads = torch.get_num_threads()
    plane = torch.from_numpy(sampled(np.ones((side, side), np.float32), 5.0, 0)[1])[None, None]
    wide = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    best = {"float32": float("inf"), "int8": float("inf")}
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            for _ in range(_TIMED_PASSES):
                for key, run in (("float32", wide), ("int8", eight_bit)):
                    started = time.perf_counter()
                    run(plane)
                    best[key] = min(best[key], time.perf_counter() - started)
    finally:
        torch.set_num_threads(threads)
    return best


def _counts(seed: int, doses: tuple[float, ...]) -> list[Tensor]:
    cpu = torch.device("cpu")
    planes = []
    for number, family in enumerate(FAMILIES):
        for dose in doses:
            own = mixed_seed(seed, TRAINING, number, round(dose * 10))
            clean = clean_image(family, own, SIDE, cpu).numpy()
            planes.append(torch.from_numpy(sampled(clean, dose, own)[1])[None, None])
    return planes


def _dead_parts(network: LiveNet, seed: int) -> tuple[str, ...]:
    peaks = Peaks()
    watch(network, _counts(seed + 2, (0.3, 20.0)), peaks.look)
    return peaks.dead()


def _float_network(entry: ModelEntry, folder: Path) -> LiveNet:
    network = load_pinned(entry, folder=folder).network
    if not isinstance(network, LiveNet):
        raise ModelError(f"Network {entry.name} is in 8 bit already.", "", "Name one in float32.")
    return network


def _report(
    pinned: Int8File, losses: list[Loss], timing: dict[str, float], dead: tuple[str, ...]
) -> None:
    for loss in losses:
        print(
            f"{loss.dose:5g} e/px, {loss.images} images: 8 bit loses {loss.mean_db:+.3f} dB, at "
            f"most {loss.worst_db:+.2f} ({loss.worst_family}); flux x {loss.flux_ratio:.4f}"
        )
    wide, narrow = timing["float32"] * 1e3, timing["int8"] * 1e3
    print(
        f"one thread, {TIMED_SIDE} x {TIMED_SIDE}: float32 {wide:.1f} ms, 8 bit {narrow:.1f} ms "
        f"({wide / narrow:.1f} times as fast)"
    )
    if dead:
        print(f"parts of the float network that were zero everywhere: {', '.join(dead)}")
    print(f"{pinned.file}  sha256 {pinned.sha256}")
