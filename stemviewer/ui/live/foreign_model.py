"""A network from a file: chosen, and then used only upon the operator's explicit word."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.file_dialog import shown

WORD = "unverified"
"""What the operator types."""


class ForeignModel(QObject):
    """Asks for a file, then for the word.

    Signals
    -------
    accepted(str)
        Path of a weights file that the operator takes responsibility for.
    """

    accepted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def ask(self) -> None:
        """Open the choice of a file."""
        dialog = QFileDialog(self._parent, tr("Network weights"))
        dialog.setNameFilters([tr("Network weights (*.safetensors)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        shown(dialog, self.confirm)

    def confirm(self, path: str) -> None:
        """Ask for the word for this file."""
        dialog = WordDialog(Path(path), self._parent)
        dialog.accepted.connect(lambda: self.accepted.emit(path))
        dialog.open()


class WordDialog(QDialog):
    """Says what an unverified network means; its button works once the word is typed.

    Parameters
    ----------
    path : Path
        Of the weights.
    """

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foreign_model")
        self.setWindowTitle(tr("Network from a file"))
        text = QLabel(
            tr(
                "<b>{0}</b> is not one of this program's networks.<br><br>Nobody here "
                "has tested what it adds to a picture, and its trained range is not "
                "known.<br>Every picture it makes is marked <b>MODEL_UNVERIFIED</b>, "
                "on screen, in the log and in exports.<br>The word holds until the "
                "program is closed.",
                path.name,
            )
        )
        text.setWordWrap(True)
        self.word = QLineEdit()
        self.word.setPlaceholderText(tr("type {0} to use it", WORD))
        self.word.setAccessibleName(tr("Type {0} to use this network", WORD))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use = buttons.addButton(tr("Use it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.use.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(text)
        layout.addWidget(self.word)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self.word.textChanged.connect(
            lambda typed: self.use.setEnabled(typed.strip().lower() == WORD)
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

    def accept(self) -> None:
        """Close with consent, if the word is there."""
        if self.use.isEnabled():
            super().accept()
