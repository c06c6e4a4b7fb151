"""What was done to a picture: ordered steps with flags, and a digest that pins them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from types import MappingProxyType

Parameter = str | int | float | bool | None
"""What a step's parameter may be: exactly what canonical JSON can say."""


class Flag(IntFlag):
    """What a reader must know about a picture. The bits are part of the session format."""

    NONE = 0
    NETWORK = 1 << 0
    """A neural network made it."""
    FILTERED = 1 << 1
    """A classical filter made it."""
    ACCUMULATED = 1 << 2
    """Several frames were summed or averaged."""
    DRIFT_ALIGNED = 1 << 3
    """The frames were shifted before summing."""
    PARTIAL = 1 << 4
    """Made from a frame that was not complete."""
    OUT_OF_RANGE = 1 << 5
    """The network was used outside the range it was trained for."""
    TRUST_UNAVAILABLE = 1 << 6
    """No evidence could be computed."""
    CONTRADICTED = 1 << 7
    """Held-out electrons contradict the picture somewhere."""
    UNCALIBRATED = 1 << 8
    """Gain or offset unknown: electrons were estimated from the noise of the frame itself."""
    MODEL_UNVERIFIED = 1 << 9
    """The weights are not the pinned ones."""
    REPLAYED = 1 << 10
    """The frame came from a replay, not from a detector."""
    SIMULATED = 1 << 11
    """The frame came from a simulator."""
    THIRD_PARTY = 1 << 12
    """A filter of another package made it; its step names the package and its version."""
    FALLBACK = 1 << 13
    """A network elsewhere did not answer; it was computed on this machine instead."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the set flags, in order of their bits."""
        return tuple(flag.name for flag in Flag if flag and flag in self and flag.name)


class Kind(StrEnum):
    """The four kinds of picture an operator tells apart."""

    RAW = "raw"
    FILTERED = "filtered"
    AVERAGED = "averaged"
    DENOISED = "denoised"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a picture.

    Parameters
    ----------
    method : str
        Stable name, e.g. ``"gaussian"`` or ``"live-0.1"``.
    version : str
        Version of the implementation.
    parameters : mapping
        Everything the result depends on besides its input; canonical-JSON values.
    flags : Flag
        What a reader must know because of this step.
    weights_sha256 : str
        For a network, of the weights file; else empty.
    device, number_format : str
        For a network, e.g. ``"cpu"`` and ``"float32"``; else empty.
    """

    method: str
    version: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    flags: Flag = Flag.NONE
    weights_sha256: str = ""
    device: str = ""
    number_format: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        if Flag.NETWORK in self.flags and len(self.weights_sha256) != 64:
            raise ValueError("a network step must name the SHA-256 of its weights")

    def as_dict(self) -> dict[str, object]:
        """Return a JSON-ready mapping."""
        return {
            "method": self.method,
            "version": self.version,
            "parameters": dict(self.parameters),
            "flags": list(self.flags.names()),
            "weights_sha256": self.weights_sha256,
            "device": self.device,
            "number_format": self.number_format,
        }


@dataclass(frozen=True, slots=True)
class Provenance:
    """The ordered steps that led from raw frames to a picture.

    Raises
    ------
    ValueError
        If there is no step: a picture to which nothing was done is a raw frame.
    """

    steps: tuple[Step, ...]
    extra_flags: Flag = Flag.NONE

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a processed picture has at least one step")

    @property
    def flags(self) -> Flag:
        """All flags of all steps and of the input."""
        flags = self.extra_flags
        for step in self.steps:
            flags |= step.flags
        return flags

    @property
    def kind(self) -> Kind:
        """The kind of picture: a network outranks an average, which outranks a filter."""
        flags = self.flags
        if Flag.NETWORK in flags:
            return Kind.DENOISED
        if Flag.ACCUMULATED in flags:
            return Kind.AVERAGED
        return Kind.FILTERED

    @property
    def model(self) -> str:
        """Name of the network used, or an empty string."""
        return next((s.method for s in self.steps if Flag.NETWORK in s.flags), "")

    @property
    def weights_sha256(self) -> str:
        """SHA-256 of the network's weights, or an empty string."""
        return next((s.weights_sha256 for s in self.steps if s.weights_sha256), "")

    def canonical_json(self) -> str:
        """Return the canonical JSON: sorted keys, no spaces, ASCII (RFC 8785 for our types)."""
        content = {
            "steps": [step.as_dict() for step in self.steps],
            "extra_flags": list(self.extra_flags.names()),
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON, as hex."""
        return hashlib.sha256(self.canonical_json().encode("ascii")).hexdigest()

    def label(self) -> str:
        """Return the badge text of the picture's kind, e.g. ``"DENOISED live-0.1 AVG 8"``."""
        average = self._average()
        if self.kind is Kind.AVERAGED and Flag.FILTERED not in self.flags:
            return average
        name = self.model if self.kind is Kind.DENOISED else self.steps[-1].method
        if self.kind is Kind.AVERAGED:
            return f"{average} {name}"
        return f"{self.kind.value.upper()} {name} {average}".rstrip()

    def _average(self) -> str:
        step = next((s for s in self.steps if Flag.ACCUMULATED in s.flags), None)
        if step is None:
            return ""
        count = step.parameters.get("frames")
        return f"AVG {count}" if count is not None else "AVG"


def provenance_from_json(text: str) -> Provenance:
    """Rebuild a provenance from its canonical JSON.

    Raises
    ------
    ValueError
        If the text is not such JSON.
    """
    try:
        content = json.loads(text)
        steps = tuple(
            Step(
                method=str(item["method"]),
                version=str(item["version"]),
                parameters=dict(item["parameters"]),
                flags=flags_from_names(item["flags"]),
                weights_sha256=str(item["weights_sha256"]),
                device=str(item["device"]),
                number_format=str(item["number_format"]),
            )
            for item in content["steps"]
        )
        return Provenance(steps, flags_from_names(content["extra_flags"]))
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a provenance record: {error}") from error


def flags_from_names(names: list[str]) -> Flag:
    """Return the union of named flags; raise ``ValueError`` on a name that is not known."""
    flags = Flag.NONE
    for name in names:
        if name not in Flag.__members__:
            raise ValueError(f"unknown flag {name!r}")
        flags |= Flag[name]
    return flags
