"""What is said of a shipped network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.contrast import Contrast


class Role(StrEnum):
    """What a network is for: the live view on a processor, or review and faster machines."""

    LIVE = "live"
    BEST = "best"


class TrainedRange(BaseModel):
    """What the training images covered.

    Mean dose [electrons per pixel], width of the probe [px], and the signs of their contrast.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    dose_low: float = Field(gt=0)
    dose_high: float = Field(gt=0)
    fwhm_low: float = Field(gt=0)
    fwhm_high: float = Field(gt=0)
    contrasts: tuple[Contrast, ...] = Field(min_length=1)


class Int8File(BaseModel):
    """The same network in 8 bit: its file, the hash it must have, and that it was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}\.safetensors$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    source_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def path(self) -> Path:
        """Where it is."""
        return resource_path("networks", self.file)


class ModelEntry(BaseModel):
    """One shipped network: its file in ``resources/networks`` and the hash the file must have.

    ``floor`` is what it makes of shot noise alone (see ``network.floor``), ``None`` unmeasured.
    ``views`` is how often it looks at each picture (see ``network.views``), ``balanced`` whether it
    may lean on its windowed estimate only so far (see ``network.balance``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")
    file: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}\.safetensors$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    label: str
    summary: str
    trained: TrainedRange
    role: Role | None = None
    int8: Int8File | None = None
    floor: tuple[float, float, float, float, float, float] | None = None
    views: int = Field(default=1, ge=1, le=4)
    balanced: bool = False
    intervals_sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @property
    def path(self) -> Path:
        """Where its weights are."""
        return resource_path("networks", self.file)
