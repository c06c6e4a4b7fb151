"""A file of pictures by others, read as a session is: raw frames of unknown origin, and no more."""

from __future__ import annotations

from pathlib import Path

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.foreign.rosetta import open_any
from stemviewer.inspection.unknown_origin import UNKNOWN_ORIGIN
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.session.format.options import InstrumentInfo, SessionInfo
from stemviewer.session.format.types import Dose, FrameRow, Loss, SessionEvent

CHANNEL = "file"


class ForeignPictures:
    """Every picture of a file as a frame; nothing is known of how it was made.

    Parameters
    ----------
    path : Path
        Of the file; read by a limited process.

    Raises
    ------
    StemviewerError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._stack = open_any(path)
        self.info = SessionInfo(
            path.name, instrument=InstrumentInfo(UNKNOWN_ORIGIN, "file", (CHANNEL,))
        )
        self.closed, self.incomplete, self.session_id = True, False, ""
        rows, columns = self._stack.shape
        self._settings = ScanSettings(
            rows, columns, self._stack.dwell, pixel_size=self._stack.pixel_size
        )

    def __enter__(self) -> ForeignPictures:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._stack)

    def raw(self, index: int) -> Frame:
        """Return a picture as the file holds it."""
        return Frame(index + 1, CHANNEL, self._stack.data[index], self._settings)

    def row(self, index: int) -> FrameRow:
        """Return what is known of a picture: its size, and where the file says them, its scales."""
        frame = self.raw(index)
        return FrameRow(
            index=index,
            number=frame.number,
            channel=CHANNEL,
            complete=True,
            valid_rows=frame.valid_rows,
            dtype=frame.data.dtype.name,
            acquired_utc_ns=0,
            received_utc_ns=0,
            received_monotonic_ns=0,
            written_utc_ns=0,
            settings=self._settings,
            calibration=frame.calibration,
            dose=Dose(frame_dose(self._settings)),
            flags=self.info.instrument.flag,
            sha256="",
            chain="",
        )

    def processed(self, _index: int) -> None:
        """Return nothing: no picture was made of it."""

    def context(self, index: int) -> ExportContext:
        """Return what an export tells of a picture."""
        return ExportContext(
            session=self.info.name,
            row=index,
            instrument=self.info.instrument,
            settings=self._settings,
        )

    def losses(self) -> tuple[Loss, ...]:
        """Return none: it is not known."""
        return ()

    def events(self) -> tuple[SessionEvent, ...]:
        """Return what the reader said of the file."""
        said = self._stack.description
        return (SessionEvent("file", said, {}, 0, 0, 0),) if said else ()

    def thumbnails(self) -> tuple[()]:
        """Return none: they are made when they are looked at."""
        return ()

    def refresh(self) -> None:
        """Do nothing: a file of pictures does not grow."""
