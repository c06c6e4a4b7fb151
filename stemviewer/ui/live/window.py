"""The live window: puts the parts together and polls the live path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stemviewer.denoise.base import Method
from stemviewer.live.state import ChainSettings, LiveStatus, Shown
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.live.action_list import Menu
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.display_dock import DisplayDock
from stemviewer.ui.live.dock import EDGE
from stemviewer.ui.live.dock_layout import DockLayout
from stemviewer.ui.live.dose_commands import DoseCommands
from stemviewer.ui.live.dose_dock import DoseDock
from stemviewer.ui.live.evidence_commands import EvidenceCommands
from stemviewer.ui.live.help import HelpCommands
from stemviewer.ui.live.image_area import ImageArea
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.notices import NoticeBar
from stemviewer.ui.live.pipeline_api import LivePipelineLike
from stemviewer.ui.live.processing_dock import ProcessingDock
from stemviewer.ui.live.record_commands import RecordCommands
from stemviewer.ui.live.scan_commands import ScanCommands
from stemviewer.ui.live.session_commands import SessionCommands
from stemviewer.ui.live.start_page import StartPage
from stemviewer.ui.live.state_word import state_badge
from stemviewer.ui.live.status_bar import StatusLine
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.strip import Strip
from stemviewer.ui.live.style import STYLE
from stemviewer.ui.live.top_area import TopArea
from stemviewer.ui.live.view import SplitView
from stemviewer.ui.live.view_commands import ViewCommands

FRAME_MS = 8
STATUS_MS = 200
HISTOGRAM_S = 0.1


class LiveWindow(QMainWindow):
    """The window of a running acquisition; without one it shows the start page.

    Parameters
    ----------
    pipeline : LivePipelineLike or None
        Shown and started at once; ``None`` for the start page.
    connect : callable
        Makes a pipeline from ``"simulator"``, an address or a file; may be slow, so it is
        called in a thread of its own. Raises ``StemviewerError`` on what it cannot open.
    store : Store
        Where layout, set-ups and display settings are kept.
    folder : Path
        Where sessions and snapshots go.
    methods : sequence of Method
        What the processing dock offers.
    """

    def __init__(
        self,
        pipeline: LivePipelineLike | None,
        connect: Callable[[str], LivePipelineLike],
        store: Store,
        folder: Path,
        methods: Sequence[Method],
    ) -> None:
        super().__init__()
        self.setObjectName("live_window")
        self.setWindowTitle("stemviewer")
        self.setStyleSheet(STYLE)
        self.store = store
        self.bar = NoticeBar()
        self.link = Link(self.bar.tell)
        self.image_area = ImageArea()
        self.actions_ = Actions(self, self.image_area)
        self.view = SplitView(self._painted)
        self.start_page = StartPage(store.text("address"))
        self.strip = Strip(self.actions_)
        self.dose_dock = DoseDock(self)
        self.dose_commands = DoseCommands(
            self, self.dose_dock, self.link, self.actions_, self.view, store
        )
        self.processing_dock = ProcessingDock(methods, self)
        self.display_dock = DisplayDock(store.display(), self)
        self.status_line = StatusLine()
        self._newest: Shown | None = None
        self._pair: PaintedPair | None = None
        self._histogram_at = 0.0
        self._lay_out()
        self._make_commands(connect, folder)
        self._connect()
        self.view.presenter.start()
        self._timers = [_timer(self, FRAME_MS, self._frame_tick, Qt.TimerType.PreciseTimer)]
        self._timers.append(_timer(self, STATUS_MS, self.refresh, Qt.TimerType.CoarseTimer))
        self.session.attach(pipeline)
        self.refresh()

    # -- putting together ---------------------------------------------------------------

    def _lay_out(self) -> None:
        top = TopArea(self.actions_, self.bar.notes, self.strip)
        self.setMenuWidget(top)
        layout = self.image_area.layout()
        assert layout is not None
        layout.addWidget(self.view)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.image_area)
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(EDGE, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self.bar)
        self.setCentralWidget(centre)
        docks = (self.dose_dock, self.processing_dock, self.display_dock)
        self.layout_ = DockLayout(self, docks)
        for part in docks:
            top.menus[Menu.WINDOW].addAction(part.toggleViewAction())
        self.statusBar().addWidget(self.status_line, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(0, 0, 0, 0)

    def _make_commands(self, connect: Callable[[str], LivePipelineLike], folder: Path) -> None:
        actions, link = self.actions_, self.link
        self.scan = ScanCommands(link, self.store, actions, self.strip, self.dose_dock.editors)
        self.record = RecordCommands(link, actions, self.strip, self.scan, folder)
        self.views = ViewCommands(link, actions, self.view, self.display_dock)
        self.evidence = EvidenceCommands(
            link, self.store, actions, self.view, self.processing_dock, self._choose_chain
        )
        self.scan.left_area = self.evidence.leave_area
        self.help = HelpCommands(self, link, actions, self.bar, self.processing_dock)
        self.session = SessionCommands(self, connect)
        self._handlers: dict[str, Callable[[], object]] = {}
        commands = (self.scan, self.record, self.views, self.evidence, self.help, self.session)
        for part in (*commands, self.dose_commands):
            self._handlers.update(part.handlers())

    def _connect(self) -> None:
        self.actions_.triggered.connect(self._act)
        self.image_area.set_held_keys(self.actions_.held_keys())
        self.image_area.held.connect(self.views.held)
        self.processing_dock.chain_changed.connect(self._chain_changed)
        self.dose_dock.averaging.chosen.connect(self._average_chosen)
        self.processing_dock.record_processed_changed.connect(self._record_processed_changed)
        self.processing_dock.content_changed.connect(self.layout_.make_room)
        self.strip.source.channel_chosen.connect(self._channel_chosen)

    # -- the operator -------------------------------------------------------------------

    def _act(self, name: str) -> None:
        self._handlers[name]()
        self.refresh()

    def _chain_changed(self, settings: ChainSettings) -> None:
        self.store.set_chain(settings)
        if self.link.pipeline is not None:
            self.link.pipeline.set_chain(settings)
        self.refresh()

    def _choose_chain(self, settings: ChainSettings) -> None:
        self.processing_dock.choose(settings)
        self._chain_changed(settings)

    def _average_chosen(self, frames: int) -> None:
        self._choose_chain(replace(self.processing_dock.settings, average=frames))

    def _record_processed_changed(self, on: bool) -> None:
        self.record.record_processed = on

    def _channel_chosen(self, channel: str) -> None:
        if self.link.pipeline is not None:
            self.link.pipeline.set_channel(channel)

    # -- polling ------------------------------------------------------------------------

    def _frame_tick(self) -> None:
        self.session.poll()
        pipeline = self.link.pipeline
        shown = pipeline.take_shown() if pipeline is not None else None
        if shown is not None:
            self._newest = shown
            self.view.present(shown)
        self.evidence.poll()
        pair = self.view.poll()
        if pair is not None:
            self._pair = pair
            if self.view.on_screen is not None:
                self.evidence.present(self.view.on_screen)
        if self._pair is not None and monotonic() - self._histogram_at >= HISTOGRAM_S:
            self._show_histograms(self._pair)

    def _show_histograms(self, pair: PaintedPair) -> None:
        self._histogram_at, self._pair = monotonic(), None
        self.display_dock.show_pair(pair)

    def _painted(self, shown: Shown) -> None:
        # the rows of a running frame are painted too, but it is shown when it is complete
        if self.link.pipeline is not None and shown.frame.complete:
            self.link.pipeline.mark_painted(shown)

    def refresh(self) -> None:
        """Poll status and notices and show them."""
        status = self.link.refresh()
        if self.link.pipeline is not None:
            for notice in self.link.pipeline.take_notices():
                self.bar.tell(notice)
        for notice in self.link.take_posted():
            self.bar.tell(notice)
        self.strip.update_status(status)
        self.dose_dock.update_status(status)
        self.dose_commands.update(status)
        self.status_line.update_status(self.record.with_disk(status))
        self.scan.update(status)
        self.record.update(status)
        self._show_processing(status)
        if self._newest is not None:
            self.dose_dock.update_frame(self._newest)
            self.processing_dock.update_range(self._newest.range)
        self.view.refresh_age()
        self.view.set_state_badge(*state_badge(status))
        self.session.update(status)

    def _show_processing(self, status: LiveStatus | None) -> None:
        self.processing_dock.set_recording(self.record.active)
        if status is None:
            return
        # the pipeline falls back to none when a method fails: the dock must not claim otherwise
        shown = self.processing_dock.settings
        if (status.chain.method, status.chain.average) != (shown.method, shown.average):
            self.processing_dock.choose(status.chain)
        self.processing_dock.update_status(status)
        self.view.set_processing(not status.chain.raw_only, ready=status.chain_ready)

    def forget(self) -> None:
        """Show empty panes: another source is coming."""
        self._newest = self._pair = None
        self.view.clear()
        self.evidence.forget()
        self.display_dock.clear()

    def show_page(self, *, images: bool) -> None:
        """Show the images with the docks, or the start page by itself."""
        self.pages.setCurrentWidget(self.image_area if images else self.start_page)
        if images:
            self.layout_.bring_back()
        else:
            self.layout_.put_away()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the docks at the first show, unless the operator's own layout came back."""
        super().showEvent(event)
        self.layout_.fit_once()

    # -- the end ------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """End recording and threads first; the window closes when that is done."""
        if not self.session.may_close():
            event.ignore()
            return
        self.layout_.save(self.store)
        self.store.set_display(self.display_dock.settings)
        self.store.flush()
        for timer in self._timers:
            timer.stop()
        self.bar.stop()
        self.dose_commands.close()
        self.record.close()
        self.evidence.close()
        self.view.presenter.stop()
        super().closeEvent(event)


def _timer(
    owner: LiveWindow, interval: int, tick: Callable[[], None], kind: Qt.TimerType
) -> QTimer:
    timer = QTimer(owner)
    timer.setTimerType(kind)
    timer.timeout.connect(tick)
    timer.start(interval)
    return timer
