"""What the session thread does with its reader: a session's, or that of a file by others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from stemviewer.core.counted import counted
from stemviewer.core.errors import SessionFileError
from stemviewer.core.processed import Processed
from stemviewer.session.exporting.metadata import ExportContext, session_context
from stemviewer.session.format.files import PART, SUFFIX
from stemviewer.session.format.types import FrameRow
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.answers import FrameRead, Opened

if TYPE_CHECKING:
    from stemviewer.inspection.foreign_pictures import ForeignPictures
    from stemviewer.session.reading.reader import SessionReader

    Reader: TypeAlias = SessionReader | ForeignPictures

Vet = Callable[[Path], None]


def is_session(path: Path) -> bool:
    """Whether a file is to be opened as a session, by its name."""
    return path.name.removesuffix(PART).endswith(SUFFIX)


def open_reader(path: Path, vet: Vet | None) -> Reader:
    """Open a session once it was looked over, or a file by others, read by a limited process.

    Formats are loaded here, so that the window is painted without them.
    """
    if is_session(path):
        from stemviewer.session.reading.reader import SessionReader

        if vet is not None:
            vet(path)
        return SessionReader(path)
    from stemviewer.inspection.foreign_pictures import ForeignPictures

    return ForeignPictures(path)


def _context(reader: Reader, index: int) -> ExportContext:
    from stemviewer.session.reading.reader import SessionReader

    if isinstance(reader, SessionReader):
        return session_context(reader, index)
    return reader.context(index)


def _session_id(reader: Reader) -> str:
    from stemviewer.session.reading.reader import SessionReader

    if isinstance(reader, SessionReader):
        return reader.segments[0].header.session_id
    return reader.session_id


def frame_read(reader: Reader, index: int, layer: Path | None) -> FrameRead:
    """Read a frame with all that is shown of it."""
    frame, row = reader.raw(index), reader.row(index)
    return FrameRead(
        row,
        frame,
        reader.processed(index),
        counted(frame),
        _context(reader, index),
        layer,
        None if layer is None else _of_layer(layer, row),
    )


def _of_layer(layer: Path, row: FrameRow) -> Processed | None:
    from stemviewer.inspection.layers import layer_picture

    return layer_picture(layer, row)


def opened_of(path: Path, reader: Reader) -> Opened:
    """Return what is told when a file was opened."""
    return Opened(
        path,
        reader.info,
        len(reader),
        reader.closed,
        reader.incomplete,
        tuple(reader.losses()),
        tuple(reader.events()),
        _session_id(reader),
    )


def unreadable(path: Path, error: Exception) -> SessionFileError:
    """Return what is told of a file that ended its reader."""
    return SessionFileError(
        tr("{0} cannot be read: {1}", path.name, error),
        tr("Nothing of it is shown."),
        tr("Run stemviewer verify on it; the file itself is not changed by reviewing."),
    )
