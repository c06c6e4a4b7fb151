"""Which pairs were painted whole: a repaint counts when both panes have painted the same frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter, thread_time

from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import PanePicture


@dataclass(frozen=True, slots=True)
class Painted:
    """One pair on the screen: when, and what the Qt thread had used until then [s]."""

    at: float
    used: float


class PaintedPairs:
    """Watches two panes from their own paint events, in the Qt thread.

    Parameters
    ----------
    raw, processed : ImagePane
        Both seen.
    """

    def __init__(self, raw: ImagePane, processed: ImagePane) -> None:
        self.pairs: list[Painted] = []
        """Each frame once, the oldest first."""
        self._numbers: dict[str, int] = {}
        self._last = 0
        for pane in (raw, processed):
            pane.on_painted = partial(self._seen, pane.side, pane.on_painted)

    def _seen(
        self, side: str, told: Callable[[PanePicture], None] | None, picture: PanePicture
    ) -> None:
        if told is not None:
            told(picture)
        self._numbers[side] = picture.number
        numbers = set(self._numbers.values())
        if len(self._numbers) == 2 and numbers != {self._last} and len(numbers) == 1:
            self._last = picture.number
            self.pairs.append(Painted(perf_counter(), thread_time()))
