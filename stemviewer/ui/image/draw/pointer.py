"""What a pane offers its mouse and keys to before it pans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeyEvent, QMouseEvent

Act = Callable[[QPointF, QMouseEvent], bool]
"""Given a point of the image [px] and the event; returns whether it was used."""


class Pointer(Protocol):
    """Draws with the mouse; a camera has at most one, for all its panes."""

    def press(self, point: QPointF, event: QMouseEvent) -> bool:
        """Take a press of a button."""

    def move(self, point: QPointF, event: QMouseEvent) -> bool:
        """Take a movement, with or without a button."""

    def release(self, point: QPointF, event: QMouseEvent) -> bool:
        """Take the end of a press."""

    def double(self, point: QPointF, event: QMouseEvent) -> bool:
        """Take a double click."""

    def key(self, event: QKeyEvent) -> bool:
        """Take a key."""
