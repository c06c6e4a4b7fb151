"""The middle of the review window: raw and processed side by side, one camera."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from stemviewer.core.processed import Processed
from stemviewer.denoise.base import RangeVerdict
from stemviewer.session.format.types import Fate
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.pair import PictureSource
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.presenter import PairPresenter
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.review.answers import FrameRead
from stemviewer.ui.theme import GRID

NO_SESSION = (
    mark("No session is open"),
    mark("Open one with Ctrl+O, or drop a .nxs file on this window."),
)


class ReviewViews(QWidget):
    """Two panes and what feeds them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self.raw = ImagePane(self.camera, "raw")
        self.processed = ImagePane(self.camera, "processed")
        self.presenter = PairPresenter(self.camera, self.raw, self.processed, self)
        self._generation = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.raw)
        layout.addWidget(self.processed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no session is open."""
        self.presenter.clear()
        self.processed.set_state_badge("")
        self.raw.set_empty(*map(tr, NO_SESSION))
        self.processed.hide()

    def show_frame(
        self, read: FrameRead, trial: Processed | None, verdict: RangeVerdict | None
    ) -> None:
        """Show a frame with its stored picture, or with a trial in its place."""
        self._generation += 1
        self.processed.show()
        self.processed.set_state_badge(tr("TRIAL") if trial is not None else "")
        self.processed.set_empty(*why_empty(read))
        self.presenter.present(
            PictureSource(
                read.frame,
                trial if trial is not None else read.processed,
                verdict,
                read.row.dose.frame,
                read.counted,
                # a trial has levels of its own; stored pictures keep theirs while stepping
                self._generation if trial is not None else 0,
            )
        )

    def show_unreadable(self, message: str) -> None:
        """Show that the frame gone to cannot be read; no older picture stays in its place."""
        self.presenter.clear()
        self.raw.set_empty(tr("This frame cannot be read"), message)
        self.processed.set_empty("", "")


def why_empty(read: FrameRead) -> tuple[str, str]:
    """Return why the right side is empty, and what can be done."""
    made = read.row.processed_row
    if made is not None:
        name = made.provenance.label()
        hint = tr("{0} was made of this frame, but its pixels were not recorded.", name)
        return (tr("The picture was not stored"), tr("{0} Make it again under Reprocess.", hint))
    if read.row.fate is Fate.NOT_PROCESSED:
        return (tr("Not processed"), tr("The log says that no picture was made of this frame."))
    return (tr("Not processed"), tr("The log says nothing of a picture made of this frame."))
