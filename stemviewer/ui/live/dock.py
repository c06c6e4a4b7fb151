"""A dock that looks like a panel: movable, floatable, with a heading and a note."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import ink
from stemviewer.ui.theme import CORNER, GRID
from stemviewer.ui.widgets import tint

EDGE = 8
"""Between docks and the edge of the window [px]."""

SCROLL_BAR = 12

WIDTH = 336
"""Of the docks at the right [px]; the large numbers fit it with eight figures."""

STYLE = f"""
#dock_heading {{ background: {c.PANEL}; border: 1px solid {c.LINE}; border-bottom: 0;
    border-top-left-radius: {CORNER}px; border-top-right-radius: {CORNER}px; }}
#dock_body {{ background: {c.PANEL}; border: 1px solid {c.LINE}; border-top: 0;
    border-bottom-left-radius: {CORNER}px; border-bottom-right-radius: {CORNER}px; }}
#dock_content {{ background: {c.PANEL}; }}
#dock_float {{ background: transparent; border: 0; padding: 0; color: {c.SECONDARY};
    min-height: 14px; }}
#dock_float:hover {{ color: {c.TEXT}; }}
"""


class DockTitle(QFrame):
    """Heading, note and a button that floats the dock; drag it to move the dock."""

    def __init__(self, heading: str, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock_title")
        name = QLabel(heading.upper())
        name.setFont(fonts.heading())
        tint(name, c.SECONDARY)
        self.note = QLabel()
        self.note.setObjectName("dock_note")
        self.note.setFont(fonts.strong(fonts.SMALL_PX))
        tint(self.note, c.SECONDARY)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._float = FloatButton()
        self._float.setObjectName("dock_float")
        self._float.setToolTip(tr("Float this dock, or put it back"))
        self._float.setAccessibleName(tr("Float the {0} dock", heading))
        self._float.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        panel = QFrame()
        panel.setObjectName("dock_heading")
        layout = QHBoxLayout(panel)
        layout.setContentsMargins(12, GRID - 2, GRID, 4)
        layout.addWidget(name)
        layout.addWidget(self.note, 1)
        layout.addWidget(self._float)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, EDGE, 0)
        outer.addWidget(panel)


class FloatButton(QToolButton):
    """Two overlapping squares, painted: few fonts have the sign."""

    def sizeHint(self) -> QSize:
        """Return a small square."""
        return QSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares."""
        del event
        painter = QPainter(self)
        colour = c.TEXT if self.underMouse() or self.hasFocus() else c.SECONDARY
        painter.setPen(QPen(ink(colour), 1))
        left, top = (self.width() - 11) // 2, (self.height() - 11) // 2
        painter.drawRect(left + 3, top, 7, 7)
        painter.fillRect(left, top + 3, 8, 8, ink(c.PANEL))
        painter.drawRect(left, top + 3, 7, 7)
        painter.end()


class _Content(QWidget):
    """Tells when its layout asks for another size, which a scroll area keeps to itself."""

    relaid = Signal()

    def event(self, event: QEvent) -> bool:
        """Pass a request for another layout on."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.relaid.emit()
        return super().event(event)


class _Body(QScrollArea):
    """Scrolls when the window is too low; asks for the height of its content."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setObjectName("dock_body")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        content = self._content
        width = max(WIDTH, content.minimumSizeHint().width() + SCROLL_BAR)
        height = content.heightForWidth(width) if content.hasHeightForWidth() else -1
        return QSize(width, max(height, content.sizeHint().height()) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width() + SCROLL_BAR, 64)


class PanelDock(QDockWidget):
    """Base of the docks: put widgets into :attr:`body`.

    Parameters
    ----------
    name : str
        Stable name, kept in saved layouts.
    heading : str
        As shown.
    """

    def __init__(self, name: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self.setObjectName(f"dock_{name}")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._title = DockTitle(heading, self)
        self.setTitleBarWidget(self._title)
        content = _Content()
        content.setObjectName("dock_content")
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(12, 4, 12, 12)
        self.body.setSpacing(GRID)
        self._scroll = _Body(content)
        content.relaid.connect(self._scroll.updateGeometry)
        frame = QWidget()
        outer = QHBoxLayout(frame)
        outer.setContentsMargins(0, 0, EDGE, 0)
        outer.addWidget(self._scroll)
        self.setWidget(frame)

    def natural_height(self) -> int:
        """Return the height [px] at which nothing has to be scrolled."""
        return self._title.sizeHint().height() + self._scroll.sizeHint().height()

    def set_note(self, text: str, colour: str = c.SECONDARY) -> None:
        """Show a short state at the right of the heading."""
        note = self._title.note
        if note.text() != text:
            note.setText(text)
        if note.property("colour") != colour:
            note.setProperty("colour", colour)
            tint(note, colour)

    @property
    def note(self) -> str:
        """The short state shown now."""
        return self._title.note.text()
