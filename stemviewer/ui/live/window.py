"""The live window: puts the parts together and polls the live path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from stemviewer.denoise.base import Method
from stemviewer.live.state import ChainSettings
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
from stemviewer.ui.live.key_commands import KeyCommands
from stemviewer.ui.live.layout_menu import LayoutMenu
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.measure_dock import MeasureCommands, MeasureDock
from stemviewer.ui.live.notices import NoticeBar
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.pipeline_api import LivePipelineLike
from stemviewer.ui.live.polling import Polling
from stemviewer.ui.live.processing_dock import ProcessingDock
from stemviewer.ui.live.record_commands import RecordCommands
from stemviewer.ui.live.scan_commands import ScanCommands
from stemviewer.ui.live.sent.commands import SendCommands
from stemviewer.ui.live.session_commands import SessionCommands
from stemviewer.ui.live.start_page import StartPage
from stemviewer.ui.live.status_bar import StatusLine
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.strip import Strip
from stemviewer.ui.live.style import STYLE
from stemviewer.ui.live.timeline_commands import TimelineCommands
from stemviewer.ui.live.timeline_dock import TimelineDock
from stemviewer.ui.live.top_area import TopArea
from stemviewer.ui.live.view import LiveView
from stemviewer.ui.live.view_commands import ViewCommands
from stemviewer.ui.live.view_kinds import ViewSwitch
from stemviewer.ui.live.window_parts import looks_of, tools_of
from stemviewer.ui.skin import dress


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
        dress(self, STYLE)
        self.store = store
        self.bar = NoticeBar()
        self.link = Link(self.bar.tell)
        self.image_area = ImageArea()
        self.actions_ = Actions(self, self.image_area, store.keys())
        self.polling = Polling(self)
        self.parts: list[WindowPart] = []
        self.view = LiveView(self.polling.painted)
        self.start_page = StartPage(store.text("address"), store.addresses)
        self.strip = Strip(self.actions_)
        self.dose_dock = DoseDock(self)
        self.dose_commands = DoseCommands(
            self, self.dose_dock, self.link, self.actions_, self.view, store
        )
        self.processing_dock = ProcessingDock(methods, self)
        self.display_dock = DisplayDock(store.display(), self)
        self.measure_dock = MeasureDock(self.view.panes, self)
        self.timeline_dock = TimelineDock(self.actions_, self)
        self.status_line = StatusLine()
        self._lay_out()
        self._make_commands(connect, folder)
        self._connect()
        self.view.presenter.start()
        self.polling.start()
        self.session.attach(pipeline)
        self.refresh()

    # -- putting together ---------------------------------------------------------------

    def _lay_out(self) -> None:
        self.switch = ViewSwitch(self.actions_)
        self.top = top = TopArea(self.actions_, self.bar.notes, self.switch, self.strip)
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
        self.layout_ = DockLayout(self, docks, (self.measure_dock,), self.timeline_dock)
        for part in self.layout_.every:
            top.menus[Menu.WINDOW].addAction(part.toggleViewAction())
        self.statusBar().addWidget(self.status_line, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(0, 0, 0, 0)

    def _make_commands(self, connect: Callable[[str], LivePipelineLike], folder: Path) -> None:
        actions, link = self.actions_, self.link
        self._handlers: dict[str, Callable[[], object]] = {}
        self.scan = ScanCommands(link, self.store, actions, self.strip, self.dose_dock.editors)
        self.record = RecordCommands(link, actions, self.strip, self.scan, folder)
        self.views = ViewCommands(link, actions, self.view, self.display_dock)
        self.measuring = MeasureCommands(self.measure_dock, self.view.panes, link)
        for look in looks_of(self):
            self.add(look)
        self.evidence = EvidenceCommands(
            link, self.store, actions, self.view, self.processing_dock, self._choose_chain
        )
        self.scan.left_area = self.evidence.leave_area
        self.help = HelpCommands(self, link, self.bar, self.processing_dock)
        self.session = SessionCommands(self, connect)
        self.keys, self.timeline = KeyCommands(self), TimelineCommands(self, self.timeline_dock)
        self.sent = self.layout_.sent = SendCommands(self)
        for made in (self.measuring, self.keys, self.timeline, self.sent, *tools_of(self)):
            self.add(made)
        LayoutMenu(self.top.menus[Menu.WINDOW], self, self.store, self.sent)
        commands = (self.scan, self.record, self.views, self.evidence, self.help, self.session)
        for part in (*commands, self.dose_commands):
            self._handlers.update(part.handlers())

    def _connect(self) -> None:
        self.actions_.triggered.connect(self._act)
        self.image_area.held.connect(self.views.held)
        self.processing_dock.chain_changed.connect(self._chain_changed)
        self.dose_dock.averaging.chosen.connect(self._average_chosen)
        self.measuring.drift.averaging_chosen.connect(self._average_chosen)
        self.measuring.panel.grown.connect(self.layout_.make_room)
        self.processing_dock.record_processed_changed.connect(self._record_processed_changed)
        self.processing_dock.content_changed.connect(self.layout_.make_room)
        self.dose_dock.grown.connect(self.layout_.make_room)

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

    # -- what is shown ------------------------------------------------------------------

    def add(self, part: WindowPart) -> None:
        """Take a part in: its actions act, and it is shown what comes from now on."""
        self.parts.append(part)
        self._handlers.update(part.handlers())

    def refresh(self) -> None:
        """Poll status and notices and show them."""
        self.polling.refresh()

    def forget(self) -> None:
        """Show empty panes: another source is coming."""
        self.polling.forget()
        self.view.clear()
        self.evidence.forget()
        self.display_dock.clear()
        for part in self.parts:
            part.forget()

    def show_page(self, *, images: bool) -> None:
        """Show the images with the docks, or the start page by itself."""
        self.pages.setCurrentWidget(self.image_area if images else self.start_page)
        self.switch.setVisible(images)
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
        self.polling.stop()
        for part in self.parts:
            part.close()
        self.bar.stop()
        self.dose_commands.close()
        self.record.close()
        self.evidence.close()
        self.view.presenter.stop()
        super().closeEvent(event)
