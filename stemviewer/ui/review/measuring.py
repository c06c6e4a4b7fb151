"""Measuring in the review window: the panel of the live window, on the frame in view."""

from __future__ import annotations

from collections.abc import Callable

from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.measure.panel import SPECTRUM, MeasurePanel
from stemviewer.ui.measure.spectrum_view import SpectrumView

WIDE = 1700
"""Narrower windows have no room for the panel beside the others [px]."""


class ReviewMeasure:
    """The measuring panel, its marks over the panes, and the FFT in the fourth place of 2x2.

    Parameters
    ----------
    panes : Views
        Drawn over.
    """

    def __init__(self, panes: Views) -> None:
        self.panel = MeasurePanel(panes.camera)
        self.dock = PanelDock("measure", tr("Measure"))
        self.dock.body.addWidget(self.panel)
        self.corner = SpectrumView(framed=True)
        self.panel.add_spectrum(self.corner)
        panes.set_corner(self.corner)
        panes.raw.marks.append(self.panel.mark)
        panes.processed.marks.append(self.panel.mark)
        self.panel.drawing.changed.connect(panes.paint_over)

    def on_failure(self, tell: Callable[[Exception], None]) -> None:
        """Say who is told of errors."""
        self.panel.failed = tell

    def _bring_up(self) -> None:
        # beside the other panels there is no room for it on a small screen
        if self.dock.isHidden() and self.dock.window().width() < WIDE:
            self.dock.setFloating(True)
        self.dock.show()
        self.dock.raise_()

    def draw(self, kind: ShapeKind) -> None:
        """Draw a shape next."""
        self._bring_up()
        self.panel.draw(kind)

    def show_spectrum(self) -> None:
        """Show the FFT."""
        self._bring_up()
        self.panel.show_page(SPECTRUM)

    def present(self, pair: PaintedPair) -> None:
        """Measure what is on the screen."""
        self.panel.present(pair)

    def poll(self) -> None:
        """Show what was measured."""
        self.panel.poll()

    def forget(self) -> None:
        """Show nothing: another session is coming."""
        self.panel.forget()

    def close_jobs(self) -> None:
        """End the thread."""
        self.panel.close_down()
