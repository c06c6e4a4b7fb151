"""Which detectors are shown and processed, and the dialog of the virtual ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.detector_dialog import DetectorDialog
from stemviewer.ui.live.part import WindowPart

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


class DetectorCommands(WindowPart):
    """Detectors of the instrument that is connected.

    Parameters
    ----------
    window : LiveWindow
        Its source button chooses among them.
    """

    def __init__(self, window: LiveWindow) -> None:
        self._window, self._link = window, window.link
        self.dialog: DetectorDialog | None = None
        window.strip.source.channel_chosen.connect(self.choose)
        window.strip.source.apart_chosen.connect(self.set_apart)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what opens the dialog."""
        return {"virtual_detectors": self.open}

    def open(self) -> None:
        """Show the dialog, or say why there is none."""
        pipeline = self._link.pipeline
        path = pipeline.patterns if pipeline is not None else None
        if path is None:
            self._link.say(
                tr("This feed has no virtual detectors."),
                tr("They are set on the patterns of a 4D-STEM camera, such as Merlin or DECTRIS."),
            )
            return
        if self.dialog is None:
            self.dialog = DetectorDialog(path, self._window)
            self.dialog.destroyed.connect(self._gone)
        self.dialog.show()
        self.dialog.raise_()

    def choose(self, channel: str) -> None:
        """Show another detector, a sum or a difference, with its own processing if it has one."""
        if self._link.pipeline is None:
            return
        self._link.pipeline.set_channel(channel)
        status = self._link.refresh()
        if status is not None and status.own_chains:
            self._window.processing_dock.choose(status.chain)

    def set_apart(self, apart: bool) -> None:
        """Give each detector a processing of its own, or process only the one that is shown."""
        if self._link.pipeline is not None:
            self._link.pipeline.set_apart(apart)

    def _gone(self) -> None:
        self.dialog = None

    def forget(self) -> None:
        """Close the dialog: another source is coming."""
        if self.dialog is not None:
            self.dialog.close()

    def close(self) -> None:
        """Close the dialog with the window."""
        self.forget()
