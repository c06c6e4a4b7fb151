"""What stands where in the review window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QTabWidget, QVBoxLayout, QWidget

from stemviewer.denoise.base import Method
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.display_dock import DisplayDock
from stemviewer.ui.live.dock import STYLE as DOCK_STYLE
from stemviewer.ui.live.notices import STYLE as NOTICE_STYLE
from stemviewer.ui.live.notices import NoticeBar
from stemviewer.ui.review.blind_view import BlindView
from stemviewer.ui.review.evidence_panel import EvidencePanel
from stemviewer.ui.review.evidence_view import EvidenceView
from stemviewer.ui.review.export_panel import ExportPanel
from stemviewer.ui.review.folder_panel import FolderPanel
from stemviewer.ui.review.layers_panel import LayersPanel
from stemviewer.ui.review.measuring import ReviewMeasure
from stemviewer.ui.review.metadata import MetadataView
from stemviewer.ui.review.play import PlayBar
from stemviewer.ui.review.provenance_view import ProvenanceView
from stemviewer.ui.review.remarks import NotesKeeper, RemarkBar
from stemviewer.ui.review.reprocess_panel import ReprocessPanel
from stemviewer.ui.review.session_panel import SessionPanel
from stemviewer.ui.review.strip import SessionStrip
from stemviewer.ui.review.table_model import FrameTableModel
from stemviewer.ui.review.table_view import FrameTable
from stemviewer.ui.review.thumbnail_grid import ThumbnailGrid
from stemviewer.ui.review.top_bar import TopBar
from stemviewer.ui.review.views import ReviewViews
from stemviewer.ui.skin import dress
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import Panel


class ReviewLayout(QMainWindow):
    """The widgets and their places; it does nothing.

    Parameters
    ----------
    methods : tuple of Method
        Offered for reprocessing.
    index : Path, optional
        File of the index of sessions; this user's own by default.
    """

    def __init__(
        self,
        methods: tuple[Method, ...] = (),
        parent: QWidget | None = None,
        index: Path | None = None,
    ) -> None:
        super().__init__(parent)
        dress(self, DOCK_STYLE + NOTICE_STYLE)
        self.folders = FolderPanel(index)
        self._build(methods)
        self._lay_out()

    def _build(self, methods: tuple[Method, ...]) -> None:
        self.top = TopBar()
        self.notices = NoticeBar()
        self.model = FrameTableModel(self)
        self.table = FrameTable(self.model)
        self.grid = ThumbnailGrid(self.model)
        self.export = ExportPanel()
        self.blind = BlindView(self.export.target_folder)
        self.views = ReviewViews(self.blind)
        self.strip = SessionStrip()
        self.play = PlayBar()
        self.keeper = NotesKeeper(self)
        self.remark = RemarkBar("frame", marks=True)
        self.session_remark = RemarkBar("session", marks=False)
        self.provenance = ProvenanceView()
        self.metadata = MetadataView()
        self.reprocess = ReprocessPanel(methods)
        self.layers = LayersPanel()
        self.reprocess.add_layers(self.layers)
        self.session = SessionPanel()
        self.evidence = EvidencePanel()
        self.evidence_view = EvidenceView(self.views, self.evidence)
        self.measure = ReviewMeasure(self.views.panes)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Of the frame and its session"))
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        # six tabs fit side by side on the smallest screen
        dress(self.tabs.tabBar(), "QTabBar::tab { padding: 6px 3px; }")
        for name, panel in (
            (tr("Provenance"), self.provenance),
            (tr("Metadata"), self.metadata),
            (tr("Evidence"), self.evidence),
            (tr("Reprocess"), self.reprocess),
            (tr("Export"), self.export),
            (tr("Session"), self.session),
        ):
            self.tabs.addTab(panel, name)
        self.display = DisplayDock()
        self.frames_panel = Panel(tr("Frames"))

    def _lay_out(self) -> None:
        self.frames_panel.body.addWidget(self.table, 1)
        self.frames_panel.body.addWidget(self.grid, 1)
        self.grid.hide()
        self.frames_panel.body.addWidget(self.remark)
        self.session.set_remark_bar(self.session_remark)
        right = Panel(tr("Frame"))
        right.body.addWidget(self.tabs)
        self.frame_panel = right
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(GRID)
        self.splitter.setChildrenCollapsible(False)
        left = QSplitter(Qt.Orientation.Vertical)
        left.setHandleWidth(GRID)
        left.addWidget(self.folders)
        left.addWidget(self.frames_panel)
        left.setStretchFactor(0, 2)
        left.setStretchFactor(1, 3)
        left.setChildrenCollapsible(False)
        for widget, stretch in ((left, 0), (self.views, 1), (right, 0)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        left.setMinimumWidth(220)
        right.setMinimumWidth(300)
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(GRID, 0, GRID, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self.notices)
        inside.addWidget(self.splitter, 1)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(middle, 1)
        layout.addWidget(self.strip)
        layout.addWidget(self.play)
        self.setCentralWidget(centre)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.display)
        self.display.hide()
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.measure.dock)
        self.measure.dock.hide()
        self.resize(1600, 900)

    def toggle_thumbnails(self) -> None:
        """Show the frames as small pictures, or as a table again."""
        small = self.grid.isHidden()
        self.grid.setVisible(small)
        self.table.setVisible(not small)
        (self.grid if small else self.table).setFocus()

    def resize_columns(self) -> None:
        """Share the width: a third for the table at most, the views get the rest."""
        width = self.splitter.width()
        left = max(int(width * (0.28 if width >= 1700 else 0.27)), 296)
        right = min(max(int(width * 0.22), 412), 440)
        self.splitter.setSizes([left, max(width - left - right, 400), right])
