"""What the live window does at every tick: takes pictures, state and notices, and shows them."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.state_word import REPLAY_BADGE, state_badge

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow

FRAME_MS = 8
STATUS_MS = 200
HISTOGRAM_S = 0.1


class Polling(QObject):
    """Two timers: a fast one for pictures, a slow one for the rest.

    Parameters
    ----------
    window : LiveWindow
        Put together; its parts are shown what comes.
    """

    def __init__(self, window: LiveWindow) -> None:
        super().__init__(window)
        self._window = window
        self.newest: Shown | None = None
        """What the source gave last."""
        self.replaying = False
        """Whether the views show the past: what comes is taken, but not shown."""
        self._pair: PaintedPair | None = None
        self._histogram_at = 0.0
        self.timers: tuple[QTimer, ...] = ()

    def start(self) -> None:
        """Begin."""
        self.timers = (
            self._timer(FRAME_MS, self.tick, Qt.TimerType.PreciseTimer),
            self._timer(STATUS_MS, self.refresh, Qt.TimerType.CoarseTimer),
        )

    def stop(self) -> None:
        """End; idempotent."""
        for timer in self.timers:
            timer.stop()

    def forget(self) -> None:
        """Show nothing of what came: another source is coming."""
        self.newest = self._pair = None

    def painted(self, shown: Shown) -> None:
        """Tell the source what is on the screen."""
        pipeline = self._window.link.pipeline
        # the rows of a running frame are painted too, but it is shown when it is complete
        if pipeline is not None and shown.frame.complete and not self.replaying:
            pipeline.mark_painted(shown)

    def tick(self) -> None:
        """Take the newest pictures."""
        window = self._window
        window.session.poll()
        pipeline = window.link.pipeline
        shown = pipeline.take_shown() if pipeline is not None else None
        if shown is not None:
            self.newest = shown
            if not self.replaying:
                window.view.present(shown)
        window.evidence.poll()
        for part in window.parts:
            part.poll()
        pair = window.view.poll()
        if pair is not None:
            self._present(pair)
        if self._pair is not None and monotonic() - self._histogram_at >= HISTOGRAM_S:
            self._histogram_at, pair, self._pair = monotonic(), self._pair, None
            window.display_dock.show_pair(pair)

    def _present(self, pair: PaintedPair) -> None:
        self._pair = pair
        on_screen = self._window.view.on_screen
        if on_screen is not None:
            self._window.evidence.present(on_screen)
            for part in self._window.parts:
                part.present(on_screen, pair)

    def refresh(self) -> None:
        """Take status and notices and show them."""
        window = self._window
        status = window.link.refresh()
        self._tell_notices()
        window.strip.update_status(status)
        window.dose_dock.update_status(status)
        window.dose_commands.update(status)
        window.status_line.update_status(window.record.with_disk(status))
        window.scan.update(status)
        window.record.update(status)
        self._show_processing(status)
        if self.newest is not None:
            window.dose_dock.update_frame(self.newest)
            window.processing_dock.update_range(self.newest.range)
        window.view.refresh_age()
        window.view.panes.set_state_badge(*self.badge(status))
        window.session.update(status)
        for part in window.parts:
            part.update_status(status)

    def badge(self, status: LiveStatus | None) -> tuple[str, str]:
        """Return word and colour of what is shown over all pictures; no word as a rule."""
        return (tr(REPLAY_BADGE[0]), REPLAY_BADGE[1]) if self.replaying else state_badge(status)

    def _tell_notices(self) -> None:
        link = self._window.link
        if link.pipeline is not None:
            for notice in link.pipeline.take_notices():
                self._window.bar.tell(notice)
        for notice in link.take_posted():
            self._window.bar.tell(notice)

    def _show_processing(self, status: LiveStatus | None) -> None:
        dock = self._window.processing_dock
        dock.set_recording(self._window.record.active)
        if status is None:
            return
        # the pipeline falls back to none when a method fails: the dock must not claim otherwise
        shown = dock.settings
        if (status.chain.method, status.chain.average) != (shown.method, shown.average):
            dock.choose(status.chain)
        dock.update_status(status)
        self._window.view.set_processing(not status.chain.raw_only, ready=status.chain_ready)

    def _timer(self, interval: int, tick: Callable[[], None], kind: Qt.TimerType) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(kind)
        timer.timeout.connect(tick)
        timer.start(interval)
        return timer
