"""A recording in fractions: orders the fast scan, takes its frames, stops it, sums them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic

from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.live.fractions.plan import FractionPlan, plan_fractions
from stemviewer.live.fractions.state import FractionPhase, FractionState
from stemviewer.live.fractions.summing import fading, suggested, summed
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import Severity

_SAME = 1e-3
MOST_OTHERS = 12
"""Frames with other settings that may come before the first fast one."""

MOST_TRIES = 3
"""Times that a scan which brought no frame is started again."""

STILL_S = 1.0
"""Beyond two frame times without a frame, a scan that was stopped brings no more [s]."""


class FractionRun:
    """Used by the feed thread, but for ``state``, which any may read, and ``choose``.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    store : callable
        Hands a picture to the session log.
    log : callable
        Writes an event: kind and text.
    lag : callable
        Returns how long a command takes to act [s].
    notices : NoticeBoard
        For the operator.
    """

    def __init__(
        self,
        order: Callable[[Control, float], object],
        store: Callable[[Processed], object],
        log: Callable[[str, str], None],
        lag: Callable[[], float],
        notices: NoticeBoard,
    ) -> None:
        self._order, self._store, self._log, self._lag = order, store, log, lag
        self._notices = notices
        self._frames: list[Frame] = []
        self._others = 0
        self._stop_sent = False
        self._restore: float | None = None
        self._resumed = False
        self._tries = 0
        self._to_start = False
        self._at = 0.0
        self._origin = Flag.NONE
        self._worker: Worker | None = None
        self.state = FractionState()

    def start(
        self,
        count: int,
        settings: ScanSettings,
        scan: ScanState,
        controls: Mapping[Control, Range],
        origin: Flag,
    ) -> None:
        """Begin; the frames in force are the slow one that is divided.

        Raises
        ------
        SettingsError
            If it cannot be done with this feed or number; nothing is ordered then.
        """
        if self.state.busy:
            return
        plan = plan_fractions(settings, count, controls)
        self._frames, self._others, self._stop_sent = [], 0, False
        self._restore, self._resumed, self._tries = None, False, 0
        self._origin, self._at = origin, monotonic()
        self.state = FractionState(FractionPhase.WAITING, plan)
        self._log("fractions", f"{count} frames of {plan.dwell:.6g} s dwell in place of one")
        self._order(Control.DWELL, plan.dwell)
        self._to_start = not scan.scanning

    def in_force(self, settings: ScanSettings) -> None:
        """Start a scan that stands still with the fast dwell time, and not before.

        A budget may have no room for the slow frame, and some for fast ones. Called all the time.
        """
        plan = self.state.plan
        if not self._to_start or plan is None or not _has_dwell(settings, plan):
            return
        self._to_start, self._at = False, monotonic()
        if self._order(Control.SCAN, 1.0) is None:
            self._stop_sent = True
            self._end("the scan was not started")

    def take(self, frame: Frame) -> None:
        """Take in a frame that has ended, complete or not."""
        plan = self.state.plan
        if plan is None or self.state.phase not in (FractionPhase.WAITING, FractionPhase.RUNNING):
            if plan is not None and self._restore is not None and _is_fast(frame, plan):
                self._log("fractions", f"frame {frame.number} came beyond those asked for; booked")
            return
        self._at = monotonic()
        if not _is_fast(frame, plan):
            self._other(frame)
            return
        if not frame.complete:
            self._end("the scan was broken off")
            return
        self._frames.append(frame)
        one = frame_dose(plan.fast).total.value
        done, self._tries = len(self._frames), 0
        self.state = replace(
            self.state,
            phase=FractionPhase.RUNNING,
            done=done,
            dose=None if one is None else one * done,
        )
        if done >= plan.count:
            self._end("")
        else:
            self._stop_if_due(plan)

    def turn(self, scan: ScanState) -> None:
        """Look whether the scan has stopped, early or as ordered; called all the time."""
        if self._restore is not None and not scan.scanning:
            # not before: a frame that began meanwhile would have the dose of the slow one
            self._order(Control.DWELL, self._restore)
            self._restore = None
        plan, phase = self.state.plan, self.state.phase
        if plan is None:
            return
        if scan.scanning:
            if phase is FractionPhase.RUNNING and self._resumed:
                self._stop_if_due(plan)
            return
        still = monotonic() - self._at - STILL_S
        if phase is FractionPhase.RUNNING and still > 2.0 * plan.period:
            self._go_on()
        slow = frame_dose(plan.slow).duration.value or 0.0
        if phase is FractionPhase.WAITING and still > 2.0 * slow:
            self._end("the scan was stopped before the first of them")

    def _stop_if_due(self, plan: FractionPlan) -> None:
        """Order the stop so that it acts at the end of the last frame, or rather one too early."""
        late = math.floor(self._lag() / plan.period) if plan.period > 0.0 else 0
        if self.state.done >= plan.count - 1 - late and not self._stop_sent:
            self._stop_sent = True
            self._order(Control.SCAN, 0.0)

    def _go_on(self) -> None:
        """Scan what is missing where the own stop acted early; else somebody else has stopped."""
        own, self._stop_sent = self._stop_sent, False
        self._resumed, self._at = True, monotonic()
        self._tries += 1
        if not own or self._tries > MOST_TRIES or self._order(Control.SCAN, 1.0) is None:
            self._stop_sent = True
            self._end("the scan was stopped, by the budget or by hand")

    def choose(self, count: int) -> None:
        """Sum the first ``count`` frames anew and store that picture as well. Any thread."""
        if self.state.phase is FractionPhase.DONE and 2 <= count <= len(self._frames):
            self._sum(count)

    def join(self, timeout: float) -> bool:
        """Wait for a sum under way; return whether it has ended."""
        return self._worker is None or self._worker.join(timeout)

    def _other(self, frame: Frame) -> None:
        if self._frames:
            self._end(f"frame {frame.number} came with other settings")
            return
        self._others += 1
        if self._others > MOST_OTHERS:
            self.state = FractionState(
                FractionPhase.FAILED,
                self.state.plan,
                message="No frame with the fast dwell time came.",
            )

    def _end(self, early: str) -> None:
        plan, done = self.state.plan, len(self._frames)
        assert plan is not None
        self._to_start = False
        if not self._stop_sent:
            self._order(Control.SCAN, 0.0)
        self._restore = plan.slow.dwell.value
        told = f"{done} of {plan.count} frames"
        message = f"{told}: {early}." if early else f"{told}."
        self._log("fractions", message)
        if done < 2:
            self.state = replace(self.state, phase=FractionPhase.FAILED, message=message)
            return
        if early:
            meaning = "Those taken are recorded and summed."
            self._notices.post(Severity.WARNING, f"Recording in fractions: {message}", meaning)
        self.state = replace(self.state, message=message)
        self._sum(done)

    def _sum(self, count: int) -> None:
        plan, frames = self.state.plan, self._frames
        assert plan is not None
        self.state = replace(self.state, phase=FractionPhase.SUMMING)

        def body() -> None:
            picture = summed(frames[:count], plan.count, self._origin)
            self._store(picture)
            points = fading(frames, frame_dose(plan.fast).total.value)
            self.state = replace(
                self.state,
                phase=FractionPhase.DONE,
                fading=points,
                included=len(picture.numbers),
                suggested=suggested(points, len(frames)),
            )

        self._worker = Worker("fractions", body, self._failed)
        self._worker.start()

    def _failed(self, error: Exception) -> None:
        what = error.what if isinstance(error, StemviewerError) else str(error)
        self.state = replace(self.state, phase=FractionPhase.FAILED, message=what)
        self._notices.error(error)


def _is_fast(frame: Frame, plan: FractionPlan) -> bool:
    same = frame.settings.shape == plan.fast.shape and not frame.changes
    return same and _has_dwell(frame.settings, plan)


def _has_dwell(settings: ScanSettings, plan: FractionPlan) -> bool:
    dwell = settings.dwell.value
    return dwell is not None and math.isclose(dwell, plan.dwell, rel_tol=_SAME)
