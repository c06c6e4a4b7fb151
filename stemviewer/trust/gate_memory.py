"""Noise facts kept over frames of the same settings: noise changes slower than frames come."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.trust.noise_facts import NoiseFacts, noise_facts, number_facts

EVERY = 8
"""Frames of one measurement of their noise."""

MOST_CHANGE = 0.2
"""A mean that changes by more calls for a new measurement: another place, or another dose."""


class GateMemory:
    """Keeps what was measured on the noise of frames that differ in nothing but their electrons.

    What can change from one frame to the next (values that are not finite, not whole, or
    negative, and the mean) is looked at on every frame. Not thread-safe.
    """

    def __init__(self) -> None:
        self._key: Hashable = None
        self._facts: NoiseFacts | None = None
        self._used = 0

    def of(self, key: Hashable) -> GateMemory:
        """Return this memory for frames of such settings; it is empty if they are others."""
        if key != self._key:
            self._key, self._facts = key, None
        return self

    def facts(self, electrons: npt.NDArray[Any]) -> NoiseFacts:
        """Return the facts of a frame, see ``noise_facts``.

        Parameters
        ----------
        electrons : ndarray, shape (rows, columns)
            As for ``noise_facts``.
        """
        kept = self._facts
        if kept is not None and self._used < EVERY:
            now = number_facts(np.asarray(electrons, dtype=np.float64))
            # a frame of another kind of numbers is measured afresh
            alike = (now.finite, now.whole, now.negative) == (
                kept.finite,
                kept.whole,
                kept.negative,
            )
            if alike and abs(now.mean - kept.mean) <= MOST_CHANGE * abs(kept.mean):
                self._used += 1
                return replace(kept, mean=now.mean)
        self._facts, self._used = noise_facts(electrons), 1
        return self._facts
