"""Weights: only files whose SHA-256 is pinned load silently; others need the operator's word."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.int8 import weights as int8
from stemviewer.denoise.network.int8.net import Int8Net
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.shape import NetworkShape, shape_from_json

FORMAT = "stemviewer-live-1"
"""Named in the metadata of every weights file; changes when the architecture's meaning does."""

METADATA_KEY = "stemviewer"
"""Entry of the file's metadata that holds format, name and shape as JSON."""

MAX_BYTES = 1 << 30
"""Largest weights file that is read."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedNetwork:
    """A network ready to be moved to its device, and what is known about its weights."""

    network: LiveNet | Int8Net
    name: str
    sha256: str
    verified: bool


def load_pinned(
    entry: ModelEntry, *, eight_bit: bool = False, folder: Path | None = None
) -> LoadedNetwork:
    """Return a shipped network whose file is exactly the one that was pinned.

    Parameters
    ----------
    entry : ModelEntry
        Of the catalogue.
    eight_bit : bool
        Take its 8-bit file.
    folder : Path, optional
        Where its file is; the folder of this installation when not given.

    Raises
    ------
    ModelError
        If the file is missing, or one bit of it differs.
    """
    pinned = entry.int8 if eight_bit else entry
    if pinned is None:
        raise ModelError(f"There are no 8-bit weights of network {entry.name}.", "", "Use others.")
    path = folder / pinned.file if folder is not None else pinned.path
    content = _read(path)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != pinned.sha256:
        raise ModelError(
            f"The weights of network {entry.name} are not the ones this program was built with "
            f"(SHA-256 {sha256[:12]}… instead of {pinned.sha256[:12]}…).",
            "They are damaged or were exchanged, so the network is not used.",
            "Install stemviewer again, or open the file explicitly as an unverified model.",
        )
    return LoadedNetwork(_build(content, path), entry.name, sha256, verified=True)


def load_foreign(path: Path, *, accept_unverified: bool = False) -> LoadedNetwork:
    """Return a network from any safetensors file of this architecture.

    Parameters
    ----------
    path : Path
        The file.
    accept_unverified : bool
        The operator's explicit word; without it nothing is loaded.

    Raises
    ------
    ModelError
        If the word is missing, or the file is not a network of this architecture.
    """
    if not accept_unverified:
        raise ModelError(
            f"The network in {path.name} is not one of this program's.",
            "Nobody here has tested what it adds to a picture.",
            "Accept it explicitly as an unverified model; every picture will say so.",
        )
    content = _read(path)
    sha256 = hashlib.sha256(content).hexdigest()
    return LoadedNetwork(_build(content, path), path.stem, sha256, verified=False)


def pack_weights(network: LiveNet, name: str) -> bytes:
    """Return the bytes of a safetensors file with the weights, their shape and name."""
    tensors = {key: value.detach().cpu().contiguous() for key, value in _state(network).items()}
    content = {"format": FORMAT, "name": name, "shape": network.shape.as_json()}
    # a single entry: safetensors writes several in an order that changes from call to call
    metadata = {METADATA_KEY: json.dumps(content, sort_keys=True)}
    packed: bytes = safetensors.torch.save(tensors, metadata)
    return packed


def _state(network: LiveNet) -> dict[str, Tensor]:
    state: dict[str, Tensor] = dict(network.state_dict())
    return state


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(path, f"it is larger than {MAX_BYTES >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error


def _build(content: bytes, path: Path) -> LiveNet | Int8Net:
    # the bytes that were hashed are the bytes that are used
    try:
        tensors = safetensors.torch.load(content)
        stated = _stated(content)
        if stated.get("format") == int8.FORMAT:
            return Int8Net(int8.unpack(tensors, stated))
        shape = shape_from_json(str(stated.get("shape", "")))
    except (safetensors.SafetensorError, ValueError, RecursionError, OverflowError) as error:
        raise _unusable(path, str(error)) from error
    return _build_float(tensors, shape, path)


def _build_float(tensors: dict[str, Tensor], shape: NetworkShape, path: Path) -> LiveNet:
    _check_fit(tensors, shape, path)
    network = LiveNet(shape)
    try:
        network.load_state_dict(tensors, strict=True)
    except RuntimeError as error:
        raise _unusable(path, "it holds tensors that do not belong to it") from error
    if not all(bool(torch.isfinite(value).all()) for value in tensors.values()):
        raise _unusable(path, "some of its weights are not finite numbers")
    return network.eval().requires_grad_(False)


def _check_fit(tensors: dict[str, Tensor], shape: NetworkShape, path: Path) -> None:
    """Refuse a shape that is not that of the tensors, before memory of that shape is taken."""
    with torch.device("meta"):
        wanted = _state(LiveNet(shape))
    for name, value in wanted.items():
        found = tensors.get(name)
        if found is None or found.shape != value.shape or not found.is_floating_point():
            raise _unusable(path, f"its tensor {name[:80]} does not fit its stated shape")


def _stated(content: bytes) -> dict[str, object]:
    # safetensors: length of the JSON header, little-endian 64 bit, then the header
    (length,) = struct.unpack("<Q", content[:8])
    metadata = json.loads(content[8 : 8 + length]).get("__metadata__") or {}
    stated = json.loads(metadata.get(METADATA_KEY, "{}"))
    if not isinstance(stated, dict) or stated.get("format") not in (FORMAT, int8.FORMAT):
        raise ValueError(f"it is not of the format {FORMAT!r} or {int8.FORMAT!r}")
    return stated


def _unusable(path: Path, reason: str) -> ModelError:
    return ModelError(
        f"The network in {path.name} cannot be used: {reason}.",
        "Pictures are not affected; the network is not available.",
        "Choose another network, or install stemviewer again.",
    )
