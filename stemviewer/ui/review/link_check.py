"""Checking each link from raw frame to picture, on demand."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.session.format.chain import pixels_sha256
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.answers import FrameRead


def checked_links(read: FrameRead) -> tuple[tuple[str, bool], ...]:
    """Return each link in words, and whether it holds; not on the Qt thread.

    Parameters
    ----------
    read : FrameRead
        A frame with its record and stored picture, as read from the session.
    """
    row, made, picture = read.row, read.row.processed_row, read.processed
    if not row.sha256:
        return ((tr("no hash was recorded: unknown origin"), False),)
    links = [(tr("raw pixels"), _hash(read.frame.data) == row.sha256)]
    if made is not None:
        links.append((tr("made of this frame"), made.numbers[-1] == row.number))
    if made is not None and picture is not None:
        # stored with half the bits, its hash is of those; they come back without loss
        with np.errstate(over="ignore"):
            halves = picture.image.astype(np.float16)
        links.append((tr("picture"), made.sha256 in (_hash(picture.image), _hash(halves))))
        same = picture.provenance.digest() == made.provenance.digest()
        links.append((tr("provenance"), same))
    return tuple(links)


def _hash(pixels: npt.NDArray[Any]) -> str:
    return pixels_sha256(pixels).decode("ascii")
