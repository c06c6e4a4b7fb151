"""Keeps the view on the specimen: the scan is shifted after the drift, where the feed can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.feeds.base import Control, Range
from stemviewer.live.dose.following import DriftNow
from stemviewer.live.dose.reference import in_specimen

ANGSTROM = 1e-10

STEP = 0.015
"""The view is moved when the specimen has left by this share of its shorter side, not at every
frame: a view that stays is averaged and watched for damage without a break."""

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CorrectionState:
    """What the correction does, for the window.

    Parameters
    ----------
    on : bool
        Whether it is switched on.
    moves : int
        How often the view was moved since.
    shift : tuple of float or None
        Shift (y, x) of the view that was asked for last [m].
    why_not : str
        Why the view cannot be kept in place now; empty where it can.
    """

    on: bool = False
    moves: int = 0
    shift: Pair | None = None
    why_not: str = ""


class DriftCorrection:
    """Follows the drift estimate with the shift of the view. Used by the feed thread.

    The specimen is kept where it was when the correction was switched on.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    log : callable
        Writes an event into the session: kind and text.
    """

    def __init__(
        self, order: Callable[[Control, float], object], log: Callable[[str, str], None]
    ) -> None:
        self._order, self._log = order, log
        self._base: tuple[int, Pair, Pair] | None = None
        self.wanted = False
        """Set by any thread."""
        self.state = CorrectionState()

    def take(self, frame: Frame, drift: DriftNow, controls: Mapping[Control, Range]) -> None:
        """Look at a frame that has ended, and move the view if need be."""
        if self.wanted != self.state.on:
            self._switch(self.wanted)
        if not self.state.on:
            return
        lack = _lack(frame, drift, controls)
        if lack:
            self._say(lack)
            return
        settings, area = frame.settings, drift.area
        here = in_specimen(_next(drift, frame), settings)
        now = (frame.place.shift_y.value or 0.0, frame.place.shift_x.value or 0.0)
        if self._base is None or self._base[0] != area:
            self._base = (area, here, now)
        _, start, base = self._base
        wanted = tuple(b + (h - s) * ANGSTROM for b, h, s in zip(base, here, start, strict=True))
        self._move((wanted[0], wanted[1]), now, settings, controls)

    def _move(
        self,
        wanted: Pair,
        now: Pair,
        settings: ScanSettings,
        controls: Mapping[Control, Range],
    ) -> None:
        side = min(settings.shape) * (settings.pixel_size.value or 0.0)
        inside = wanted[0] in controls[Control.SHIFT_Y] and wanted[1] in controls[Control.SHIFT_X]
        if not inside:
            self._say("the instrument's range of shifts is used up")
            return
        self._say("")
        if max(abs(w - n) for w, n in zip(wanted, now, strict=True)) < STEP * side:
            return
        if self.state.shift is not None and _near(wanted, self.state.shift, STEP * side):
            return  # asked for already; frames with it are on their way
        self._order(Control.SHIFT_Y, wanted[0])
        self._order(Control.SHIFT_X, wanted[1])
        self.state = CorrectionState(True, self.state.moves + 1, wanted)
        self._log("drift", f"view moved to {wanted[0]:.4g}, {wanted[1]:.4g} m (y, x) after it")

    def _switch(self, on: bool) -> None:
        self.state, self._base = CorrectionState(on), None
        self._log("drift", f"correction switched {'on' if on else 'off'}")

    def _say(self, why_not: str) -> None:
        if self.state.why_not != why_not:
            self.state = CorrectionState(True, self.state.moves, self.state.shift, why_not)


def _lack(frame: Frame, drift: DriftNow, controls: Mapping[Control, Range]) -> str:
    if Control.SHIFT_Y not in controls or Control.SHIFT_X not in controls:
        return "this feed cannot shift its scan"
    if frame.settings.pixel_size.value is None:
        return "the pixel size is unknown"
    if drift.time is None or not drift.tracked:
        return "the drift cannot be followed now"
    return ""


def _next(drift: DriftNow, frame: Frame) -> Pair:
    """Return where the drift leads by the middle of the next frame, about."""
    settings = frame.settings
    pause = settings.flyback.value or 0.0
    seconds = settings.rows * (settings.columns * (settings.dwell.value or 0.0) + pause)
    assert drift.time is not None
    return drift.at(drift.time + seconds)


def _near(one: Pair, other: Pair, reach: float) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < reach
