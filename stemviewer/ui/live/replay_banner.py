"""REPLAY: says that the pictures are of the past, and that the scan goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.buttons import HintButton
from stemviewer.ui.live.floating import FloatingCard
from stemviewer.ui.widgets import label


class ReplayBanner(FloatingCard):
    """Lies on the images while they show the past.

    Signals
    -------
    live_requested()
        Back to now.
    """

    live_requested = Signal()

    def __init__(self, under: QWidget) -> None:
        super().__init__(under, Qt.AlignmentFlag.AlignHCenter, c.CAUTION)
        self.setObjectName("replay_banner")
        word = label(tr("▷ REPLAY"), c.CAUTION)
        word.setFont(fonts.strong(15))
        self.words = label("")
        self.button = HintButton(tr("Back to now"), "End")
        self.button.clicked.connect(self.live_requested)
        for part in (word, self.words, self.button):
            self.row.addWidget(part)

    def tell(self, text: str) -> None:
        """Say which frame is shown and what goes on meanwhile."""
        if self.words.text() != text:
            self.words.setText(text)
            self.setAccessibleName(tr("Replay: {0}", text))
            self.settle()
        if self.isHidden():
            self.appear()
