"""The damage watch of the live path: one frame after another, a notice when it alarms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.quantity import Quantity
from stemviewer.live.advice.state import DamageState, FadingPoint
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import Severity

if TYPE_CHECKING:
    from stemviewer.trust.change.watch import Observation, SpecimenWatch

KEPT = 400
"""Points of the curve that are kept."""

SMALLEST = 96
"""Side of the smallest frame that is watched [px]."""


class DamageWatch:
    """Used by the advice thread; ``state`` may be read by any.

    Parameters
    ----------
    notices : NoticeBoard
        Told of an alarm.
    log : callable
        Writes an event into the session: kind and text.
    """

    def __init__(self, notices: NoticeBoard, log: Callable[[str, str], None]) -> None:
        self._notices, self._log = notices, log
        self._watch: SpecimenWatch | None = None
        self._before: Frame | None = None
        self.state = DamageState()

    def take(self, frame: Frame, dose: Quantity) -> None:
        """Look at a complete frame; ``dose`` is that of its area so far [e/Å^2]."""
        reason = _unfit(frame)
        if reason:
            self._watch, self._before = None, None
            self.state = DamageState(reason=reason)
            return
        before, self._before = self._before, frame
        if before is None or view_of(before) != view_of(frame) or frame.number <= before.number:
            self._restart()
            before = None
        assert self._watch is not None
        gap = 1 if before is None else frame.number - before.number
        seen = self._watch.look(frame.calibration.electrons(frame.data), gap)
        if seen is not None:
            self._show(seen, dose)

    def _restart(self) -> None:
        from stemviewer.trust.change.watch import SpecimenWatch

        self._watch = SpecimenWatch()
        self.state = DamageState()

    def _show(self, seen: Observation, dose: Quantity) -> None:
        points, state = self.state.lattice, self.state
        if seen.lattice is not None:
            new = FadingPoint(dose.value, seen.lattice.value, seen.lattice.error)
            points = (*points[1 - KEPT :], new)
        change = None if seen.change is None else max(0.0, seen.change.value) ** 0.5
        self.state = replace(state, watching=True, lattice=points, change=change, share=seen.share)
        if seen.alarm:
            self._alarm(seen, dose)

    def _alarm(self, seen: Observation, dose: Quantity) -> None:
        at = "at an unknown dose" if dose.value is None else f"at {dose.value:.4g} e/Å²"
        what = f"The specimen has changed: {seen.alarm.value}, seen {at}."
        parts = []
        if seen.lattice is not None:
            left, error = seen.lattice.value, seen.lattice.error
            parts.append(f"Lattice contrast {left:.0%} ± {error:.0%} of what it was.")
        if seen.change is not None:
            rms = max(0.0, seen.change.value) ** 0.5
            parts.append(f"Places differ by {rms:.1%} beyond counting.")
        parts.append("A falling beam current or a loss of focus looks alike.")
        meaning = " ".join(parts)
        self.state = replace(self.state, alarm=f"{what} {meaning}")
        self._notices.post(
            Severity.WARNING, what, meaning, "Choose New area, or go on at a lower dose."
        )
        self._log("damage", f"{what} {meaning}")


def view_of(frame: Frame) -> object:
    """Return what must stay the same for frames to be compared."""
    place = frame.place
    shift = (place.shift_y.value, place.shift_x.value)
    return frame.channel, frame.settings, frame.calibration, place.area, place.purpose, shift


def _unfit(frame: Frame) -> str:
    if not frame.calibration.known:
        return "gain or black level are unknown"
    if min(frame.settings.shape) < SMALLEST:
        return f"frames are smaller than {SMALLEST} px"
    if frame.settings.beam_current.value == 0.0:
        return "the beam is off"
    if frame.changes:
        return "settings changed within a frame"
    return ""
