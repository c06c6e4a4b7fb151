"""The provenance panel: boxes joined by arrows, and a button that copies the chain."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.badge import badge_width, paint_badge
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.answers import FrameRead
from stemviewer.ui.review.job import Job
from stemviewer.ui.review.provenance import Box
from stemviewer.ui.skin import ink
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label, tint

PAD = 10.0
ARROW = 28.0
_LEADING = 5.0
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class ProvenanceDrawing(QWidget):
    """Paints the boxes top-down; as high as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: tuple[Box, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Provenance"))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is drawn."""
        return self._boxes

    def set_boxes(self, boxes: tuple[Box, ...]) -> None:
        """Draw another chain."""
        self._boxes = boxes
        spoken = [f"{b.title}: {'; '.join((*b.lines, *b.codes, b.warning))}" for b in boxes]
        self.setAccessibleDescription(". ".join(spoken))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all boxes and arrows."""
        heights = [_height(box, float(width)) for box in self._boxes]
        return int(sum(heights) + ARROW * max(len(heights) - 1, 0)) + 2

    def sizeHint(self) -> QSize:
        """At the present width."""
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As high as needed."""
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint boxes and arrows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 1.0
        for at, box in enumerate(self._boxes):
            rect = QRectF(1, y, self.width() - 2, _height(box, float(self.width())))
            _paint_box(painter, rect, box)
            y = rect.bottom()
            if at < len(self._boxes) - 1:
                _paint_arrow(painter, rect.center().x(), y)
                y += ARROW


def _texts(box: Box) -> list[tuple[str, str, bool]]:
    """Return text, colour and whether it is monospaced."""
    lines = [(text, c.TEXT, False) for text in box.lines]
    if box.warning:
        lines.append((f"▲ {box.warning}", c.CAUTION, False))
    return lines + [(code, c.SECONDARY, True) for code in box.codes]


def _text_height(text: str, code: bool, width: float) -> float:
    font = fonts.mono(11) if code else fonts.sans(12)
    room = QRectF(0, 0, width - 2 * PAD - 6, 1000)
    return QFontMetricsF(font).boundingRect(room, _WRAP, text).height() + _LEADING


def _height(box: Box, width: float) -> float:
    return 2 * PAD + 20 + sum(_text_height(t, code, width) for t, _, code in _texts(box))


def _paint_box(painter: QPainter, rect: QRectF, box: Box) -> None:
    painter.setPen(QPen(ink(c.LINE_STRONG), 1))
    painter.setBrush(ink(c.FIELD))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.fillRect(
        QRectF(rect.left(), rect.top() + 2, 3, rect.height() - 4), ink(c.KIND_COLOUR[box.kind])
    )
    x, y = rect.left() + PAD + 4, rect.top() + PAD
    painter.setFont(fonts.strong(12))
    painter.setPen(ink(c.TEXT))
    room = rect.right() - PAD - x - (badge_width(box.badge) + 8 if box.badge else 0)
    metrics = QFontMetricsF(fonts.strong(12))
    title = metrics.elidedText(box.title, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QPointF(x, y + 13), title)
    if box.badge:
        corner = QPointF(x + metrics.horizontalAdvance(title) + 8, y)
        paint_badge(painter, corner, box.badge, c.KIND_FILL[box.kind])
    y += 22
    for text, colour, code in _texts(box):
        painter.setFont(fonts.mono(11) if code else fonts.sans(12))
        painter.setPen(ink(colour))
        high = _text_height(text, code, rect.width() + 2)
        painter.drawText(QRectF(x, y, rect.width() - 2 * PAD - 4, high), _WRAP, text)
        y += high


def _paint_arrow(painter: QPainter, x: float, y: float) -> None:
    painter.setPen(QPen(ink(c.LINE_STRONG), 1.5))
    painter.drawLine(QPointF(x, y + 3), QPointF(x, y + ARROW - 9))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(c.DISABLED))
    tip = y + ARROW - 3
    painter.drawPolygon(
        QPolygonF([QPointF(x - 5, tip - 7), QPointF(x + 5, tip - 7), QPointF(x, tip)])
    )


class ProvenanceView(QWidget):
    """The drawing in a scroll area, with its copy button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = ProvenanceDrawing()
        self._text = ""
        self.copy = QPushButton(tr("Copy the chain"))
        self.copy.setToolTip(tr("Copies all steps with full hashes as JSON"))
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        self.verify = QPushButton(tr("Verify these links"))
        self.verify.setToolTip(tr("Hashes of the pixels in view against those in the log"))
        self.verify.setEnabled(False)
        self.verify.clicked.connect(self._verify)
        self._read: FrameRead | None = None
        self._job: Job[tuple[tuple[str, bool], ...]] | None = None
        self._said = label("", c.SECONDARY)
        self._said.setWordWrap(True)
        area = QScrollArea()
        area.setAccessibleName(tr("Provenance"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.drawing)
        inside.addStretch(1)
        area.setWidget(holder)
        bottom = QHBoxLayout()
        bottom.addWidget(self.verify)
        bottom.addWidget(self.copy)
        bottom.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(area, 1)
        layout.addWidget(self._said)
        layout.addLayout(bottom)

    def show_chain(self, boxes: tuple[Box, ...], text: str, read: FrameRead | None = None) -> None:
        """Draw a chain; ``text`` is what one button copies, ``read`` what the other checks."""
        self._read, self._job = read, None
        self.verify.setEnabled(read is not None)
        self.drawing.set_boxes(boxes)
        self._text = text
        self._said.setText("")
        self.copy.setEnabled(bool(boxes))

    @property
    def said(self) -> str:
        """What became of the last check."""
        return self._said.text()

    def poll(self) -> None:
        """Show what was checked; called from the window's timer."""
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        marks = [f"{'✓' if good else '✗'} {name}" for name, good in outcome.value or ()]
        good = outcome.value is not None and all(held for _, held in outcome.value)
        tint(self._said, c.GOOD if good else c.STOP_TEXT)
        self._said.setText("   ".join(marks) or str(outcome.error))

    def close_jobs(self) -> None:
        """Wait for a check that runs."""
        if self._job is not None:
            self._job.join()
            self._job = None

    def _verify(self) -> None:
        read = self._read
        if read is None or self._job is not None:
            return
        from stemviewer.ui.review.link_check import checked_links

        self._job = Job("links", lambda: checked_links(read)).start()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._said.setText(tr("Copied."))
