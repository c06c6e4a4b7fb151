"""The 90 % interval of a network's picture at the cursor, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemviewer.ui.language.words import tr
from stemviewer.ui.text import significant

if TYPE_CHECKING:
    from stemviewer.trust.picture_interval import PictureInterval
    from stemviewer.ui.image.pair import PaintedPair


def interval_words(interval: PictureInterval | str, row: int, column: int) -> str:
    """Return the interval of a pixel in words, why there is none, or an empty string."""
    found = interval if isinstance(interval, str) else interval.at(row, column)
    if isinstance(found, str):
        return found
    low, high = found
    return tr("90 %: {0} to {1}", significant(low, 2), significant(high, 2))


def interval_of(pair: PaintedPair) -> PictureInterval | str:
    """Return the intervals of the processed picture of a pair, or why there are none."""
    return "" if pair.processed is None else pair.processed.interval
