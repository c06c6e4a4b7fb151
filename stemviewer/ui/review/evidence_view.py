"""Between the evidence panel of the review window and its pictures."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from stemviewer.ui.image.evidence_layer import EvidenceLayer, Overlay
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.region_trial import RegionTrial
from stemviewer.ui.review.evidence_panel import EvidencePanel, ReviewEvidence
from stemviewer.ui.review.views import ReviewViews

UNTESTED = mark("not tested: see the tab Evidence")


class EvidenceView:
    """Draws what was found over the processed picture, and asks about regions of it."""

    def __init__(self, views: ReviewViews, panel: EvidencePanel) -> None:
        self._views, self._panel = views, panel
        self._found: ReviewEvidence | None = None
        self._stored = True
        self._region = RegionTrial(self._say, self._region_failed)
        views.panes.on_region(self._region.mark)
        panel.tested.connect(self._tested)
        panel.overlay_toggled.connect(lambda _on: self.paint())

    def toggle(self) -> None:
        """Show or hide the overlay."""
        self._panel.row.overlay.toggle()

    def show_layer(self, *, stored: bool) -> None:
        """Tell whether the stored picture is in view: the test is of that one."""
        self._stored = stored
        self.paint()

    def poll(self) -> None:
        """Hand over answers; called from the window's timer."""
        self._region.poll()

    def close(self) -> None:
        """End what is under way."""
        self._region.close()

    def paint(self) -> None:
        """Bring the overlay up to date."""
        on = self._panel.row.overlay.isChecked()
        self._views.panes.set_evidence(self._overlay(), on=on)

    def _overlay(self) -> Overlay:
        if not self._stored:
            return Overlay(None, tr("the test is of the stored picture, not of the trial"))
        if self._found is None:
            return Overlay(None, tr(UNTESTED))
        shown = self._found.shown
        if shown.evidence is None:
            return Overlay(None, tr("evidence not available: {0}", shown.unavailable))
        return Overlay(EvidenceLayer.of(shown.frame.number, shown.evidence), "")

    def _tested(self, found: ReviewEvidence | None) -> None:
        self._found = found
        if found is None:
            self._views.processed.mark.clear()
            self._region.mark(QRectF())
        self._region.use(None if found is None else found.shown.result)
        self.paint()

    def _say(self, words: str) -> None:
        self._panel.row.show_region(words)
        self._views.processed.mark.words = words.removeprefix("region: ")
        self._views.panes.paint_over()

    def _region_failed(self, error: Exception) -> None:
        self._say(tr("region: it cannot be tested: {0}", error))
