"""Writing processed pictures: each finds its frame, and frames without one are stated."""

from __future__ import annotations

from collections import OrderedDict

from stemviewer.session.format import schema
from stemviewer.session.format.header import StackKey
from stemviewer.session.format.rows import bytes_of, empty_processed_row
from stemviewer.session.format.schema import Row
from stemviewer.session.format.stacks import twin
from stemviewer.session.writing.own_rows import stamp
from stemviewer.session.writing.prepare import Prepared
from stemviewer.session.writing.segment import Segment
from stemviewer.session.writing.texts import Texts

RECENT_FRAMES = 4096
"""Frames a processed picture can still find its parent among, per session."""


class Pictures:
    """The processed pictures of one session, in whichever of its files is open.

    Parameters
    ----------
    denoised : str
        How they are stored, as in ``RecordOptions``.
    texts : Texts
        Of the open file.
    """

    def __init__(self, denoised: str, texts: Texts) -> None:
        self._denoised = denoised
        self._texts = texts
        self._parents: OrderedDict[tuple[bytes, int], tuple[int, StackKey]] = OrderedDict()
        self._stated: dict[bytes, int] = {}

    def expect(self, row: Row, position: int, key: StackKey) -> None:
        """Keep a written frame in mind, for the picture that may be made of it."""
        channel = bytes_of(row, "channel")
        self._stated.setdefault(channel, 0)
        self._parents[channel, int(row["number"])] = (position, key)
        self._parents.move_to_end((channel, int(row["number"])))
        while len(self._parents) > RECENT_FRAMES:
            self._parents.popitem(last=False)

    def write(self, segment: Segment, prepared: Prepared) -> int | None:
        """Write a picture; return its frame's position, ``None`` if that is not known."""
        row = prepared.message.row
        channel = bytes_of(row, "channel")
        parent = self._parents.get((channel, int(row["number"])))
        if parent is None:
            return None
        position, key = parent
        self._place(segment, prepared, key)
        provenance, numbers = prepared.message.texts
        row["provenance_text"] = self._texts.put(segment, "provenance", provenance)
        if numbers:
            row["numbers_text"] = self._texts.put(segment, "numbers", numbers)
        row["parent_row"] = position
        # a picture that comes late states nothing of the frames before its parent
        row["stated_from"] = min(self._stated[channel], position)
        row["sha256"] = prepared.sha256
        stamp(row)
        segment.append("processed", row)
        segment.flush("processed")
        self._stated[channel] = max(self._stated[channel], position + 1)
        return position

    def _place(self, segment: Segment, prepared: Prepared, key: StackKey) -> None:
        """Store the pixels where they belong; a picture without a stack keeps only its hash."""
        row = prepared.message.row
        at = segment.stack(twin(key, self._denoised))
        fits = (int(row["rows"]), int(row["columns"])) == (key.rows, key.columns)
        if at is None or prepared.chunk is None or not fits:
            row["kind"], row["stack"], row["index"] = schema.HASH_ONLY, -1, -1
            return
        row["kind"], row["stack"] = schema.STORED, at
        row["index"] = segment.stacks[at].append(prepared.chunk, int(row["number"]))

    def state_rest(self, segment: Segment) -> None:
        """State of each channel's last frames that no picture was made of them."""
        for channel, stated in self._stated.items():
            if stated < segment.next_row():
                self._state(segment, channel, stated)
                self._stated[channel] = segment.next_row()

    def _state(self, segment: Segment, channel: bytes, stated: int) -> None:
        row = empty_processed_row()
        row["kind"] = schema.STATEMENT
        row["channel"] = channel
        row["stated_from"], row["parent_row"] = stated, segment.next_row()
        stamp(row)
        segment.append("processed", row)
        segment.flush("processed")
