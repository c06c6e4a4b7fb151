"""The columns that a catalogue keeps of a session's frames."""

from __future__ import annotations

MOST_AT_ONCE = 4096
"""Frames of one block: its JSON stays far below the longest line of a reading process."""

FRAME_COLUMNS = (
    "number",
    "utc_ns",
    "channel",
    "dose",
    "cumulative",
    "flags",
    "kind",
    "model",
    "evidence",
    "score",
    "contradicted",
)
"""Columns of a block, all of one length; ``channel`` and ``model`` are texts."""

NOT_MADE, FILTERED, AVERAGED, DENOISED = range(4)
"""``kind``: what was made of a frame."""
