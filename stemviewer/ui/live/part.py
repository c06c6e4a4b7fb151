"""What can be added to the live window: a dock, a pane, a set of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui.image.pair import PaintedPair


class WindowPart:
    """Base of what the window drives; each method may be left as it is.

    A part is handed to ``LiveWindow.add``. All of its methods run in the Qt thread and must not
    block it.
    """

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each of its actions, by name in ``action_list``."""
        return {}

    def poll(self) -> None:
        """Take what threads have made; called at every tick, more than a hundred times a second."""

    def present(self, shown: Shown, pair: PaintedPair) -> None:
        """Take the frame and the pictures that are on the screen from now on."""

    def update_status(self, status: LiveStatus | None) -> None:
        """Take the state of the source, five times a second; ``None`` without one."""

    def forget(self) -> None:
        """Show nothing: another source is coming."""

    def close(self) -> None:
        """End what is under way: the window closes."""
