"""Looking back while the scan goes on, and keeping what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from stemviewer.core.errors import StemviewerError
from stemviewer.live.history.history import BUDGET
from stemviewer.live.history.view import HistoryView
from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.action_spec import Menu
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.pipeline_api import LivePipelineLike
from stemviewer.ui.live.replay_banner import ReplayBanner
from stemviewer.ui.live.timeline_dock import MIB, TimelineDock
from stemviewer.ui.live.timeline_menu import add_memory_menu
from stemviewer.ui.live.top_area import TopArea
from stemviewer.ui.text import thousands
from stemviewer.ui.timeline.scale import spell

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow

LAST_S = 10.0
NO_PICTURE = (
    mark("No processed picture of this frame is kept"),
    mark("It was not processed then, or had to make room: of older frames fewer are kept."),
)
BUDGET_KEY = "history/mebibytes"


class TimelineCommands(WindowPart):
    """Shows frames of the history in the views of a live window.

    Parameters
    ----------
    window : LiveWindow
        Its views show the past or the present; nothing else of it is held up.
    dock : TimelineDock
        Where the operator asks for it.
    """

    def __init__(self, window: LiveWindow, dock: TimelineDock) -> None:
        self._window, self._dock = window, dock
        self._pipeline: LivePipelineLike | None = None
        self._key: int | None = None
        self._from: float | None = None
        self._to: float | None = None
        self.banner = ReplayBanner(window.image_area)
        self.banner.live_requested.connect(self.go_live)
        top = window.menuWidget()
        assert isinstance(top, TopArea)
        add_memory_menu(top.menus[Menu.TIMELINE], self.budget // MIB, self.set_budget)
        dock.track.sought.connect(self.seek)
        dock.track.live_requested.connect(self.go_live)
        dock.track.chosen.connect(self.choose)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "replay_back": lambda: self._dock.track.step(-1),
            "replay_on": lambda: self._dock.track.step(1),
            "go_live": self.go_live,
            "keep_from": lambda: self._mark(first=True),
            "keep_to": lambda: self._mark(first=False),
            "keep_span": self.keep_span,
            "keep_last": self.keep_last,
        }

    @property
    def replaying(self) -> bool:
        """Whether the views show the past."""
        return self._key is not None

    @property
    def view(self) -> HistoryView:
        """The history as last drawn."""
        return self._dock.track.view

    # -- looking back -------------------------------------------------------------------

    def seek(self, key: int) -> None:
        """Show a frame of the history by its key, as soon as it is unpacked."""
        index = self.view.index_of(key)
        if self._pipeline is None or index is None:
            return
        self._key = key
        self._window.polling.replaying = self._window.strip.replaying = True
        self._pipeline.past.player.ask(key)
        self._dock.track.set_head(float(self.view.at[index]))
        self._tell(index)

    def go_live(self) -> None:
        """Show what is seen now."""
        if self._key is None:
            return
        self._key = None
        self._window.polling.replaying = self._window.strip.replaying = False
        self._dock.track.set_head(None)
        self.banner.hide()
        newest = self._window.polling.newest
        if newest is not None:
            self._window.view.present(newest)
        self._window.refresh()

    def poll(self) -> None:
        """Put a frame that was unpacked into the views."""
        answer = self._pipeline.past.player.take() if self._pipeline is not None else None
        if answer is None or self._key is None:
            return
        key, shown = answer
        if shown is not None:
            self._present(shown)
        elif key == self._key:
            self._window.link.say(tr("This frame had to make room for newer ones."))
            self.go_live()

    def _present(self, shown: Shown) -> None:
        self._window.view.present(shown, live=False)

    def _tell(self, index: int) -> None:
        number = int(self.view.numbers[index])
        before = spell(max(monotonic() - float(self.view.at[index]), 0.0))
        status = self._window.link.status
        goes_on = tr("the scan goes on")
        if status is not None and status.recording.active:
            goes_on = tr("recording goes on, {0} frames", thousands(status.recording.written))
        elif status is not None and not status.scan.scanning:
            goes_on = tr("the scan stands still")
        self.banner.tell(tr("Frame {0}, {1} ago; {2}.", thousands(number), before, goes_on))

    # -- keeping ------------------------------------------------------------------------

    def choose(self, first: float, last: float) -> None:
        """Choose the span to be kept [s, monotonic]."""
        self._from, self._to = min(first, last), max(first, last)
        self._dock.track.select((self._from, self._to))
        self._enable()

    def _mark(self, *, first: bool) -> None:
        """Take the frame on the screen for an end of the span; the other end follows if need be."""
        at = self._dock.track.head
        if at is None:
            at = float(self.view.at[-1]) if self.view.at.size else None
        if at is None:
            return
        if first:
            last = self._to if self._to is not None and self._to >= at else float(self.view.at[-1])
            self.choose(at, last)
        else:
            start = self._from if self._from is not None and self._from <= at else None
            self.choose(float(self.view.at[0]) if start is None else start, at)

    def keep_span(self) -> None:
        """Write the chosen span into a session."""
        if self._from is None or self._to is None:
            self._window.link.warn(
                tr("No span is chosen."),
                tr("Nothing was kept."),
                tr(
                    "Look back and press From here and To here, "
                    "or drag with Shift over the timeline."
                ),
            )
            return
        self._keep(self._from, self._to)

    def keep_last(self) -> None:
        """Write the last seconds into a session."""
        if self.view.at.size:
            end = float(self.view.at[-1])
            self._keep(end - LAST_S, end)

    def _keep(self, first: float, last: float) -> None:
        window, view, pipeline = self._window, self.view, self._pipeline
        status = window.link.status
        inside = (view.at >= first) & (view.at <= last)
        if pipeline is None or status is None or not inside.any():
            window.link.warn(tr("This span holds no frame any more."), tr("Nothing was kept."))
            return
        keys = view.keys[inside]
        info = window.record.info(status)
        info = replace(info, name=f"{info.name} kept")
        try:
            options, folder = window.record.options(status), window.record.folder
            pipeline.past.keeper.start(int(keys[0]), int(keys[-1]), folder, info, options)
        except StemviewerError as error:
            window.link.warn(error.what, error.meaning, error.action)

    # -- the window ---------------------------------------------------------------------

    def update_status(self, status: LiveStatus | None) -> None:
        """Draw the history as it is now."""
        del status
        pipeline = self._window.link.pipeline
        if pipeline is not self._pipeline:
            self._take_over(pipeline)
        if pipeline is None:
            return
        now = monotonic()
        self._dock.show_view(pipeline.past.history.view, now)
        self._drop_what_is_gone()
        if self._key is not None:
            index = self.view.index_of(self._key)
            if index is not None:
                self._tell(index)
            self._window.view.panes.set_empty(*map(tr, NO_PICTURE))
        self._enable()

    def _take_over(self, pipeline: LivePipelineLike | None) -> None:
        self._pipeline = pipeline
        if pipeline is not None:
            pipeline.past.history.set_budget(self.budget)

    @property
    def budget(self) -> int:
        """Memory that the history may take [bytes], as the operator chose it."""
        text = self._window.store.text(BUDGET_KEY)
        return int(text) * MIB if text.isdecimal() else BUDGET

    def set_budget(self, mebibytes: int) -> None:
        """Give the history so much memory from now on [MiB]."""
        self._window.store.set_text(BUDGET_KEY, str(mebibytes))
        if self._pipeline is not None:
            self._pipeline.past.history.set_budget(self.budget)

    def _drop_what_is_gone(self) -> None:
        oldest = float(self.view.at[0]) if self.view.at.size else 0.0
        if self._to is not None and self._to < oldest:
            self._from = self._to = None
            self._dock.track.select(None)

    def _enable(self) -> None:
        actions, some = self._window.actions_, bool(self.view.at.size)
        for name in ("replay_back", "keep_from", "keep_to", "keep_last"):
            actions[name].setEnabled(some)
        for name in ("replay_on", "go_live"):
            actions[name].setEnabled(self.replaying)
        actions["keep_span"].setEnabled(self._from is not None)

    def forget(self) -> None:
        """Show nothing: another source is coming."""
        self._key = self._from = self._to = None
        self._window.polling.replaying = self._window.strip.replaying = False
        self.banner.hide()
        self._dock.track.set_head(None)
        self._dock.track.select(None)
        self._dock.show_view(HistoryView(), monotonic())
        self._pipeline = None
