"""The hand: whatever tool was in the operator's hand is put away, and a drag moves the image."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stemviewer.ui.image.draw.pen import Pen
from stemviewer.ui.image.views import Views
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.part import WindowPart


class HandCommands(WindowPart):
    """Puts the pen and the marking of regions away; what was drawn stays."""

    def __init__(self, actions: Actions, panes: Views, pen: Pen) -> None:
        self._actions, self._panes, self._pen = actions, panes, pen

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out its action."""
        return {"hand": self.take}

    def take(self) -> None:
        """Let a drag move the image."""
        self._pen.take(None)
        self._actions["region"].setChecked(False)
        self._panes.set_marking(False)
