"""What the session thread answers: frozen values, polled by the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.session.format.options import SessionInfo
from stemviewer.session.format.types import FrameRow, Loss, SessionEvent

if TYPE_CHECKING:
    from stemviewer.session.reading.thumbnails import Thumbnail


@dataclass(frozen=True, slots=True)
class Opened:
    """A session was opened; its rows follow in batches."""

    path: Path
    info: SessionInfo
    frames: int
    closed: bool
    incomplete: bool
    losses: tuple[Loss, ...]
    events: tuple[SessionEvent, ...]
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The rows from ``first`` on, in order."""

    first: int
    rows: tuple[FrameRow, ...]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class FrameRead:
    """One frame with what was made of it.

    ``counted`` is its mean [electrons per pixel]; ``context`` is what an export tells of it.
    ``layered`` is what the layer in the folder ``layer`` holds of it, where one is looked at.
    """

    row: FrameRow
    frame: Frame
    processed: Processed | None
    counted: Quantity = UNKNOWN
    context: ExportContext = field(default_factory=ExportContext)
    layer: Path | None = None
    layered: Processed | None = None


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """Opening the session or reading frame ``index`` failed."""

    error: Exception
    index: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ThumbnailsRead:
    """The small pictures of the session."""

    small: tuple[Thumbnail, ...]


Answer = ThumbnailsRead | Opened | RowsRead | FrameRead | ReadFailed
