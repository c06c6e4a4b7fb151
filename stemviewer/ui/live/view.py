"""The split view: raw at the left, processed at the right, one camera, always one frame."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from stemviewer.live.state import Shown
from stemviewer.ui import colours as c
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.image.pair import PaintedPair, PictureSource
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.image.presenter import PairPresenter

GAP = 8

COMING = ("Nothing processed yet", "The first picture is on its way.")
PREPARING = ("Preparing", "A network takes some seconds to load; raw goes on meanwhile.")

IN_FLIGHT = 4
"""Pairs asked for and not yet rendered: one at work, one waiting, and a reserve."""


class SplitView(QWidget):
    """Shows the newest pair; the right side is away while nothing is processed.

    Parameters
    ----------
    painted : callable
        Told of each :class:`Shown` when it has been painted.
    """

    def __init__(self, painted: Callable[[Shown], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tell_painted = painted
        self.camera = Camera(self)
        self.raw = ImagePane(self.camera, "raw")
        self.processed = ImagePane(self.camera, "processed")
        self._raw_again = ImagePane(self.camera, "raw")
        self._right = QStackedWidget()
        self._right.addWidget(self.processed)
        self._right.addWidget(self._raw_again)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(GAP)
        split.setChildrenCollapsible(False)
        split.addWidget(self.raw)
        split.addWidget(self._right)
        split.setSizes([1000, 1000])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.presenter = PairPresenter(self.camera, self.raw, self.processed, self)
        self._asked: deque[tuple[PictureSource, Shown]] = deque(maxlen=IN_FLIGHT)
        self._unpainted: Shown | None = None
        self._on_screen: Shown | None = None
        self._processing = False
        self._raw_only = False
        self.raw.set_empty("Waiting for the first frame", "Raw frames appear here as they come.")
        self.raw.on_painted = self._painted
        self.processed.on_painted = self._painted
        self._arrange()

    @property
    def on_screen(self) -> Shown | None:
        """What the panes show now."""
        return self._on_screen

    @property
    def raw_only(self) -> bool:
        """Whether raw is shown on both sides."""
        return self._raw_only

    def set_processing(self, on: bool, *, ready: bool = True) -> None:
        """Give the right side its place, or give all the room to raw; say what it waits for."""
        self.processed.set_empty(*(COMING if ready else PREPARING))
        if on != self._processing:
            self._processing = on
            self._arrange()

    def set_raw_only(self, on: bool) -> None:
        """Show raw at the place of the processed picture as well, to compare by blinking."""
        self._raw_only = on
        if on and self.raw.picture is not None:
            self._raw_again.show_picture(self.raw.picture)
        self._right.setCurrentWidget(self._raw_again if on else self.processed)

    def set_state_badge(self, text: str, colour: str = c.CAUTION) -> None:
        """Show the same word over all panes, e.g. ``"HELD"``; empty to take it away."""
        for pane in (self.raw, self.processed, self._raw_again):
            pane.set_state_badge(text, colour)

    def present(self, shown: Shown) -> None:
        """Have a pair rendered; it appears with the next :meth:`poll` after that."""
        partial = not shown.frame.complete
        source = PictureSource(
            frame=shown.frame,
            processed=shown.processed,
            range=shown.range,
            dose=shown.dose,
            electrons_per_pixel=shown.electrons_per_pixel,
            generation=shown.generation,
            live=True,
            awaiting=self._processing and partial and shown.processed is None,
        )
        self._asked.append((source, shown))
        self.presenter.present(source)

    def poll(self) -> PaintedPair | None:
        """Put a rendered pair on the panes; return it, or ``None`` if there is none."""
        pair = self.presenter.poll()
        if pair is None:
            return None
        for source, shown in self._asked:
            if source is pair.request.source and shown is not self._on_screen:
                self._on_screen = self._unpainted = shown
        if self._raw_only and self.raw.picture is not None:
            self._raw_again.show_picture(self.raw.picture)
        return pair

    def refresh_age(self) -> None:
        """Bring the ages in the titles up to date."""
        for pane in (self.raw, self._raw_again):
            if pane.isVisible():
                pane.refresh_age()

    def set_over(
        self,
        raw: Callable[[QPainter, QRectF, PanePicture], None],
        processed: Callable[[QPainter, QRectF, PanePicture], None],
    ) -> None:
        """Have more painted over the pictures of either side."""
        self.raw.over, self._raw_again.over, self.processed.over = raw, processed, processed

    def repaint_over(self) -> None:
        """Paint the panes anew: what is over them changed."""
        for pane in (self.raw, self.processed, self._raw_again):
            pane.update()

    def set_display(self, display: DisplaySettings) -> None:
        """Change levels or colours of what is shown; nothing is computed anew."""
        self.presenter.set_display(display)

    def clear(self) -> None:
        """Show empty panes."""
        self.presenter.clear()
        self._raw_again.clear()
        self._asked.clear()
        self._unpainted = self._on_screen = None

    def _arrange(self) -> None:
        self._right.setVisible(self._processing)

    def _painted(self, picture: PanePicture) -> None:
        del picture
        shown, self._unpainted = self._unpainted, None
        if shown is not None:
            self._tell_painted(shown)
