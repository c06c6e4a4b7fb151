"""Which network: the sizes, the automatic choice between them, or one from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from stemviewer.denoise.base import Method
from stemviewer.denoise.network.catalogue import AUTOMATIC
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.foreign_model import ForeignModel

_FROM_FILE = "from a file"


class ModelRow(QWidget):
    """The list of networks and the button of the model card.

    Parameters
    ----------
    networks : sequence of Method
        Shipped ones, the automatic choice among them where it is offered.

    Signals
    -------
    chosen()
        The operator has picked one of the list.
    accepted(object)
        The operator has given the word for the weights in this file (a path).
    card_requested(str)
        Name of the network whose card is asked for.
    """

    chosen = Signal()
    accepted = Signal(object)
    card_requested = Signal(str)

    def __init__(self, networks: Sequence[Method], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = QComboBox()
        self.model.setAccessibleName(tr("Network model"))
        self.card = QPushButton(tr("Model card"))
        self.card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.at_work = ""
        for method in networks:
            self.add(method)
        if networks:
            self.model.insertSeparator(self.model.count())
            self.model.addItem(tr("From a file…"), _FROM_FILE)
        plain = next((n for n, method in enumerate(networks) if method.name != AUTOMATIC), 0)
        self.model.setCurrentIndex(plain if networks else -1)
        self._last = self.model.currentIndex()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(tr("Model")))
        row.addStretch(1)
        row.addWidget(self.model)
        row.addWidget(self.card)
        self.model.activated.connect(self._activated)
        self.card.clicked.connect(lambda: self.card_requested.emit(self.network_at_work))

    @property
    def network(self) -> str:
        """Name of the method chosen in the list, or empty when there is none."""
        return self.model.currentData() or ""

    @property
    def network_at_work(self) -> str:
        """The same, but the network itself where the choice is automatic."""
        return self.at_work if self.network == AUTOMATIC else self.network

    def add(self, method: Method) -> None:
        """Offer one more."""
        place = self.model.findData(_FROM_FILE)
        place = self.model.count() if place < 0 else place - 1
        self.model.insertItem(place, tr(method.label), method.name)
        self.model.setItemData(place, tr(method.summary), Qt.ItemDataRole.ToolTipRole)

    def show_chosen(self, name: str) -> None:
        """Show a choice made elsewhere."""
        self.model.setCurrentIndex(self.model.findData(name))
        self._last = self.model.currentIndex()

    def _activated(self, index: int) -> None:
        if self.network != _FROM_FILE:
            self._last = index
            self.chosen.emit()
            return
        # nothing is chosen until the operator has given the word
        self.model.setCurrentIndex(self._last)
        asked = ForeignModel(self)
        asked.accepted.connect(lambda path: self.accepted.emit(Path(path)))
        asked.ask()
