"""Two cameras in step: one zoom, one centre and one cursor for two windows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from stemviewer.ui.image.camera import Camera


class CameraLink(QObject):
    """Keeps a second camera on what the first one shows, and the reverse.

    Windows differ in size, so each has a camera of its own; while one of them shows the whole
    image, both do.

    Parameters
    ----------
    first, second : Camera
        The second adopts what the first shows as soon as both know an image of the same size.
    """

    def __init__(self, first: Camera, second: Camera, parent: QObject) -> None:
        super().__init__(parent)
        self._first, self._second = first, second
        self._busy = False
        self._met = False
        first.changed.connect(self._first_changed)
        second.changed.connect(self._second_changed)
        first.cursor_moved.connect(self._first_pointed)
        second.cursor_moved.connect(self._second_pointed)
        second.pointer = first.pointer
        self._first_changed()

    # methods of this object, which Qt disconnects with it: the first camera outlives the link

    def _first_changed(self) -> None:
        self._take(self._first, self._second)

    def _second_changed(self) -> None:
        # another window size or a new picture moves nothing: the first one leads
        one = self._second if self._met else self._first
        self._take(one, self._second if one is self._first else self._first)

    def _first_pointed(self) -> None:
        self._alone(lambda: self._second.set_cursor(self._first.cursor))

    def _second_pointed(self) -> None:
        self._alone(lambda: self._first.set_cursor(self._second.cursor))

    def _take(self, source: Camera, target: Camera) -> None:
        if source.image_size != target.image_size:
            self._met = False
            return
        self._met = True
        self._alone(lambda: adopt(source, target))

    def _alone(self, change: Callable[[], None]) -> None:
        """Change the other camera without being told to change this one in turn."""
        if self._busy:
            return
        self._busy = True
        try:
            change()
        finally:
            self._busy = False


def adopt(source: Camera, target: Camera) -> None:
    """Show with one camera what another one shows: the same magnification about one centre."""
    if source.fitted:
        if not target.fitted:
            target.fit()
        return
    target.zoom_to(source.scale)
    away = (target.centre - source.centre) * target.scale
    target.pan(away.x(), away.y())
