"""The files of calibrated intervals beside the weights of the shipped networks."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.trust.intervals import Calibration
from stemviewer.trust.spread import FEATURES, FittedSpread


class IntervalFile(BaseModel):
    """The content of ``NAME.intervals.json`` beside the weights of a network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1, le=1)
    network: str
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    coverage: float = Field(gt=0, lt=1)
    spread: str = Field(pattern=r"^(fitted|network)$")
    coefficients: dict[str, float]
    doses: tuple[float, ...]
    quantiles: tuple[float, ...]
    images: int
    seed: int


def interval_path(entry: ModelEntry) -> Path:
    """Return where the intervals of a shipped network are kept: beside its weights."""
    return entry.path.with_suffix(".intervals.json")


@functools.lru_cache(maxsize=16)
def intervals_of(model: str, weights_sha256: str) -> Calibration | None:
    """Return the calibration for pictures of a network; ``None`` if none holds for them.

    Parameters
    ----------
    model : str
        Name of the network.
    weights_sha256 : str
        Of the weights that made the picture: the shipped ones, or the same in 8 bit, which
        differ by far less than the intervals are wide.

    Raises
    ------
    ModelError
        If the shipped file cannot be used.
    """
    entry = next((e for e in read_catalogue().networks if e.name == model), None)
    if entry is None:
        return None
    known = {entry.sha256, entry.int8.sha256 if entry.int8 is not None else ""}
    return load_intervals(entry) if weights_sha256 in known else None


def load_intervals(entry: ModelEntry) -> Calibration | None:
    """Return the calibration of a shipped network; ``None`` when it has none of a fitted spread.

    Raises
    ------
    ModelError
        If the file is not the pinned one, or of other weights.
    """
    if not entry.intervals_sha256:
        return None
    try:
        content = interval_path(entry).read_bytes()
        found = IntervalFile.model_validate_json(content)
    except (OSError, ValidationError) as error:
        raise _unusable(entry.name, "the file cannot be read") from error
    # checkouts on Windows may have other line ends
    if hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest() != entry.intervals_sha256:
        raise _unusable(entry.name, "they are not the ones this program was built with")
    if found.weights_sha256 != entry.sha256:
        raise _unusable(entry.name, "they belong to other weights")
    if found.spread != "fitted" or set(found.coefficients) != set(FEATURES):
        return None
    return Calibration(found.doses, found.quantiles, FittedSpread(found.coefficients))


def _unusable(name: str, reason: str) -> ModelError:
    return ModelError(
        f"The intervals of network {name} cannot be used: {reason}.",
        "Pictures are not affected; no interval is shown.",
        "Install stemviewer again.",
    )
