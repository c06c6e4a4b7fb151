"""Exporting one picture of the frame on the screen, where and as what the operator says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.live.state import LiveStatus
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.file_dialog import ask_save
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.sent.what import Sent, sent_of
from stemviewer.ui.live.snapshot import save_as, snapshot_problem

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


class ExportCommands(WindowPart):
    """Asks for a file, and writes it off the Qt thread; the scan goes on meanwhile."""

    def __init__(self, window: LiveWindow) -> None:
        self._window = window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out its action."""
        return {"export": self.ask}

    def ask(self) -> None:
        """Ask where the picture in the pane with the focus goes; it is taken as it is now."""
        window = self._window
        shown, pair = window.view.on_screen, window.view.presenter.pair
        if shown is None:
            return
        raw = sent_of(window.view.panes) is Sent.RAW or shown.processed is None
        picture: Frame | Processed | None = shown.frame if raw else shown.processed
        assert picture is not None
        painted = None if pair is None else (pair.raw if raw else pair.processed)
        same = pair is not None and pair.request.source.frame is shown.frame
        limits = painted.limits if painted is not None and same else None
        kind = "raw" if isinstance(picture, Frame) else picture.provenance.label().lower()
        name = f"frame-{shown.frame.number}_{kind.replace(' ', '-')}.png"
        status = window.link.status
        instrument = window.record.info(status).instrument if status else InstrumentInfo()

        def write(path: str) -> None:
            window.session.work.run(
                "export",
                lambda: save_as(picture, Path(path), limits, shown.frame, instrument),
                lambda made: window.link.say(
                    tr("Frame {0} was exported to {1}.", shown.frame.number, made)
                ),
                window.session.tell_error,
                title=tr("Exporting frame {0}", shown.frame.number),
            )

        kinds = [
            tr("Picture with scale bar and badge, 8 bit (*.png)"),
            tr("16-bit TIFF (*.tif)"),
            tr("Numbers, with a JSON that tells what they are (*.npy)"),
        ]
        ask_save(window, tr("Export frame"), window.record.folder / name, kinds, write)

    def update_status(self, status: LiveStatus | None) -> None:
        """Enable it once there is something to export."""
        del status
        action = self._window.actions_["export"]
        missing = "" if self._window.view.on_screen is not None else tr("There is no frame yet.")
        problem = snapshot_problem() or missing
        action.setEnabled(not problem)
        action.setToolTip(problem or self._window.actions_.tip_of("export"))
