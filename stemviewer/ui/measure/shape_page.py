"""The table of what is drawn: regions with both sides, distances and angles."""

from __future__ import annotations

import math

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stemviewer.measuring.region import RegionValues
from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.measure import words
from stemviewer.ui.measure.answer import Answer, ShapeAnswer
from stemviewer.ui.measure.plot_view import Curve, PlotView
from stemviewer.ui.skin import ink
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

HINT = mark("Choose a shape above and draw it over an image.")
HEADS = ("", mark("mean ± counting"), "sd", "SNR")

Cells = tuple[str, ...]


class ShapePage(QWidget):
    """Numbers of every shape, and the chosen region over time.

    Signals
    -------
    chosen(str)
        Name of the shape whose row was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels([tr(head) for head in HEADS])
        self.table.setAccessibleName(tr("Measured shapes"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setMinimumHeight(96)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(40)
        self.more = label(tr(HINT), c.SECONDARY)
        self.more.setWordWrap(True)
        self.trace = PlotView(
            tr("Region over time"), tr("A region's raw mean over time appears here.")
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addWidget(self.table, 3)
        rows.addWidget(self.more)
        rows.addWidget(self.trace, 2)
        self.table.itemSelectionChanged.connect(self._selected)

    def show_answer(self, answer: Answer | None, chosen: str) -> None:
        """Show the numbers of a frame; mark the row of the chosen shape."""
        shapes = () if answer is None else answer.shapes
        rows = [] if answer is None else [row for one in shapes for row in _rows(one, answer)]
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(rows))
            for at, (name, colour, cells) in enumerate(rows):
                # a ruler's reading has all the room there is
                wide = 1 if cells[2] else len(HEADS) - 1
                if self.table.columnSpan(at, 1) != wide:
                    self.table.setSpan(at, 1, 1, wide)
                for column, text in enumerate(cells):
                    self._put(at, column, text, name, colour)
            self._mark(chosen)
        found = next((one for one in shapes if one.shape.name == chosen), None)
        self.more.setText(tr(HINT) if answer is None or not rows else _more(found, answer))

    def show_trace(
        self, curve: Curve | None, name: str = "", electrons: bool = False, left_out: int = 0
    ) -> None:
        """Show the raw mean of a region over time; ``None`` where there is none."""
        missing = tr(", {0} frames left out", left_out) if left_out else ""
        label = tr("{0} raw mean [{1}]{2}", name, words.unit(electrons), missing)
        self.trace.show_curves(() if curve is None else (curve,), tr("before now [s]"), label)

    def _put(self, row: int, column: int, text: str, name: str, colour: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setFont(fonts.sans(12))
            self.table.setItem(row, column, item)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setForeground(ink(colour if column == 0 else c.TEXT))
        if item.text() != text:
            item.setText(text)

    def _mark(self, chosen: str) -> None:
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == chosen:
                if self._name_of(self.table.currentRow()) != chosen:
                    index = self.table.model().index(row, 0)
                    flags = QItemSelectionModel.SelectionFlag
                    model = self.table.selectionModel()
                    model.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                return
        self.table.clearSelection()

    def _name_of(self, row: int) -> str:
        item = self.table.item(row, 0) if row >= 0 else None
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _selected(self) -> None:
        name = self._name_of(self.table.currentRow())
        if name:
            self.chosen.emit(name)


def _rows(one: ShapeAnswer, answer: Answer) -> list[tuple[str, str, Cells]]:
    """Return name, colour and cells of the rows of one shape."""
    name = one.shape.name
    if one.raw is None:
        return [(name, c.TEXT, (name, _ruler(one, answer), "", ""))]
    rows = [(name, c.TEXT, (tr("{0} raw", name), *_numbers(one.raw)))]
    made = answer.question.processed
    if one.processed is not None and made is not None:
        kind = made.provenance.kind
        side = (f"{name} {tr(kind.value)}", *_numbers(one.processed))
        rows.append((name, c.KIND_TEXT[kind], side))
    return rows


def _numbers(values: RegionValues) -> Cells:
    if not values.pixels:
        return (tr("not scanned"), "", "")
    unit = words.unit(values.electrons)
    mean = f"{words.with_error(values.mean, values.error)} {unit}"
    return (mean, words.plain(values.sd), words.plain(values.snr))


def _ruler(one: ShapeAnswer, answer: Answer) -> str:
    if one.shape.kind is ShapeKind.ANGLE:
        return words.degrees(one.readings[0])
    long = words.length(one.readings[0], answer.pixel_size)
    return tr("{0} at {1:.1f}°", long, one.readings[1].value).replace("-", "−")


def _more(one: ShapeAnswer | None, answer: Answer) -> str:
    """Return what else is known of the chosen shape."""
    frame = tr("frame {0}", answer.question.frame.number)
    if one is None:
        return frame
    if one.raw is None:
        return tr(
            "{0}: error of setting the points, half a pixel each · {1}", one.shape.name, frame
        )
    raw = one.raw
    parts = [f"{one.shape.name}: {raw.pixels} px", words.area(raw.pixels, answer.pixel_size)]
    if raw.excess is not None and math.isfinite(raw.excess):
        parts.append(tr("raw sd is {0} × that of counting", words.plain(raw.excess)))
    elif raw.error is None:
        parts.append(tr("no error: electrons unknown"))
    return " · ".join(part for part in (*parts, frame) if part)
