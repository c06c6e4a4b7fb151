"""The evidence number in words: what unseen electrons say of the picture, and what judged it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.ui import colours as c
from stemviewer.ui.image.evidence_words import (
    SIGN,
    lattice_words,
    limit_words,
    share_words,
    source_words,
    verdict_words,
)
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.text import thousands
from stemviewer.ui.widgets import label, tint

WAITING = mark("○ evidence: no frame tested yet")


class EvidenceRow(QWidget):
    """Verdict, source, shares, what the dose can prove, lattice and region, with two ticks.

    Signals
    -------
    overlay_toggled(bool)
        Whether the overlay is wanted.
    fallback_toggled(bool)
        Whether the plain filter is to take over when the network is no better.
    plain_requested()
        The operator wants the plain filter now.
    """

    overlay_toggled = Signal(bool)
    fallback_toggled = Signal(bool)
    plain_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.verdict = QLabel(tr(WAITING))
        self.verdict.setObjectName("evidence_verdict")
        self.source = label("", c.SECONDARY)
        self.shares = label("", c.SECONDARY)
        self.limit = label("", c.SECONDARY)
        self.lattice = label("", c.SECONDARY)
        self.region = label("", c.SECONDARY)
        self.offer = QPushButton(tr("Show the plain filter"))
        self.offer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.offer.setToolTip(tr("The Gaussian predicts unseen electrons at least as well."))
        self.overlay = Tick(tr("evidence overlay  T"))
        self.overlay.setToolTip(
            tr(
                "Hatched: this dose cannot decide. Ringed: contradicted by electrons that the"
                " picture has not seen. Unmarked: supported. [T]"
            )
        )
        self.fallback = Tick(tr("plain if no better"))
        self.fallback.setToolTip(
            tr(
                "When the network does not predict unseen electrons better than a Gaussian in two"
                " tests running, show that Gaussian instead."
            )
        )
        # the ticks come first: they stay in view in a low dock
        ticks = QHBoxLayout()
        ticks.addWidget(self.overlay)
        ticks.addStretch(1)
        ticks.addWidget(self.fallback)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(ticks)
        lines = (self.verdict, self.source, self.shares, self.limit, self.lattice, self.region)
        for line in lines:
            line.setWordWrap(True)
            rows.addWidget(line)
        rows.insertWidget(2, self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        self.region.setVisible(False)
        self.overlay.toggled.connect(self.overlay_toggled)
        self.fallback.toggled.connect(self.fallback_toggled)
        self.offer.clicked.connect(self.plain_requested)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that nothing has been tested."""
        self._say((tr(WAITING), "", "", "", ""), c.SECONDARY)
        self.show_offer(False)
        self.show_region("")

    def show_evidence(self, tested: FrameEvidence, name: str) -> None:
        """Show a test.

        Parameters
        ----------
        tested : FrameEvidence
            Its result, or why there is none.
        name : str
            Of what made the picture.
        """
        evidence = tested.evidence
        frame = tr("frame {0}", thousands(tested.frame.number))
        if evidence is None:
            words = tr("○ evidence not available: {0}", tested.unavailable)
            self._say((words, frame, "", "", ""), c.SECONDARY)
            return
        sign, colour = SIGN[evidence.verdict.state]
        words = verdict_words(evidence.verdict, name)
        peaks = () if tested.result is None else tested.result.lattice
        lattice, false = lattice_words(peaks, tested.frame.settings.pixel_size)
        source = f"{frame} · {source_words(evidence)}"
        said = (f"{sign} {words}", source, share_words(evidence), limit_words(evidence), lattice)
        self._say(said, colour)
        tint(self.lattice, c.CONTRADICTED if false else c.SECONDARY)

    def show_offer(self, on: bool) -> None:
        """Offer the plain filter, or not."""
        self.offer.setVisible(on)

    def show_region(self, words: str) -> None:
        """Show the answer for the region that the operator marked; empty when none is marked."""
        self.region.setText(words)
        self.region.setVisible(bool(words))

    def _say(self, texts: tuple[str, ...], colour: str) -> None:
        lines = (self.verdict, self.source, self.shares, self.limit, self.lattice)
        for line, text in zip(lines, texts, strict=True):
            if line.text() != text:
                line.setText(text)
            line.setVisible(bool(text))
        if self.verdict.property("colour") != colour:
            self.verdict.setProperty("colour", colour)
            tint(self.verdict, colour)
