"""The words beside the picture in view: provenance, metadata, what can be exported."""

from __future__ import annotations

from pathlib import Path

from stemviewer.core.quantity import UNKNOWN
from stemviewer.session.format.options import SessionInfo
from stemviewer.session.format.types import FrameRow
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.pixel_interval import interval_of
from stemviewer.ui.review.answers import FrameRead
from stemviewer.ui.review.exporting import Exportable
from stemviewer.ui.review.layout import ReviewLayout
from stemviewer.ui.review.metadata import facts
from stemviewer.ui.review.provenance import boxes, copy_text
from stemviewer.ui.review.resting import Resting
from stemviewer.ui.text import thousands

WORDS_S = 0.1
"""Shortest time between two frames whose words are told while scrubbing [s]."""


class FrameWords:
    """Tells of what is in view: with the picture, or a little later while scrubbing.

    Words never run ahead of their picture. Making them takes longer than the picture does, so a
    fast series has them ten times a second.

    Parameters
    ----------
    window : ReviewLayout
        Whose panels are told.
    """

    def __init__(self, window: ReviewLayout) -> None:
        self._w = window
        self._resting = Resting(WORDS_S, self._tell)
        self._unsaid: tuple[FrameRead, PaintedPair] | None = None
        self._last: FrameRead | None = None
        self.path: Path | None = None
        self.info = SessionInfo("")

    @property
    def told(self) -> bool:
        """Whether the words belong to the picture in view."""
        return self._unsaid is None

    def forget(self) -> None:
        """Another session is coming."""
        self._unsaid = self._last = None

    def painted(self, read: FrameRead, pair: PaintedPair) -> None:
        """Tell of a picture that came into view."""
        again = read is self._last
        self._last, self._unsaid = read, (read, pair)
        if again:
            # another picture of the same frame is no scrubbing: what is exported is what is seen
            self._tell()
        else:
            self._resting.wanted()

    def poll(self) -> None:
        """Tell what is due; called from the window's timer."""
        self._resting.poll()

    def _tell(self) -> None:
        unsaid, self._unsaid = self._unsaid, None
        if unsaid is not None:
            self._describe(*unsaid)

    def _describe(self, read: FrameRead, pair: PaintedPair) -> None:
        row, made = read.row, pair.request.source.processed
        other = made if made is not None and made is not read.processed else None
        layer = read.layer.name if read.layer is not None and made is read.layered else ""
        self._w.frame_panel.set_note(f"{thousands(row.number)} · {row.channel}")
        before = self._before(row)
        self._w.metadata.show_facts(
            facts(row, read.counted), None if before is None else facts(before, UNKNOWN)
        )
        self._w.provenance.show_chain(
            boxes(row, self.info.instrument, other, layer), copy_text(row, other, layer), read
        )
        self._w.export.more.show_frame(self.path, row.index, self._w.model.frames)
        limits = None if pair.processed is None else pair.processed.limits
        self._w.export.show_frame(
            self.info.name,
            Exportable(read.frame, read.context, pair.raw.limits),
            None if made is None else Exportable(made, read.context, limits, interval_of(pair)),
        )

    def _before(self, row: FrameRow) -> FrameRow | None:
        """Return the frame before of the same detector channel, if it was read."""
        for index in range(row.index - 1, max(row.index - 9, -1), -1):
            before = self._w.model.frame_row(index)
            if before is not None and before.channel == row.channel:
                return before
        return None
