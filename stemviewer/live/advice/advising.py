"""The dose adviser of the live path: collects aligned frames and looks at them."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from stemviewer.core.frame import Frame
from stemviewer.live.advice.damage import view_of
from stemviewer.live.advice.state import AdviceState
from stemviewer.live.state import ChainSettings

if TYPE_CHECKING:
    from stemviewer.trust.advice.adviser import DoseAdviser
    from stemviewer.trust.advice.points import Wish
    from stemviewer.trust.advice.pool import Pool

LARGEST = 512
"""Side of the part of a frame that is looked at [px]; its middle."""

PATIENCE = 4
"""Times the frames of a look that are waited for it; then what is aligned has to do."""

NO_CHAIN = "choose a filter or a network first: there is no picture to judge"
MOVES = "the view does not hold still long enough to align frames"
MISSING = "too many frames are missed in between; advice needs frames that follow one another"

SMALLEST = 64
"""Side of the smallest part that is looked at [px]."""


class Advising:
    """Used by the advice thread; ``state`` may be read by any."""

    def __init__(self) -> None:
        self._adviser: DoseAdviser | None = None
        self._pool: Pool | None = None
        self._made_for: object = None
        self._seen = 0
        self.seconds = 0.0
        """What the last look took [s]."""
        self.state = AdviceState()

    def stop(self) -> None:
        """Forget everything: advice is not wanted now."""
        self._made_for = self._adviser = self._pool = None
        self.state = AdviceState()

    def take(self, frame: Frame, chain: ChainSettings, wish: Wish) -> bool:
        """Take in a complete frame; return whether a look was taken."""
        if chain.method == "none":
            self._refuse(NO_CHAIN)
            return False
        if not frame.calibration.known:
            self._refuse("gain or black level are unknown: electrons cannot be told")
            return False
        self._prepare(frame, chain)
        looked = self._collect(frame) and self._look(frame)
        if self._adviser is not None:
            self._tell(self._adviser, wish)
        return looked

    def _refuse(self, reason: str) -> None:
        self.stop()
        self.state = AdviceState(on=True, reason=reason)

    def _prepare(self, frame: Frame, chain: ChainSettings) -> None:
        wanted = (view_of(frame), chain.method, tuple(sorted(chain.parameters.items())))
        if wanted == self._made_for:
            return
        from stemviewer.denoise.registry import method
        from stemviewer.trust.advice.adviser import DoseAdviser
        from stemviewer.trust.advice.pool import Pool

        self._adviser = DoseAdviser(method(chain.method).make(chain.parameters))
        self._made_for = wanted
        self._pool, self._seen = Pool(), 0
        self.state = AdviceState(on=True)

    def _collect(self, frame: Frame) -> bool:
        """Add a frame; return whether the pool is full, or nothing larger will come."""
        from stemviewer.trust.advice.adviser import FEWEST, FRAMES

        electrons = np.rint(frame.calibration.electrons(frame.data)).astype(np.float32)
        assert self._pool is not None
        self._pool.add(electrons, frame.number)
        self._seen += 1
        count = len(self._pool)
        self.state = replace(self.state, frames=count, wanted=FRAMES)
        if count >= FRAMES:
            return True
        patient = self._seen < PATIENCE * FRAMES
        if not patient and count < FEWEST:
            self.state = replace(self.state, reason=MISSING)
        return not patient and count >= FEWEST

    def _look(self, frame: Frame) -> bool:
        from stemviewer.trust.gate import Way, check
        from stemviewer.trust.templates import middle

        assert self._adviser is not None
        assert self._pool is not None
        started = perf_counter()
        gate = check(frame.data, frame.calibration)
        if gate.way is not Way.THINNING:
            self._refuse("; ".join(gate.reasons))
            return False
        part, exposure = middle(self._pool.total(), LARGEST), float(len(self._pool))
        blur = self._pool.blur
        self._pool.clear()
        self._seen = 0
        if min(part.shape) < SMALLEST:
            self.state = replace(self.state, reason=MOVES)
            return False
        self._adviser.look(part, exposure, frame.number, blur)
        self.seconds = perf_counter() - started
        self.state = replace(self.state, reason="", looks=self._adviser.count)
        return True

    def _tell(self, adviser: DoseAdviser, wish: Wish) -> None:
        from stemviewer.trust.advice.recommend import recommend

        points = adviser.points()
        sentence = recommend(points, wish).sentence if points else ""
        self.state = replace(self.state, points=points, sentence=sentence)
