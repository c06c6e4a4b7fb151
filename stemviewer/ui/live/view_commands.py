"""What the operator does to the views; nothing here touches data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stemviewer.ui.image.display_settings import LevelsMode
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.display_dock import DisplayDock
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.view import LiveView


class ViewCommands:
    """Zoom, contrast, hold and raw only."""

    def __init__(self, link: Link, actions: Actions, view: LiveView, dock: DisplayDock) -> None:
        self._link = link
        self._actions = actions
        self._view = view
        self._dock = dock
        dock.changed.connect(lambda _settings: self.update())
        self.update()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        camera = self._view.camera
        return {
            "fit": camera.fit,
            "zoom_1": lambda: camera.zoom_to(1.0 / self._view.devicePixelRatioF()),
            "zoom_2": lambda: camera.zoom_to(2.0 / self._view.devicePixelRatioF()),
            "zoom_in": camera.zoom_in,
            "zoom_out": camera.zoom_out,
            "hold": self.hold,
            "auto_once": self._dock.auto_once,
            "follow": self._dock.toggle_follow,
            "invert": self._dock.toggle_invert,
        }

    def held(self, name: str, down: bool) -> None:
        """Act while a key is held."""
        if name == "raw_only":
            self._view.panes.set_raw_only(down)

    def hold(self) -> None:
        """Freeze the views, or let them go on."""
        on = self._actions["hold"].isChecked()
        if self._link.pipeline is not None:
            self._link.pipeline.hold(on)

    def update(self) -> None:
        """Mark the actions that are on."""
        self._actions["follow"].setChecked(self._dock.settings.mode is LevelsMode.FOLLOW)
        self._actions["invert"].setChecked(self._dock.settings.invert)
        display = self._dock.settings
        self._view.set_display(display)
