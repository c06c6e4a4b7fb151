"""The FFT of the picture, and its lattice: two vectors, spacings and angle, with errors."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from stemviewer.core.quantity import Quantity
from stemviewer.measuring.lattice import Lattice
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.measure import words
from stemviewer.ui.measure.answer import Answer
from stemviewer.ui.measure.spectrum_view import SpectrumView
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

ROWS = (
    ("a", mark("Length of the shorter vector of the cell.")),
    ("b", mark("Length of the longer one.")),
    ("γ", mark("Angle between them.")),
    ("d₁", mark("Spacing of the planes of the first reflection, g₁.")),
    ("d₂", mark("Spacing of the planes of the second, g₂.")),
)

SCALE = mark(
    "Errors are those of counting. Wrong pixel size, scan distortion and drift within a frame "
    "come on top and are not known from one frame."
)


class LatticePage(QWidget):
    """Spectra and lattice of the chosen region, or of the whole frame.

    Signals
    -------
    wanted(bool)
        Whether the lattice is to be measured.
    """

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spectrum = SpectrumView()
        self.tick = Tick(tr("Measure the lattice"))
        self.tick.setToolTip(tr(SCALE))
        self.tick.toggled.connect(self._toggled)
        self.heads = (label(tr("raw"), c.SECONDARY), label("", c.SECONDARY))
        self.cells: dict[str, tuple[QLabel, QLabel]] = {}
        self.numbers = QWidget()
        grid = QGridLayout(self.numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        right = Qt.AlignmentFlag.AlignRight
        for column, head in enumerate(self.heads, start=1):
            grid.addWidget(head, 0, column, right)
        for row, (name, tip) in enumerate(ROWS, start=1):
            first = label(name, c.SECONDARY)
            first.setToolTip(tr(tip))
            grid.addWidget(first, row, 0)
            self.cells[name] = (label("–"), label(""))
            for column, cell in enumerate(self.cells[name], start=1):
                cell.setAccessibleName(f"{name}: {tr(tip)}")
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(cell, row, column, right)
        self.state = label("", c.SECONDARY)
        self.state.setWordWrap(True)
        self.state.setToolTip(tr(SCALE))
        self.numbers.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addWidget(self.spectrum, 1)
        rows.addWidget(self.tick)
        rows.addWidget(self.numbers)
        rows.addWidget(self.state)

    def _toggled(self, on: bool) -> None:
        self.numbers.setVisible(on)
        self.wanted.emit(on)

    def show_answer(self, answer: Answer | None, region: str = "") -> None:
        """Show the lattice of a frame.

        Parameters
        ----------
        answer : Answer or None
            With lattices.
        region : str
            Name of the region it was measured in; empty for the whole frame.
        """
        self.spectrum.show_answer(answer)
        sides: tuple[Lattice | str, Lattice | str] = ("", "")
        size = None
        if answer is not None:
            sides, size = (answer.raw_lattice, answer.processed_lattice), answer.pixel_size
        for side, found in enumerate(sides):
            texts = _texts(found, size) if isinstance(found, Lattice) and size else ("",) * 5
            for (name, _), text in zip(ROWS, texts, strict=True):
                shown = text or ("–" if side == 0 else "")
                if self.cells[name][side].text() != shown:
                    self.cells[name][side].setText(shown)
        made = None if answer is None else answer.question.processed
        self.heads[1].setText(
            "" if made is None or not sides[1] else tr(made.provenance.kind.value)
        )
        if made is not None:
            tint(self.heads[1], c.KIND_TEXT[made.provenance.kind])
        self.state.setText(_state(sides, region) if answer is not None else "")


def _texts(found: Lattice, size: Quantity) -> tuple[str, ...]:
    a, b = found.lengths
    first, second = found.spacings
    lengths = [words.length(one, size, fine=True) for one in (a, b, first, second)]
    return (lengths[0], lengths[1], words.degrees(found.angle), lengths[2], lengths[3])


def _state(sides: tuple[Lattice | str, Lattice | str], region: str) -> str:
    where = tr("in {0}", region) if region else tr("in the whole frame")
    raw, made = sides
    if not raw:
        return tr("FFT of the largest square {0}, at most 1024 × 1024.", where)
    if isinstance(raw, str):
        told = tr("Raw, {0}: {1}.", where, raw)
    else:
        share = tr("{0:.0f} % of their power", 100 * raw.share)
        told = tr("Raw, {0}: {1} reflections, {2} on this lattice.", where, raw.reflections, share)
        if raw.inflation > 1.05:
            told += tr(
                " Noise is {0} × that of counting, and counted so.", words.plain(raw.inflation)
            )
    if isinstance(made, Lattice) and made.covariance is None:
        told += tr(" Processed: no error known; it adds no electrons to raw.")
    elif isinstance(made, str) and made:
        told += tr(" Processed: {0}.", made)
    return told
