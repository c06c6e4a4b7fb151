"""Small pictures of a session: those recorded, and those made of frames that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemviewer.core.errors import StemviewerError

if TYPE_CHECKING:
    from stemviewer.session.reading.thumbnails import Thumbnail
    from stemviewer.ui.review.reading import Reader

RECORDED = -1
"""In the place of a frame: all small pictures that were recorded."""


def small_pictures(reader: Reader, index: int) -> tuple[Thumbnail, ...]:
    """Return those of one frame, made now, or all recorded ones; none where it is damaged.

    Parameters
    ----------
    reader : Reader
        Of the session, or of a file by others.
    index : int
        Position of the frame, or ``RECORDED``.
    """
    from stemviewer.session.reading import thumbnails as small

    if index == RECORDED:
        return tuple(reader.thumbnails())
    rows = []
    try:
        made = reader.processed(index)
        sides = [(small.RAW, reader.raw(index).data)]
        if made is not None:
            sides.append((small.PROCESSED, made.image))
    except (StemviewerError, OSError, IndexError, ValueError):
        return ()
    for kind, pixels in sides:
        row = small.thumbnail_row(pixels, kind)
        row["row"] = index
        rows += small.thumbnails_of(row[None])
    return tuple(rows)
