"""Measuring in the live window: the dock, its keys, and the FFT in the 2x2 view."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import StemviewerError
from stemviewer.live.measure.traces import TracePoint
from stemviewer.live.state import LiveStatus, Shown
from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui import colours as c
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.drift_page import DriftPage
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.measure_actions import action_of
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.measure.panel import SPECTRUM, MeasurePanel
from stemviewer.ui.measure.plot_view import Curve
from stemviewer.ui.measure.spectrum_view import SpectrumView

DRIFT = "drift"


def trace_curve(points: tuple[TracePoint, ...]) -> Curve:
    """Return the raw mean of a region against the time before the newest frame [s]."""
    newest = points[-1]
    alike = [point for point in points if point.electrons == newest.electrons]
    x = np.array([point.seconds - newest.seconds for point in alike])
    y = np.array([point.mean for point in alike])
    errors = np.array([math.nan if p.error is None else p.error for p in alike])
    known = bool(np.isfinite(errors).all())
    return Curve(
        "raw", x, y, c.SECONDARY, y - errors if known else None, y + errors if known else None
    )


class MeasureDock(PanelDock):
    """Holds the measuring panel."""

    def __init__(self, panes: Views, parent: QWidget | None = None) -> None:
        super().__init__("measure", tr("Measure"), parent)
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
        self.corner = SpectrumView(framed=True)
        self.panel.add_spectrum(self.corner)
        panes.set_corner(self.corner)
        panes.raw.marks.append(self.panel.mark)
        panes.processed.marks.append(self.panel.mark)
        self.panel.drawing.changed.connect(panes.paint_over)
        self.panel.drawing.changed.connect(self._follow)
        self.drift = DriftPage()
        self.drift.correction_chosen.connect(self._correct)
        self.panel.add_page(DRIFT, tr("Drift"), self.drift)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        draws: dict[str, Callable[[], object]] = {
            action_of(kind): lambda kind=kind: self.draw(kind)  # type: ignore[misc]
            for kind in ShapeKind
        }
        return draws | {
            "measure_spectrum": self.show_spectrum,
            "measure_drift": self.show_drift,
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

    def show_drift(self) -> None:
        """Show the drift."""
        self._bring_up()
        self.panel.show_page(DRIFT)

    def present(self, shown: Shown, pair: PaintedPair) -> None:
        """Measure what is on the screen."""
        del shown
        self.panel.present(pair)

    def poll(self) -> None:
        """Show what was measured."""
        self.panel.poll()

    def update_status(self, status: LiveStatus | None) -> None:
        """Show drift and traces where they are looked at."""
        if self.drift.isVisible():
            self.drift.update_status(status)
        if self.panel.shapes.isVisible():
            self._show_trace()

    def forget(self) -> None:
        """Show nothing: another source is coming."""
        self.panel.forget()
        self._follow()

    def close(self) -> None:
        """End the thread."""
        self.panel.close_down()

    def _follow(self) -> None:
        """Have the regions measured on every frame that comes."""
        pipeline = self._link.pipeline
        if pipeline is not None:
            regions = (s for s in self.panel.drawing.shapes if s.kind.region)
            pipeline.beside.traces.follow(tuple(regions))

    def _show_trace(self) -> None:
        region = self.panel.drawing.of_kind(*(kind for kind in ShapeKind if kind.region))
        pipeline = self._link.pipeline
        if region is None or pipeline is None:
            self.panel.shapes.show_trace(None)
            return
        traces = pipeline.beside.traces
        points = traces.points().get(region.name)
        if points is None:
            self._follow()  # the source came after the shape
        curve = None if not points else trace_curve(points)
        electrons = bool(points) and points[-1].electrons if points else False
        self.panel.shapes.show_trace(curve, region.name, electrons, traces.left_out)

    def _correct(self, on: bool) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.beside.correct_drift(on)

    def _bring_up(self) -> None:
        self._dock.show()
        self._dock.raise_()

    def _failed(self, error: Exception) -> None:
        what = error.what if isinstance(error, StemviewerError) else str(error)
        self._link.warn(
            tr("Measuring failed: {0}", what),
            tr("The numbers shown are of an earlier frame; the data are not affected."),
            tr("Take the shape drawn last away, and tell the developers."),
        )
