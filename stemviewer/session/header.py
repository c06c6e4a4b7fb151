"""The header of a segment: who, what, with which stacks. Its hash starts the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import MAX_SIDE, RAW_DTYPES
from stemviewer.session.schema import SCHEMA_VERSION
from stemviewer.session.types import InstrumentInfo, SessionInfo


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
    def key(self) -> StackKey:
        """The stack's key."""
        return StackKey(
            self.processed, self.channel, self.dtype, self.rows, self.columns, self.pixel_size
        )


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

    @property
    def info(self) -> SessionInfo:
        """The session's info."""
        instrument = InstrumentInfo(self.instrument, self.origin, self.channels)
        return SessionInfo(self.name, self.sample, self.operator, instrument, self.notes)

    def canonical(self) -> bytes:
        """Return the canonical JSON: sorted keys, no spaces, ASCII."""
        content = self.model_dump(mode="json")
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
        header = HeaderModel.model_validate_json(text)
    except ValidationError as error:
        raise SessionFileError(
            f"The header of {where} cannot be read.",
            "The file is damaged, or is not a stemviewer session.",
            "Run stemviewer verify on it, or open a copy.",
        ) from error
    if header.schema_version != SCHEMA_VERSION:
        raise SessionFileError(
            f"{where} has session format {header.schema_version}.",
            f"This program reads format {SCHEMA_VERSION}.",
            "Open it with the stemviewer version that wrote it, or a newer one.",
        )
    if any(s.dtype not in RAW_DTYPES for s in header.stacks):
        raise SessionFileError(f"{where} names a stack of an unknown number type.")
    return header
