"""The status line: settings and rates at the left, the fate of every frame at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import ScanSettings
from stemviewer.live.state import Counts, LiveStatus, Rates, RecordingState
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dose_plan import field_of_view
from stemviewer.ui.live.format import (
    CURRENT,
    DWELL,
    LENGTH,
    grouped,
    milliseconds,
    minutes,
    number,
    quantity,
    with_unit,
)
from stemviewer.ui.skin import ink
from stemviewer.ui.text import UNKNOWN_TEXT

ABOVE = 8
"""Empty rows [px] between docks and the line itself."""

LOW_DISK_MINUTES = 10.0


@dataclass(frozen=True, slots=True)
class Item:
    """A few words of the status line.

    Parameters
    ----------
    text : str
        As shown.
    keep : int
        When the window is narrow the smallest goes first.
    colour : str
        Of the text.
    """

    text: str
    keep: int = 5
    colour: str = c.SECONDARY


def settings_items(settings: ScanSettings | None) -> list[Item]:
    """Return voltage, current, dwell, shape, field, sampling and frame time."""
    if settings is None:
        return []
    rows, columns = settings.shape
    duration = frame_dose(settings).duration
    sampling = quantity(settings.pixel_size, 1e10)
    known = sampling != UNKNOWN_TEXT
    return [
        Item(_named("kV", quantity(settings.voltage, 1e-3), "kV"), 3),
        Item(
            _known("pA", with_unit(settings.beam_current, CURRENT), settings.beam_current.source), 8
        ),
        Item(_named("dwell", with_unit(settings.dwell, DWELL), "/px"), 8),
        Item(f"{columns}²" if rows == columns else f"{columns}×{rows}", 7),
        Item(_named("field", with_unit(field_of_view(settings), LENGTH), ""), 5),
        Item(f"{sampling} Å/px" if known else tr("Å/px unknown"), 6),
        Item(_named(tr("frame time"), quantity(duration), "s/frame"), 4),
    ]


def _named(name: str, text: str, unit: str) -> str:
    """Return the value and its unit; an unknown one is named, for it has no unit to tell it."""
    if text == UNKNOWN_TEXT:
        return f"{name} {UNKNOWN_TEXT}"
    return f"{text}{unit}" if unit.startswith("/") or not unit else f"{text} {unit}"


def _known(name: str, text: str, source: str) -> str:
    return f"{name} {UNKNOWN_TEXT}" if text == UNKNOWN_TEXT else f"{text} {source}"


def rate_items(rates: Rates) -> list[Item]:
    """Return frames per second and the lag from feed to screen."""
    return [
        Item(f"{number(rates.receive_fps, 2)} fps", 7),
        Item(tr("latency {0}", milliseconds(rates.latency)), 6),
    ]


def count_items(counts: Counts, recording: RecordingState) -> list[Item]:
    """Return what became of the frames; anything lost is in the caution colour."""
    written = tr("written {0}", grouped(recording.written))
    replaced = counts.replaced_display + counts.replaced_denoise
    return [
        Item(tr("received {0}", grouped(counts.received)), 9),
        Item(tr("shown {0}", grouped(counts.shown)), 6),
        Item(tr("processed {0}", grouped(counts.processed)), 7),
        Item(written, 9),
        Item(tr("lost {0}", grouped(counts.lost)), 10, c.CAUTION if counts.lost else c.SECONDARY),
        Item(tr("replaced {0}", grouped(replaced)), 2),
        _disk_item(recording),
    ]


def _disk_item(recording: RecordingState) -> Item:
    left = recording.minutes_left
    if left is None:
        free = recording.disk_free
        return Item(
            tr("disk {0} GB", grouped(free / 1000000000.0))
            if free
            else tr("disk {0}", UNKNOWN_TEXT),
            4,
        )
    low = left < LOW_DISK_MINUTES
    return Item(tr("disk {0}", minutes(left)), 10 if low else 4, c.CAUTION if low else c.SECONDARY)


_WIDTHS = 400
"""Widths of texts that are remembered."""


class StatusLine(QWidget):
    """Paints both groups of items, leaving out the least important that do not fit."""

    GAP = 2
    """Characters between items."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths: dict[str, int] = {}
        self.setObjectName("status_line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.mono())
        self._left: list[Item] = []
        self._right: list[Item] = []

    def update_status(self, status: LiveStatus | None) -> None:
        """Show a status; ``None`` when nothing is connected."""
        if status is None:
            self._set([Item(tr("no source"), 9)], [])
            return
        left = settings_items(status.settings) + rate_items(status.rates)
        self._set(left, count_items(status.counts, status.recording))

    def texts(self) -> tuple[list[str], list[str]]:
        """Return what is shown at the left and at the right."""
        left, right = self._fitting()
        return [item.text for item in left], [item.text for item in right]

    def _set(self, left: list[Item], right: list[Item]) -> None:
        if (left, right) == (self._left, self._right):
            return
        self._left, self._right = left, right
        everything = "   ".join(item.text for item in (*left, *right))
        self.setToolTip(everything)
        self.setAccessibleName(tr("Status: {0}", everything))
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line's height."""
        return QSize(600, ABOVE + QFontMetrics(self.font()).height() + 10)

    def minimumSizeHint(self) -> QSize:
        """Return the least that makes sense."""
        return QSize(200, self.sizeHint().height())

    def _gap(self) -> int:
        return self.GAP * self._advance(" ")

    def _advance(self, text: str) -> int:
        # most items are the same for hours; their widths are asked for many times in a painting
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _WIDTHS:
                self._widths.clear()
            width = self._widths[text] = QFontMetrics(self.font()).horizontalAdvance(text)
        return width

    def changeEvent(self, event: QEvent) -> None:
        """Forget the widths in another font."""
        if event.type() == QEvent.Type.FontChange:
            self._widths.clear()
        super().changeEvent(event)

    def _fitting(self) -> tuple[list[Item], list[Item]]:
        left, right = list(self._left), list(self._right)
        while (left or right) and self._width(left) + self._width(right) > self.width() - 24:
            least = min((*left, *right), key=lambda item: item.keep)
            (left if least in left else right).remove(least)
        return left, right

    def _width(self, items: Sequence[Item]) -> int:
        gap = self._gap()
        return sum(self._advance(item.text) + gap for item in items)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both groups on the base line."""
        del event
        painter = QPainter(self)
        painter.fillRect(0, ABOVE, self.width(), self.height() - ABOVE, ink(c.PANEL))
        painter.fillRect(0, ABOVE, self.width(), 1, ink(c.LINE))
        painter.setFont(self.font())
        left, right = self._fitting()
        x = 12
        for item in left:
            x = self._paint(painter, item, x)
        x = self.width() - 12 - self._width(right) + self._gap()
        for item in right:
            x = self._paint(painter, item, x)
        painter.end()

    def _paint(self, painter: QPainter, item: Item, x: int) -> int:
        width = self._advance(item.text)
        painter.setPen(ink(item.colour))
        painter.drawText(
            x,
            ABOVE,
            width + 2,
            self.height() - ABOVE,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            item.text,
        )
        return x + width + self._gap()
