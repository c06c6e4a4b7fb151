"""A region that the operator drags over a feature: each new test says what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.background import Background

if TYPE_CHECKING:
    from stemviewer.trust.frame_test import FrameTest
    from stemviewer.trust.region import RegionResult

JOIN_S = 10.0


def pixels_of(region: QRectF, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Return which pixels a rectangle [image px] covers, at least half."""
    mask = np.zeros(shape, dtype=np.bool_)
    rows = slice(max(round(region.top()), 0), max(round(region.bottom()), 0))
    columns = slice(max(round(region.left()), 0), max(round(region.right()), 0))
    mask[rows, columns] = True
    return mask


def answer(test: FrameTest, region: QRectF) -> str:
    """Return what the unseen electrons of a test say of a region; not for the Qt thread.

    Parameters
    ----------
    test : FrameTest
        With a judgement.
    region : QRectF
        [image px].
    """
    from stemviewer.trust.region import ask

    held, picture = test.held, test.picture
    if held is None or picture is None:
        return ""
    mask = pixels_of(region, (picture.shape[0], picture.shape[1]))
    if not mask.any() or mask.all():
        return tr("mark a part of the picture")
    found: RegionResult = ask(picture, held, mask)
    return found.sentence(held.q or held.ratio)


class RegionTrial:
    """Asks about one region of the newest test, in a thread, and tells the answer.

    Parameters
    ----------
    tell : callable
        Given the words, empty when nothing is marked.
    failed : callable
        Given what went wrong.
    """

    def __init__(self, tell: Callable[[str], None], failed: Callable[[Exception], None]) -> None:
        self._tell, self._failed = tell, failed
        self._region = QRectF()
        self._test: FrameTest | None = None
        self._job: Background[str] | None = None
        self._stale = False

    def mark(self, region: QRectF) -> None:
        """Ask about another region; an empty one ends it."""
        self._region = QRectF(region)
        self._tell("" if region.isEmpty() else tr("region: waiting for a test"))
        self._ask()

    def use(self, test: FrameTest | None) -> None:
        """Take the newest test; ``None`` when there is none."""
        self._test = None if test is None or test.evidence is None else test
        self._ask()

    def poll(self) -> None:
        """Hand an answer over; called from the window's timer."""
        if self._job is not None and self._job.poll():
            self._job = None
            if self._stale:
                self._ask()

    def close(self) -> None:
        """Wait for a question under way."""
        if self._job is not None:
            self._job.join(JOIN_S)
            self._job = None

    def _ask(self) -> None:
        self._stale = self._job is not None
        test, region = self._test, QRectF(self._region)
        if self._stale or test is None or region.isEmpty():
            return
        self._job = Background("region", lambda: answer(test, region), self._answered, self._failed)

    def _answered(self, words: str) -> None:
        if not self._region.isEmpty() and not self._stale:
            self._tell(tr("region: {0}", words))
