"""The header of a segment: who, what, with which stacks. Its hash starts the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES
from stemviewer.core.quantity import UNKNOWN, Quantity, Source
from stemviewer.session.format.options import InstrumentInfo, SessionInfo
from stemviewer.session.format.schema import SETTINGS
from stemviewer.session.format.schema_versions import READABLE


@dataclass(frozen=True, slots=True)
class StackKey:
    """What the pictures of one stack have in common.

    ``pixel_size`` [m] is ``None`` when unknown, or when it varies too much for one axis each.
    """

    processed: bool
    channel: str
    dtype: str
    rows: int
    columns: int
    pixel_size: float | None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StackModel(_Model):
    """One stack of the segment."""

    group: str = Field(max_length=64, pattern=r"^(raw|denoised)(_[0-9]{3,})?$")
    processed: bool
    channel: str = Field(max_length=64)
    dtype: str
    rows: int = Field(ge=1, le=MAX_SIDE)
    columns: int = Field(ge=1, le=MAX_SIDE)
    pixel_size: float | None

    @property
    def is_half(self) -> bool:
        """Whether it holds processed pictures in half precision, as no raw stack does."""
        return self.processed and self.dtype == "float16"

    @property
    def key(self) -> StackKey:
        """The stack's key."""
        return StackKey(
            self.processed, self.channel, self.dtype, self.rows, self.columns, self.pixel_size
        )


_NEW_IN_2 = {
    "public_key",
    "key_id",
    "segment_bytes",
    "segment_s",
    "denoised_storage",
    "settings",
    "previous_file",
    "previous_failed",
    "first_signature",
}


class HeaderModel(_Model):
    """Header of one segment file."""

    schema_version: int
    session_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    segment: int = Field(ge=1)
    previous_head: str = ""
    first_row: int = Field(ge=0)
    first_processed: int = Field(ge=0)
    first_sequence: int = Field(ge=1)
    created_utc_ns: int
    created_monotonic_ns: int
    name: str
    sample: str
    operator: str
    notes: str
    instrument: str
    origin: str
    channels: tuple[str, ...]
    record_processed: bool
    compression: str
    software: dict[str, str]
    stacks: tuple[StackModel, ...]
    public_key: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """Ed25519 key that signs this session, empty when nobody does."""
    key_id: str = Field(default="", max_length=64)
    segment_bytes: int = Field(default=0, ge=0)
    segment_s: float = Field(default=0.0, ge=0)
    """Limits of a file [bytes], [s]; 0 is none."""
    denoised_storage: Literal["float32", "float16", "recompute"] = "float32"
    previous_file: str = Field(default="", max_length=4096)
    """The file before: its name, where it is in another folder its whole path."""
    first_signature: int = Field(default=1, ge=1)
    """Number of this file's first signature in the session."""
    previous_failed: str = Field(default="", max_length=500)
    """Why the file before could not be written to its end; empty when it was closed."""
    settings: dict[str, tuple[float | None, Source]] = Field(default_factory=dict)
    """Settings of the scan when the file was made, each with its source."""

    @model_validator(mode="after")
    def _settings_are_sound(self) -> HeaderModel:
        for value, source in self.settings.values():
            Quantity(value, source)
        return self

    @property
    def info(self) -> SessionInfo:
        """The session's info."""
        instrument = InstrumentInfo(self.instrument, self.origin, self.channels)
        return SessionInfo(self.name, self.sample, self.operator, instrument, self.notes)

    @property
    def quantities(self) -> dict[str, Quantity]:
        """Settings of the scan when the file was made, unknown where nobody said."""
        found = {name: Quantity(value, source) for name, (value, source) in self.settings.items()}
        return {name: found.get(name, UNKNOWN) for name in SETTINGS}

    def canonical(self) -> bytes:
        """Return the canonical JSON: sorted keys, no spaces, ASCII."""
        exclude = _NEW_IN_2 if self.schema_version == 1 else None
        content = self.model_dump(mode="json", exclude=exclude)
        return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode(
            "ascii"
        )


def parse_header(text: bytes, where: str) -> HeaderModel:
    """Read a header.

    Raises
    ------
    SessionFileError
        If it is not a header of a schema that this program knows.
    """
    try:
        version = _version(text)
        if version not in READABLE:
            raise _unknown_version(version, where)
        header = HeaderModel.model_validate_json(text)
    except (ValueError, RecursionError) as error:
        raise SessionFileError(
            f"The header of {where} cannot be read.",
            "The file is damaged, or is not a stemviewer session.",
            "Run stemviewer verify on it, or open a copy.",
        ) from error
    if any(s.dtype not in RAW_DTYPES and not s.is_half for s in header.stacks):
        raise SessionFileError(f"{where} names a stack of an unknown number type.")
    return header


def _version(text: bytes) -> int:
    """Return the format's version first: a newer header may have fields unknown here."""
    content = json.loads(text)
    version = content.get("schema_version") if isinstance(content, dict) else None
    if not isinstance(version, int):
        raise ValueError("no schema version")
    return version


def _unknown_version(version: int, where: str) -> SessionFileError:
    return SessionFileError(
        f"{where} has session format {version}.",
        f"This program reads formats {READABLE[0]} to {READABLE[-1]}.",
        "Open it with the stemviewer version that wrote it, or a newer one.",
    )
