"""How much of a file is safe, so that another can go on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stemviewer.session.signing.signatures import NOTHING_SIGNED, SignerState


@dataclass(frozen=True, slots=True)
class Committed:
    """How far a segment is safe: where the next file goes on if this one fails."""

    head: bytes
    sequence: int
    next_row: int
    next_processed: int
    rows: Mapping[str, int] = field(default_factory=dict)
    signed: SignerState = NOTHING_SIGNED
