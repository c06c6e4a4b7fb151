"""The review window: frame table, raw and processed views, provenance, reprocess, export."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.denoise.base import Method, RangeVerdict
from stemviewer.denoise.chain import ChainResult
from stemviewer.session.format.options import SessionInfo
from stemviewer.session.verifying.verify import VerifyReport
from stemviewer.ui import colours as c
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.pixel_interval import interval_of
from stemviewer.ui.live.notices import NoticeList
from stemviewer.ui.review.actions import add_actions
from stemviewer.ui.review.answers import Answer, FrameRead, Opened, ReadFailed, RowsRead
from stemviewer.ui.review.evidence_view import EvidenceView
from stemviewer.ui.review.export_panel import Exportable
from stemviewer.ui.review.files import ask_for_session, dropped_file
from stemviewer.ui.review.layout import ReviewLayout
from stemviewer.ui.review.metadata import facts
from stemviewer.ui.review.provenance import boxes, copy_text
from stemviewer.ui.review.session_panel import verdict_words
from stemviewer.ui.review.session_thread import SessionThread, Vet
from stemviewer.ui.review.telling import notice_of
from stemviewer.ui.text import thousands

POLL_MS = 16


class ReviewWindow(ReviewLayout):
    """One session, frame by frame.

    Parameters
    ----------
    methods : tuple of Method
        Offered for reprocessing.
    parent : QWidget, optional
        Owner.
    vet : callable, optional
        Looks a session over before it is opened, see ``SessionThread``.
    """

    def __init__(
        self,
        methods: tuple[Method, ...] = (),
        parent: QWidget | None = None,
        vet: Vet | None = None,
    ) -> None:
        super().__init__(methods, parent)
        self._vet = vet
        self.setWindowTitle("stemviewer review")
        self.setAcceptDrops(True)
        self._thread: SessionThread | None = None
        self._info = SessionInfo("")
        self._path: Path | None = None
        self._current = -1
        self._read: FrameRead | None = None
        self._trial: tuple[Processed, RangeVerdict] | None = None
        self.evidence_view = EvidenceView(self.views, self.evidence)
        self._connect()
        add_actions(self)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)
        self.views.presenter.start()
        self._timer.start()
        self.table.setFocus()

    def _connect(self) -> None:
        self.top.open.clicked.connect(self.choose_file)
        self.top.verify.clicked.connect(self.verify)
        self.notices.list_requested.connect(
            lambda: NoticeList(tuple(self.notices.history), self).show()
        )
        self.table.frame_chosen.connect(lambda index, _made: self.go_to(index))
        self.strip.moved.connect(self.go_to)
        self.reprocess.finished.connect(self._trial_made)
        self.reprocess.failed.connect(self._tell)
        self.reprocess.layer_chosen.connect(lambda _key: self._show_pictures())
        self.export.failed.connect(self._tell)
        self.session.button.clicked.connect(self._verifying)
        self.session.verified.connect(self._verified)
        self.session.failed.connect(self._tell)
        self.evidence.failed.connect(self._tell)
        self.display.changed.connect(self.views.presenter.set_display)

    # the session

    def choose_file(self) -> None:
        """Ask which session to open."""
        folder = str(self._path.parent) if self._path is not None else ""
        ask_for_session(self, folder, self.open_path)

    def open_path(self, path: Path) -> None:
        """Open a session; what is open is closed."""
        self._close_thread()
        self._path, self._read, self._trial, self._current = path, None, None, -1
        self._show_nothing()
        self.views.raw.set_empty("Opening …", path.name)
        self._thread = SessionThread(path, self._vet)
        self._thread.start()

    def _show_nothing(self) -> None:
        self.model.clear()
        self.strip.begin()
        self.views.show_nothing()
        self.top.show_nothing()
        self.session.show_nothing()
        self.metadata.clear()
        self.provenance.show_chain((), "")
        self.reprocess.show_frame(None, Flag.NONE)
        self.evidence.show_frame(None, -1, None, 0)
        self.export.show_frame("", None, None)
        for panel in (self.frames_panel, self.frame_panel):
            panel.set_note("")
        self.display.clear()

    def go_to(self, index: int) -> None:
        """Show a frame, by its position in the session."""
        if self._thread is None or not 0 <= index < self.model.frames or index == self._current:
            return
        self._current = index
        self.strip.set_current(index)
        self.table.go_to(index)
        self._thread.show(index)

    def step(self, by: int) -> None:
        """Go on by so many frames, staying within the session."""
        self.go_to(min(max(self._current + by, 0), self.model.frames - 1))

    @property
    def current(self) -> int:
        """Position of the frame gone to, -1 for none."""
        return self._current

    @property
    def shown(self) -> FrameRead | None:
        """The frame in view."""
        return self._read

    def verify(self) -> None:
        """Check the session for changes."""
        self.tabs.setCurrentWidget(self.session)
        self.session.verify()
        self._verifying()

    def _verifying(self) -> None:
        self.top.set_verdict("verifying …", c.SECONDARY)

    # what comes in

    def poll(self) -> None:
        """Take what the threads have made; the only place where their results arrive."""
        for answer in self._thread.take() if self._thread is not None else ():
            self._take(answer)
        try:
            pair = self.views.presenter.poll()
        except (ValueError, MemoryError) as error:
            self._tell(error)
            pair = None
        if pair is not None:
            if self.display.isVisible():
                self.display.show_pair(pair)
            read = self._read
            if read is not None and pair.request.source.frame is read.frame:
                self._describe(read, pair)
        self.reprocess.poll()
        for panel in (self.export, self.session, self.evidence, self.evidence_view):
            panel.poll()

    def _take(self, answer: Answer) -> None:
        match answer:
            case Opened():
                self._opened(answer)
            case RowsRead():
                self.model.append(answer.rows)
                self.strip.append(answer.rows, answer.total)
                self.session.add_rows(answer.rows, answer.total)
                self.frames_panel.set_note(self._counted(answer.total))
                if self._current < 0:
                    self.go_to(0)
            case FrameRead():
                if answer.row.index == self._current:
                    self._show(answer)
            case ReadFailed():
                self._failed(answer)

    def _counted(self, total: int) -> str:
        read = self.model.frames
        return thousands(total) if read == total else f"{thousands(read)} of {thousands(total)}"

    def _opened(self, opened: Opened) -> None:
        self._info = opened.info
        self.setWindowTitle(f"{opened.info.name} — stemviewer review")
        self.model.clear(opened.losses)
        self.strip.begin(opened.losses)
        self.top.show_session(opened.info)
        self.session.show_session(opened)
        if not opened.frames:
            self.views.raw.set_empty("This session holds no frame", "Nothing was received.")

    def _show(self, read: FrameRead) -> None:
        self._read, self._trial = read, None
        self.reprocess.show_frame(read.frame, self._info.instrument.flag)
        self.evidence.show_frame(self._path, read.row.index, read.frame, self.model.frames)
        self._show_pictures()

    def _show_pictures(self) -> None:
        if self._read is not None:
            layer = self._layer()
            self.views.show_frame(self._read, *layer)
            self.evidence_view.show_layer(stored=layer[0] is None)

    def _describe(self, read: FrameRead, pair: PaintedPair) -> None:
        """Tell of what is in view now; called with the pictures, so that words never run ahead."""
        row, made = read.row, pair.request.source.processed
        trial = made if made is not None and made is not read.processed else None
        self.frame_panel.set_note(f"{thousands(row.number)} · {row.channel}")
        self.metadata.show_facts(facts(row, read.counted))
        self.provenance.show_chain(boxes(row, self._info.instrument, trial), copy_text(row, trial))
        limits = None if pair.processed is None else pair.processed.limits
        self.export.show_frame(
            self._info.name,
            Exportable(read.frame, read.context, pair.raw.limits),
            None if made is None else Exportable(made, read.context, limits, interval_of(pair)),
        )

    def _layer(self) -> tuple[Processed | None, RangeVerdict | None]:
        if self._trial is None or self.reprocess.layer.current != "trial":
            return None, None
        return self._trial

    def _trial_made(self, result: ChainResult) -> None:
        read = self._read
        if read is not None and result.processed.parent == read.frame.number:
            self._trial = (result.processed, result.range)
            self._show_pictures()

    def _verified(self, report: VerifyReport) -> None:
        self.top.set_verdict(*verdict_words(report))

    def _failed(self, failed: ReadFailed) -> None:
        if failed.index is None and not self.model.frames:
            self._show_nothing()
        elif failed.index == self._current:
            self._read = None
            self.views.show_unreadable(str(failed.error))
        self._tell(failed.error)

    def _tell(self, error: Exception) -> None:
        self.notices.tell(notice_of(error))

    # the window itself

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the timer and end all threads."""
        self._timer.stop()
        self.notices.stop()
        self.hide()
        self._close_thread()
        for panel in (self.reprocess, self.export, self.session, self.evidence):
            panel.close_jobs()
        self.evidence_view.close()
        self.views.presenter.stop()
        super().closeEvent(event)

    def _close_thread(self) -> None:
        if self._thread is not None:
            self._thread.stop()
            self._thread = None
