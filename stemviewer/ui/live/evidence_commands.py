"""Between the tests of the live path and what the window shows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF

from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.state import ChainSettings, Shown
from stemviewer.ui.image.evidence_layer import EvidenceLayer, Overlay
from stemviewer.ui.image.evidence_words import verdict_words
from stemviewer.ui.language.words import plural, tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.processing_dock import ProcessingDock
from stemviewer.ui.live.region_trial import RegionTrial
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.view import LiveView

OVERLAY, FALLBACK = "evidence/overlay", "evidence/fallback"

PATIENCE = 2
"""So many tests running must find the network no better before the plain filter takes over."""

WIDEST, NARROWEST = 20.0, 0.1
"""Of the Gaussian that may take over [px]."""


class EvidenceCommands:
    """Polls the tests, shows the newest in the dock and over the picture, and falls back.

    Parameters
    ----------
    choose : callable
        Puts other chain settings in force.
    """

    def __init__(
        self,
        link: Link,
        store: Store,
        actions: Actions,
        view: LiveView,
        dock: ProcessingDock,
        choose: Callable[[ChainSettings], None],
    ) -> None:
        self._link = link
        self._store = store
        self._actions = actions
        self._view = view
        self._dock = dock
        self._row = dock.evidence
        self._choose = choose
        self._newest: FrameEvidence | None = None
        self._layer: EvidenceLayer | None = None
        self._doubts = 0
        self._left = -1
        self._region = RegionTrial(self._say_region, self._region_failed)
        view.panes.on_region(self._region.mark)
        self._row.overlay.setChecked(store.text(OVERLAY) == "on")
        self._row.fallback.setChecked(store.text(FALLBACK) == "on")
        actions["evidence"].setChecked(self._row.overlay.isChecked())
        self._row.overlay_toggled.connect(self._overlay_toggled)
        self._row.fallback_toggled.connect(self._fallback_toggled)
        self._row.plain_requested.connect(self._show_plain)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "evidence": lambda: self._row.overlay.setChecked(self._actions["evidence"].isChecked()),
            "region": self._mark_regions,
        }

    def poll(self) -> None:
        """Take the newest test."""
        self._region.poll()
        pipeline = self._link.pipeline
        tested = pipeline.take_evidence() if pipeline is not None else None
        if tested is None or tested.frame.number <= self._left:
            return
        self._newest = tested
        evidence = tested.evidence
        number = tested.frame.number
        self._layer = None if evidence is None else EvidenceLayer.of(number, evidence)
        self._row.show_evidence(tested, self._dock.method_label)
        self._region.use(tested.result)
        self.paint()
        self._consider(tested)

    def present(self, shown: Shown) -> None:
        """Take back what was said of pictures made or scanned in another way."""
        newest = self._newest
        if newest is not None and not _same_way(newest, shown):
            self.forget()
        self.paint()

    def leave_area(self) -> None:
        """Say nothing of the area that the stage leaves, nor of tests of it still under way."""
        shown = self._view.on_screen
        self.forget()
        self._left = -1 if shown is None else shown.frame.number

    def close(self) -> None:
        """End what is under way."""
        self._region.close()

    def forget(self) -> None:
        """Say nothing: another source, filter or set-up is at work."""
        self._newest = self._layer = None
        self._doubts, self._left = 0, -1
        self._region.use(None)
        self._view.processed.mark.clear()
        self._region.mark(QRectF())
        self._row.show_nothing()
        self.paint()

    def paint(self) -> None:
        """Bring the overlay up to date."""
        on = self._row.overlay.isChecked()
        self._view.panes.set_evidence(Overlay(self._layer, self._words()), on=on)

    def _words(self) -> str:
        newest, shown = self._newest, self._view.on_screen
        if newest is None:
            return tr("no frame tested yet")
        if self._layer is None:
            return tr("evidence not available: {0}", newest.unavailable)
        behind = 0 if shown is None else shown.frame.number - newest.frame.number
        if behind <= 0:
            return ""
        return plural(behind, ", {0} frame before this one", ", {0} frames before this one", behind)

    def _mark_regions(self) -> None:
        self._view.panes.set_marking(self._actions["region"].isChecked())

    def _say_region(self, words: str) -> None:
        self._row.show_region(words)
        self._view.processed.mark.words = words.removeprefix("region: ")
        self._view.panes.paint_over()

    def _region_failed(self, error: Exception) -> None:
        self._say_region(tr("region: it cannot be tested"))
        self._link.warn(tr("The region could not be tested."), str(error), tr("Mark another one."))

    def _overlay_toggled(self, on: bool) -> None:
        self._actions["evidence"].setChecked(on)
        self._store.set_text(OVERLAY, "on" if on else "off")
        self.paint()

    def _fallback_toggled(self, on: bool) -> None:
        self._store.set_text(FALLBACK, "on" if on else "off")
        self._doubts = 0

    def _consider(self, tested: FrameEvidence) -> None:
        """Offer the plain filter where the network is no better; after two tests take it."""
        evidence = tested.evidence
        doubtful = evidence is not None and evidence.offer_plain and self._dock.is_network
        self._doubts = self._doubts + 1 if doubtful else 0
        self._row.show_offer(doubtful)
        if doubtful and self._row.fallback.isChecked() and self._doubts >= PATIENCE:
            self._show_plain()

    def _show_plain(self) -> None:
        evidence = None if self._newest is None else self._newest.evidence
        if evidence is None:
            return
        name = self._dock.method_label
        sigma = min(max(round(evidence.plain.sigma, 1), NARROWEST), WIDEST)
        self._choose(ChainSettings("gaussian", {"sigma": sigma}))
        self._link.warn(
            tr("{0}. The plain filter is shown instead.", verdict_words(evidence.verdict, name)),
            tr("A Gaussian of {0:.1f} px predicts unseen electrons at least as well.", sigma),
            tr("Choose Network to see {0} again.", name),
        )


def _same_way(tested: FrameEvidence, shown: Shown) -> bool:
    one, other = tested.frame, shown.frame
    here, there = ((frame.channel, frame.settings, frame.place.area) for frame in (one, other))
    return tested.generation == shown.generation and here == there
