"""The top of the review window: which session, and whether it was verified."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from stemviewer.session.format.options import SessionInfo
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.widgets import label, tint


class TopBar(QWidget):
    """Open button, session, sample, operator, and the verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open = QPushButton(tr("Open …"))
        self.verify = QPushButton(tr("Verify"))
        self.verify.setEnabled(False)
        self._name = QLabel(tr("Review"))
        self._name.setFont(fonts.strong(15))
        tint(self._name, c.TEXT)
        self._more = label("", c.SECONDARY)
        self._more.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._verdict = label("", c.SECONDARY)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(12)
        layout.addWidget(self._name)
        layout.addWidget(self._more, 1)
        layout.addWidget(self._verdict)
        layout.addWidget(self.verify)
        layout.addWidget(self.open)

    @property
    def verdict(self) -> str:
        """What verifying found, in a few words."""
        return self._verdict.text()

    def show_session(self, info: SessionInfo) -> None:
        """Name the session."""
        self._name.setText(info.name)
        named = (
            ("sample", info.sample),
            ("operator", info.operator),
            ("instrument", info.instrument.name),
        )
        self._more.setText("     ".join(f"{what} {text}" for what, text in named if text))
        self.verify.setEnabled(True)
        self.set_verdict(tr("not verified"), c.SECONDARY)

    def show_nothing(self) -> None:
        """No session is open."""
        self._name.setText(tr("Review"))
        self._more.setText("")
        self.verify.setEnabled(False)
        self.set_verdict("", c.SECONDARY)

    def set_verdict(self, words: str, colour: str) -> None:
        """Say what verifying found."""
        self._verdict.setText(words)
        tint(self._verdict, colour)
