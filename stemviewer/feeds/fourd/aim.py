"""Placing the virtual detectors: patterns are held back until the optical axis is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import FeedError, SettingsError
from stemviewer.feeds.fourd.centre import find_disc
from stemviewer.feeds.fourd.detectors import Geometry, Unit
from stemviewer.feeds.fourd.options import FourDOptions
from stemviewer.feeds.fourd.reduce import Layout, Reducer

LOOK_PATTERNS = 64
"""Patterns the axis is looked for in."""

LOOK_BYTES = 16 * 1024**2
"""Patterns held back at most [bytes]."""

Patterns = npt.NDArray[Any]


class Aim:
    """Holds the first patterns back, finds the axis in them, and makes the reducer.

    The detectors then stay where they are, frame after frame, so that frames can be compared,
    until the patterns change their shape or :meth:`reset` asks for another look.

    Parameters
    ----------
    options : FourDOptions
        As stated by the operator.

    Attributes
    ----------
    reducer : Reducer or None
        ``None`` while patterns are held back.
    layout : Layout or None
        Of the patterns; ``None`` before the first.
    """

    def __init__(self, options: FourDOptions) -> None:
        self._options = options
        self.reducer: Reducer | None = None
        self.layout: Layout | None = None
        self._held: list[Patterns] = []
        units = {ring.unit for ring in options.rings.values()}
        scaled = options.mrad_per_px is not None
        self._needs_disc = Unit.RADII in units or (Unit.MRAD in units and not scaled)

    def reset(self, layout: Layout | None) -> None:
        """Look for the axis anew, in patterns of this layout."""
        self.reducer, self.layout, self._held = None, layout, []

    def moved(self, options: FourDOptions) -> Aim:
        """Return what places other detectors on patterns of the same layout."""
        other = Aim(options)
        other.reset(self.layout)
        return other

    def add(self, patterns: Patterns) -> Patterns | None:
        """Take patterns and return those that can be reduced now, in order; ``None`` for none.

        Raises
        ------
        FeedError
            If the detectors cannot be placed.
        """
        if self.reducer is not None:
            return patterns
        self._held.append(patterns.copy())
        held = sum(len(block) for block in self._held)
        look = self._options.centre is None or self._needs_disc
        enough = not look or held >= LOOK_PATTERNS or held * patterns[0].nbytes >= LOOK_BYTES
        return self.flush() if enough else None

    def flush(self) -> Patterns | None:
        """Place the detectors by what there is; return what was held back.

        Raises
        ------
        FeedError
            If the detectors cannot be placed.
        """
        if not self._held or self.layout is None:
            return None
        together, self._held = np.concatenate(self._held), []
        geometry = self._geometry(together, self.layout)
        try:
            self.reducer = Reducer(self.layout, self._options.rings, geometry)
        except SettingsError as error:
            raise FeedError(error.what, error.meaning, error.action) from error
        return together

    @property
    def text(self) -> str:
        """Where the detectors lie, for the operator and the log; empty when not placed."""
        if self.reducer is None:
            return ""
        rings = ", ".join(f"{name} {ring.text}" for name, ring in self._options.rings.items())
        return f"Virtual detectors: {self.reducer.geometry.text}; {rings}."

    def _geometry(self, patterns: Patterns, layout: Layout) -> Geometry:
        options = self._options
        looked = options.centre is None or self._needs_disc
        disc = find_disc(patterns) if looked else None
        if options.centre is not None:
            y, x = options.centre
        elif disc is not None:
            y, x = disc.y, disc.x
        else:
            raise FeedError(
                "The optical axis was not found: the patterns show no bright-field disc.",
                "Virtual detectors cannot be placed, so no picture is made.",
                "State centre=y,x and the detectors in px or mrad, or check that the beam is on.",
            )
        scale = options.mrad_per_px
        if scale is None and options.convergence is not None and disc is not None:
            scale = options.convergence / disc.radius
        radius = disc.radius if disc is not None else None
        return Geometry(y, x, radius, scale, found=options.centre is None)
