"""Saving what is on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stemviewer.live.state import LiveStatus
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.snapshot import save_snapshot, snapshot_problem

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


class SnapshotCommands(WindowPart):
    """Saves the frame on the screen off the Qt thread; the window closes when that is done."""

    def __init__(self, window: LiveWindow) -> None:
        self._window = window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out its action."""
        return {"snapshot": self.snapshot}

    def snapshot(self) -> None:
        """Save raw and processed as PNG and NPY."""
        window = self._window
        shown = window.view.on_screen
        if shown is None:
            return
        folder, pair = window.record.folder, window.view.presenter.pair
        status, number = window.link.status, shown.frame.number
        instrument = window.record.info(status).instrument if status else InstrumentInfo()
        given_up = threading.Event()
        window.session.work.run(
            "snapshot",
            lambda: save_snapshot(shown, pair, folder, instrument, given_up.is_set),
            lambda paths: window.link.say(
                tr("Snapshot of frame {0}: {1} files in {2}.", number, len(paths), folder)
                if paths
                else tr("The snapshot of frame {0} was cancelled; no file is left.", number)
            ),
            window.session.tell_error,
            title=tr("Saving frame {0}", number),
            cancel=given_up.set,
        )

    def update_status(self, status: LiveStatus | None) -> None:
        """Enable it once there is something to save."""
        del status
        action = self._window.actions_["snapshot"]
        missing = "" if self._window.view.on_screen is not None else tr("There is no frame yet.")
        problem = snapshot_problem() or missing
        action.setEnabled(not problem)
        action.setToolTip(problem or self._window.actions_.tip_of("snapshot"))
