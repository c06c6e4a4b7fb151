"""The first and the last page of a blind comparison: what is compared, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.parameters import WholeBox
from stemviewer.ui.text import thousands
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import label

if TYPE_CHECKING:
    from stemviewer.inspection.blind_pictures import Source

QUESTION = mark("Which picture shows the specimen better?")
PAIRS = 12
_MOST_PAIRS = 500
_WIDE = 560


class SetupPage(QWidget):
    """Which two are compared, in how many pairs, and what is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.second = QComboBox(), QComboBox()
        self.first.setAccessibleName(tr("First of the two"))
        self.second.setAccessibleName(tr("Second of the two"))
        self.pairs = WholeBox()
        self.pairs.setRange(1, _MOST_PAIRS)
        self.pairs.setValue(PAIRS)
        self.pairs.setAccessibleName(tr("Pairs"))
        self.question = QLineEdit(tr(QUESTION))
        self.question.setCursorPosition(0)
        self.question.setAccessibleName(tr("Question"))
        self.begin = set_role(QPushButton(tr("Begin")), "primary")
        self.export = QPushButton(tr("All answers as a table (CSV)"))
        self.state = label("", c.SECONDARY)
        self.state.setWordWrap(True)
        self._which = label("", c.SECONDARY)
        self._earlier = QPlainTextEdit()
        self._earlier.setReadOnly(True)
        self._earlier.setAccessibleName(tr("Earlier comparisons"))
        self._earlier.setPlaceholderText(tr("No comparison of this session was made yet."))
        self._lay_out()

    def _lay_out(self) -> None:
        about = label(
            tr(
                "Two pictures of the same frame are shown without labels, left and right at "
                "random. You say which you prefer; what they are is told at the end."
            ),
            c.SECONDARY,
        )
        about.setWordWrap(True)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for at, (words, widget) in enumerate(
            (
                (tr("First"), self.first),
                (tr("Second"), self.second),
                (tr("Question"), self.question),
                (tr("Pairs"), self.pairs),
            )
        ):
            grid.addWidget(label(words, c.SECONDARY), at, 0)
            grid.addWidget(widget, at, 1)
        inside = QWidget()
        inside.setMaximumWidth(_WIDE)
        rows = QVBoxLayout(inside)
        rows.setSpacing(GRID)
        heading = label(tr("Blind comparison"))
        heading.setFont(fonts.strong(15))
        for widget in (heading, about):
            rows.addWidget(widget)
        rows.addLayout(grid)
        for widget in (self._which, self.begin, self.state, self._earlier, self.export):
            rows.addWidget(widget)
        centred = QHBoxLayout(self)
        centred.addStretch(1)
        centred.addWidget(inside, 4)
        centred.addStretch(1)

    def show_sources(self, sources: Sequence[tuple[str, Source]]) -> None:
        """Offer these; what was chosen stays chosen where it is still there."""
        for box, usual in ((self.first, 2), (self.second, 0)):
            kept = box.currentText()
            box.clear()
            for words, source in sources:
                box.addItem(words, source)
            at = box.findText(kept)
            box.setCurrentIndex(at if at >= 0 else min(usual, box.count() - 1))

    def chosen(self) -> tuple[Source, Source]:
        """Return the two."""
        return cast("Source", self.first.currentData()), cast("Source", self.second.currentData())

    def show_span(self, span: range) -> None:
        """Tell of which frames pairs are drawn."""
        marked = len(span) >= 2
        words = tr("Pairs are drawn from the {0} marked frames.", thousands(len(span)))
        self._which.setText(words if marked else tr("Pairs are drawn from all frames."))

    def show_earlier(self, lines: Sequence[str]) -> None:
        """Tell what was found before."""
        self._earlier.setPlainText("\n".join(lines))
        self.export.setEnabled(bool(lines))


class ResultPage(QWidget):
    """The result in words, where it is kept, and what can be done with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label("")
        self._words.setWordWrap(True)
        self._words.setAccessibleName(tr("Result"))
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = label("", c.SECONDARY)
        self.state.setWordWrap(True)
        self.again = QPushButton(tr("Another comparison"))
        heading = label(tr("Result"))
        heading.setFont(fonts.strong(15))
        inside = QWidget()
        inside.setMaximumWidth(_WIDE)
        rows = QVBoxLayout(inside)
        rows.setSpacing(GRID)
        for widget in (heading, self._words, self.state, self.again):
            rows.addWidget(widget)
        rows.addStretch(1)
        centred = QHBoxLayout(self)
        centred.addStretch(1)
        centred.addWidget(inside, 4)
        centred.addStretch(1)

    @property
    def words(self) -> str:
        """What is told."""
        return self._words.text()

    def show_result(self, lines: Sequence[str]) -> None:
        """Tell what was found."""
        self._words.setText("\n\n".join(lines))
