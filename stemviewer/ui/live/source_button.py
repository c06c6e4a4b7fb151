"""The source at the left of the strip: its light, its name, and the choice of the channel."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from stemviewer.live.combined import combinations_of
from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import ink

LONGEST_NAME = 25

MOST_PAIRED = 6
"""Sums and differences are offered of the first detectors: thirty are enough for a menu."""

LIGHTS = {
    LinkState.CONNECTED: ("●", c.GOOD),
    LinkState.CONNECTING: ("◐", c.SECONDARY),
    LinkState.RETRYING: ("◐", c.CAUTION),
    LinkState.ENDED: ("■", c.SECONDARY),
    LinkState.CLOSED: ("○", c.SECONDARY),
}


class SourceButton(QToolButton):
    """Shows where the frames come from; its menu chooses the detector channel.

    Signals
    -------
    channel_chosen(str)
        Name of the detector channel, sum or difference to show.
    apart_chosen(bool)
        Whether each detector is to have a processing of its own.
    """

    channel_chosen = Signal(str)
    apart_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(14, 14))
        self.setMinimumHeight(32)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._channels = QMenu(self)
        self._choices = QActionGroup(self)
        self._names: tuple[str, ...] = ()
        self.apart = QAction(tr("Each detector its own processing"), self)
        self.apart.setCheckable(True)
        self.apart.setToolTip(tr("Detectors that are not shown are processed and recorded too"))
        self.apart.triggered.connect(self.apart_chosen)

    def update_status(self, status: LiveStatus | None) -> None:
        """Show link, instrument and channel; ``None`` when nothing is connected."""
        if status is None:
            self._set("○", tr("No source"), c.SECONDARY, tr("Choose a source on the start page."))
            self._show_channels((), "")
            return
        sign, colour = LIGHTS[status.link]
        whole = status.instrument.name if status.instrument else status.address or "source"
        name = shortened(whole)
        channel = f" · {status.channel}" if status.channel else ""
        specimen = status.instrument.specimen if status.instrument else ""
        tip = f"{whole}\n{tr(status.link.value)} · {status.address}" + (
            f"\n{specimen}" if specimen else ""
        )
        self._set(sign, f"{name}{channel}", colour, tip)
        names = tuple(ch.name for ch in status.instrument.channels) if status.instrument else ()
        self._show_channels(names, status.channel)
        self.apart.setChecked(bool(status.own_chains))

    def _set(self, sign: str, text: str, colour: str, tip: str) -> None:
        if self.text() != text:
            self.setText(text)
            self.setAccessibleName(tr("Source {0}", text))
        self.setToolTip(tip)
        key = f"{sign}{ink(colour).name()}"
        if self.property("sign") != key:
            self.setProperty("sign", key)
            self.setIcon(_sign_icon(sign, colour))

    def _show_channels(self, names: tuple[str, ...], current: str) -> None:
        if self._names != names:
            self._names = names
            self._fill(names)
            self.setMenu(self._channels if len(names) > 1 else None)  # type: ignore[arg-type]
        for action in self._choices.actions():
            action.setChecked(action.text() == current)

    def _fill(self, names: tuple[str, ...]) -> None:
        for action in self._choices.actions():
            self._choices.removeAction(action)
        self._channels.clear()
        for name in names:
            self._offer(self._channels, name)
        self._channels.addSeparator()
        both = self._channels.addMenu(tr("Sum or difference"))
        for made in combinations_of(names[:MOST_PAIRED]):
            self._offer(both, made.name)
        self._channels.addAction(self.apart)

    def _offer(self, menu: QMenu, name: str) -> None:
        action = menu.addAction(name)
        action.setCheckable(True)
        action.triggered.connect(lambda _checked=False: self.channel_chosen.emit(name))
        self._choices.addAction(action)


def shortened(name: str) -> str:
    """Return a name of at most ``LONGEST_NAME`` characters, cut in the middle."""
    if len(name) <= LONGEST_NAME:
        return name
    half = (LONGEST_NAME - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def _sign_icon(sign: str, colour: str) -> QIcon:
    """Return a sign as an icon in its colour: the words beside it stay plain."""
    pixmap = QPixmap(28, 28)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setFont(fonts.sans())
    painter.setPen(ink(colour))
    painter.drawText(QRectF(0, 0, 14, 14), Qt.AlignmentFlag.AlignCenter, sign)
    painter.end()
    return QIcon(pixmap)
