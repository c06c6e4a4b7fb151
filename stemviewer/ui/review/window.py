"""The review window: frame table, raw and processed views, provenance, reprocess, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from stemviewer.denoise.base import Method
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.notices import NoticeList
from stemviewer.ui.review.actions import add_actions
from stemviewer.ui.review.answers import FrameRead
from stemviewer.ui.review.files import ask_for_session, dropped_file
from stemviewer.ui.review.layout import ReviewLayout
from stemviewer.ui.review.reading import Vet
from stemviewer.ui.review.session_panel import verdict_words
from stemviewer.ui.review.shown import ShownSession
from stemviewer.ui.review.telling import notice_of

if TYPE_CHECKING:
    from stemviewer.session.verifying.verify import VerifyReport

POLL_MS = 8


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
    index : Path, optional
        File of the index of sessions; this user's own by default.
    """

    def __init__(
        self,
        methods: tuple[Method, ...] = (),
        parent: QWidget | None = None,
        vet: Vet | None = None,
        index: Path | None = None,
    ) -> None:
        super().__init__(methods, parent, index)
        self.setWindowTitle("stemviewer review")
        self.setAcceptDrops(True)
        self._session = ShownSession(self, self._tell, vet)
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
        self.grid.frame_chosen.connect(self.go_to)
        self.grid.wanted.connect(self._session.read_thumbnails)
        self.views.pin.clicked.connect(lambda: self.pin(raw=False))
        for view in (self.views.compare, self.blind):
            view.failed.connect(self._tell)
            self.display.changed.connect(view.set_display)
        self.strip.moved.connect(self.go_to)
        self.reprocess.finished.connect(self._session.trial_made)
        self.reprocess.failed.connect(self._tell)
        self.reprocess.layer_chosen.connect(lambda _key: self._session.show_pictures())
        self.export.failed.connect(self._tell)
        self.session.button.clicked.connect(self._verifying)
        self.session.verified.connect(self._verified)
        self.session.failed.connect(self._tell)
        self.evidence.failed.connect(self._tell)
        self.strip.span_marked.connect(self.play.set_span)
        self.strip.span_marked.connect(self.export.more.set_span)
        self.strip.span_marked.connect(self.layers.set_span)
        self.strip.span_marked.connect(self.blind.set_span)
        self.layers.chosen.connect(self._session.show_layer)
        self.layers.failed.connect(self._tell)
        self.play.step_wanted.connect(self._session.play_on)
        self.play.averaged.connect(self._session.average_made)
        self.keeper.changed.connect(self._session.notes_changed)
        self.remark.edited.connect(self.keeper.remark)
        self.session_remark.edited.connect(lambda _path, new: self.keeper.remark(None, new))
        for panel in (self.folders, self.play, self.keeper):
            panel.failed.connect(self._tell)
        self.folders.session_chosen.connect(self.open_path)
        self.measure.on_failure(self._tell)
        self.display.changed.connect(self.views.presenter.set_display)

    # the session

    def choose_file(self) -> None:
        """Ask which session to open."""
        path = self._session.path
        folder = str(path.parent) if path is not None else ""
        ask_for_session(self, folder, self.open_path)

    def open_path(self, path: Path) -> None:
        """Open a session, what is open is closed; or list a folder's sessions."""
        if path.is_dir():
            self.folders.show_folder(path)
            return
        self._session.open(path)
        self.folders.mark(path)

    def go_to(self, index: int) -> None:
        """Show a frame, by its position in the session."""
        self._session.go_to(index)

    def step(self, by: int) -> None:
        """Go on by so many frames, staying within the session."""
        self._session.step(by)

    def pin(self, *, raw: bool) -> None:
        """Keep what is in view for comparison."""
        self._session.pin(raw=raw)

    @property
    def current(self) -> int:
        """Position of the frame gone to, -1 for none."""
        return self._session.current

    @property
    def shown(self) -> FrameRead | None:
        """The frame in view."""
        return self._session.read

    @property
    def told(self) -> bool:
        """Whether the words beside the picture belong to it: a fast series leaves them behind."""
        return self._session.words.told

    def verify(self) -> None:
        """Check the session for changes."""
        self.tabs.setCurrentWidget(self.session)
        self.session.verify()
        self._verifying()

    def _verifying(self) -> None:
        self.top.set_verdict(tr("verifying …"), c.SECONDARY)

    # what comes in

    def poll(self) -> None:
        """Take what the threads have made; the only place where their results arrive."""
        self._session.poll()
        try:
            pair = self.views.presenter.poll()
        except (ValueError, MemoryError) as error:
            self._tell(error)
            pair = None
        if pair is not None:
            if self.display.isVisible():
                self.display.show_pair(pair)
            self.measure.present(pair)
            self._session.painted(pair)
        self.reprocess.poll()
        for panel in (self.export, self.session, self.evidence, self.evidence_view, self.folders):
            panel.poll()
        for part in (
            self.play,
            self.keeper,
            self.measure,
            self.layers,
            self.views.compare,
            self.blind,
            self.grid,
            self.provenance,
        ):
            part.poll()

    def _verified(self, report: VerifyReport) -> None:
        self.top.set_verdict(*verdict_words(report))

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
        self._session.close()
        for panel in (self.reprocess, self.export, self.session, self.evidence, self.folders):
            panel.close_jobs()
        for part in (
            self.play,
            self.keeper,
            self.measure,
            self.layers,
            self.views.compare,
            self.blind,
            self.provenance,
        ):
            part.close_jobs()
        self.evidence_view.close()
        self.views.presenter.stop()
        super().closeEvent(event)
