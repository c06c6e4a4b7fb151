"""The evidence number in words: what unseen electrons say of the picture, and what judged it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.trust.states import PlaceState
from stemviewer.trust.verdict import State
from stemviewer.ui import colours as c
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.text import thousands
from stemviewer.ui.widgets import label, tint

if TYPE_CHECKING:
    from stemviewer.trust.evidence import Evidence

SIGN = {
    State.BETTER: ("●", c.GOOD),
    State.NO_BETTER: ("◐", c.CAUTION),
    State.WORSE: ("▲", c.CONTRADICTED),
    State.NOT_AVAILABLE: ("○", c.SECONDARY),
}
"""Shape and colour before the words, never instead of them."""

WAITING = "○ evidence: no frame tested yet"


class EvidenceRow(QWidget):
    """Verdict, source, shares and what the dose can prove, with two ticks.

    Signals
    -------
    overlay_toggled(bool)
        Whether the overlay is wanted.
    fallback_toggled(bool)
        Whether the plain filter is to take over when the network is no better.
    """

    overlay_toggled = Signal(bool)
    fallback_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.verdict = QLabel(WAITING)
        self.verdict.setObjectName("evidence_verdict")
        self.source = label("", c.SECONDARY)
        self.shares = label("", c.SECONDARY)
        self.limit = label("", c.SECONDARY)
        self.overlay = Tick("evidence overlay  T")
        self.overlay.setToolTip(
            "Hatched: this dose cannot decide. Ringed: contradicted by electrons that the"
            " picture has not seen. Unmarked: supported. [T]"
        )
        self.fallback = Tick("plain filter when no better")
        self.fallback.setToolTip(
            "When the network does not predict unseen electrons better than a Gaussian in two"
            " tests running, show that Gaussian instead."
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for line in (self.verdict, self.source, self.shares, self.limit):
            line.setWordWrap(True)
            rows.addWidget(line)
        ticks = QHBoxLayout()
        ticks.addWidget(self.overlay)
        ticks.addStretch(1)
        rows.addLayout(ticks)
        rows.addWidget(self.fallback)
        self.overlay.toggled.connect(self.overlay_toggled)
        self.fallback.toggled.connect(self.fallback_toggled)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that nothing has been tested."""
        self._say(WAITING, c.SECONDARY, "", "", "")

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
        frame = f"frame {thousands(tested.frame.number)}"
        if evidence is None:
            words = f"○ evidence not available: {tested.unavailable}"
            self._say(words, c.SECONDARY, frame, "", "")
            return
        sign, colour = SIGN[evidence.verdict.state]
        words = evidence.verdict.sentence(name, "a Gaussian")
        self._say(
            f"{sign} {words}",
            colour,
            f"{frame} · {source_words(evidence)}",
            share_words(evidence),
            limit_words(evidence),
        )

    def _say(self, verdict: str, colour: str, source: str, shares: str, limit: str) -> None:
        lines = ((self.verdict, verdict), (self.source, source))
        for line, text in (*lines, (self.shares, shares), (self.limit, limit)):
            if line.text() != text:
                line.setText(text)
            line.setVisible(bool(text))
        if self.verdict.property("colour") != colour:
            self.verdict.setProperty("colour", colour)
            tint(self.verdict, colour)


def source_words(evidence: Evidence) -> str:
    """Return where the unseen electrons came from."""
    if evidence.q > 0.0:
        return f"thinned, q = {evidence.q:.2f}"
    return "judged by the neighbouring frame"


def share_words(evidence: Evidence) -> str:
    """Return the shares of the three states."""
    share = evidence.states.share
    return (
        f"supported {share(PlaceState.SUPPORTED):.0%} · "
        f"not decidable {share(PlaceState.UNDECIDED):.0%} · "
        f"contradicted {len(evidence.contradicted)}"
    )


def limit_words(evidence: Evidence) -> str:
    """Return the smallest column that this dose can prove."""
    limits = evidence.limits
    size = f"{max(limits.missing, limits.invented):.0f} e⁻"
    if limits.share == float("inf"):
        return f"This dose can prove a column of {size}"
    if limits.share > 1.0:
        return f"This dose cannot prove a single column: {size} would be needed"
    return f"This dose can prove a column of ≥ {limits.share:.0%} of the brightest ({size})"
