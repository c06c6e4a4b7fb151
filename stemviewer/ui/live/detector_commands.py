"""Opens the dialog of the virtual detectors where the feed has any."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.detector_dialog import DetectorDialog
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.part import WindowPart


class DetectorCommands(WindowPart):
    """Virtual detectors of the camera that is connected.

    Parameters
    ----------
    window : QWidget
        Owner of the dialog.
    link : Link
        What is connected.
    """

    def __init__(self, window: QWidget, link: Link) -> None:
        self._window, self._link = window, link
        self.dialog: DetectorDialog | None = None

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

    def _gone(self) -> None:
        self.dialog = None

    def forget(self) -> None:
        """Close the dialog: another source is coming."""
        if self.dialog is not None:
            self.dialog.close()

    def close(self) -> None:
        """Close the dialog with the window."""
        self.forget()
