"""Measuring in the live window: the dock, its keys, and the FFT in the 2x2 view."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import Shown
from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.views import Views
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.measure_actions import action_of
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.measure.panel import SPECTRUM, MeasurePanel
from stemviewer.ui.measure.spectrum_view import SpectrumView


class MeasureDock(PanelDock):
    """Holds the measuring panel."""

    def __init__(self, panes: Views, parent: QWidget | None = None) -> None:
        super().__init__("measure", "Measure", parent)
        self.panel = MeasurePanel(panes.camera)
        self.body.addWidget(self.panel)


class MeasureCommands(WindowPart):
    """Feeds the measuring panel and carries out its actions.

    Parameters
    ----------
    dock : MeasureDock
        Shown when something is to be measured.
    panes : Views
        Drawn over; the fourth place of 2x2 gets the FFT.
    link : Link
        Tells what went wrong.
    """

    def __init__(self, dock: MeasureDock, panes: Views, link: Link) -> None:
        self._dock, self._panes, self._link = dock, panes, link
        self.panel = dock.panel
        self.panel.failed = self._failed
        self.corner = SpectrumView()
        self.panel.add_spectrum(self.corner)
        panes.set_corner(self.corner)
        panes.raw.marks.append(self.panel.mark)
        panes.processed.marks.append(self.panel.mark)
        self.panel.drawing.changed.connect(panes.paint_over)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        draws: dict[str, Callable[[], object]] = {
            action_of(kind): lambda kind=kind: self.draw(kind)  # type: ignore[misc]
            for kind in ShapeKind
        }
        return draws | {
            "measure_spectrum": self.show_spectrum,
            "measure_clear": self.panel.drawing.clear,
        }

    def draw(self, kind: ShapeKind) -> None:
        """Draw a shape next."""
        self._bring_up()
        self.panel.draw(kind)

    def show_spectrum(self) -> None:
        """Show the FFT."""
        self._bring_up()
        self.panel.show_page(SPECTRUM)

    def present(self, shown: Shown, pair: PaintedPair) -> None:
        """Measure what is on the screen."""
        del shown
        self.panel.present(pair)

    def poll(self) -> None:
        """Show what was measured."""
        self.panel.poll()

    def forget(self) -> None:
        """Show nothing: another source is coming."""
        self.panel.forget()

    def close(self) -> None:
        """End the thread."""
        self.panel.close_down()

    def _bring_up(self) -> None:
        self._dock.show()
        self._dock.raise_()

    def _failed(self, error: Exception) -> None:
        what = error.what if isinstance(error, StemviewerError) else str(error)
        self._link.warn(
            f"Measuring failed: {what}",
            "The numbers shown are of an earlier frame; the data are not affected.",
            "Take the shape drawn last away, and tell the developers.",
        )
