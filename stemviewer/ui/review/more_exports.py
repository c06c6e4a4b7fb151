"""Exports of more than one picture: evidence pack, movie, table, NeXus subset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from stemviewer.session.format.files import first_segment_name
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.job import Job
from stemviewer.ui.text import thousands
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

Work = Callable[[], Path]


class MoreExports(QWidget):
    """Four buttons and a line that says what became of the last; written into one folder.

    Signals
    -------
    failed(object)
        What it failed with.

    Parameters
    ----------
    folder : callable
        Returns the folder to write into.
    """

    failed = Signal(object)

    def __init__(self, folder: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._path: Path | None = None
        self._index = -1
        self._frames = 0
        self._span = range(0)
        self._job: Job[Path] | None = None
        self.pack = QPushButton(tr("Evidence pack of this frame"))
        self.pack.setToolTip(
            tr("Folder, PDF and RO-Crate: picture, evidence, dose, hashes, methods")
        )
        self.movie = QPushButton(tr("Movie (GIF)"))
        self.table = QPushButton(tr("Table (CSV)"))
        self.subset = QPushButton(tr("NeXus subset"))
        self._what = label("", c.SECONDARY)
        self._what.setWordWrap(True)
        self._state = label("", c.SECONDARY)
        self._state.setWordWrap(True)
        grid = QGridLayout()
        grid.setSpacing(4)
        for at, button in enumerate((self.movie, self.table, self.subset)):
            grid.addWidget(button, 0, at)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.pack)
        layout.addWidget(self._what)
        layout.addLayout(grid)
        layout.addWidget(self._state)
        self.pack.clicked.connect(self.write_pack)
        self.movie.clicked.connect(self.write_movie)
        self.table.clicked.connect(self.write_table)
        self.subset.clicked.connect(self.write_subset)
        self.show_frame(None, -1, 0)

    @property
    def state(self) -> str:
        """What became of the last export."""
        return self._state.text()

    def show_frame(self, path: Path | None, index: int, frames: int) -> None:
        """Tell which session and frame are in view."""
        self._path, self._index, self._frames = path, index, frames
        self._refresh()

    def set_span(self, span: range) -> None:
        """Tell which frames are marked; none is all of them."""
        self._span = span
        self._refresh()

    def write_pack(self) -> None:
        """Write the evidence pack of the frame in view."""
        path, index = self._path, self._index
        if path is None:
            return
        from stemviewer.inspection.pack import write_pack

        target = self._target(f"row{index}_evidence-pack")
        self._start(tr("Evidence pack"), lambda: write_pack(path, target, index))

    def write_movie(self) -> None:
        """Write the raw frames as a movie, with their doses."""
        from stemviewer.session.exporting.movie import Movie, export_movie

        path, rows, target = self._path, self._rows(), self._target("movie.gif")
        if path is not None:
            self._start(tr("Movie"), lambda: export_movie(path, target, Movie(rows)))

    def write_table(self) -> None:
        """Write the records of the marked frames."""
        from stemviewer.session.exporting.records import export_records

        path, rows, target = self._path, self._rows(), self._target("records.csv")
        if path is not None:
            self._start(tr("Table"), lambda: export_records(path, target, rows))

    def write_subset(self) -> None:
        """Write the marked frames and their pictures as a plain NeXus file."""
        from stemviewer.session.exporting.nexus_subset import export_subset

        path, rows, target = self._path, self._rows(), self._target("subset.h5")
        if path is not None:
            self._start(tr("NeXus subset"), lambda: export_subset(path, target, rows))

    def poll(self) -> None:
        """Look whether it is written; called from the window's timer."""
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        self._refresh()
        if outcome.value is not None:
            self._state.setText(tr("Written: {0}", outcome.value))
        else:
            self._state.setText(tr("Not written."))
            self.failed.emit(outcome.error)

    def close_jobs(self) -> None:
        """Wait for what is being written."""
        if self._job is not None:
            self._job.join()
            self._job = None

    def _rows(self) -> range:
        return self._span if len(self._span) >= 2 else range(self._frames)

    def _target(self, ending: str) -> Path:
        name = "" if self._path is None else first_segment_name(self._path)
        rows = self._rows()
        span = f"_rows{rows[0]}-{rows[-1]}" if "row" not in ending and rows else ""
        return self._folder() / f"{name}{span}_{ending}"

    def _start(self, name: str, work: Work) -> None:
        if self._job is not None:
            return
        folder = self._folder()

        def write() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            return work()

        self._job = Job(name, write).start()
        self._state.setText(tr("{0}: writing …", name))
        self._refresh()

    def _refresh(self) -> None:
        ready = self._path is not None and self._index >= 0 and self._job is None
        for button in (self.pack, self.movie, self.table, self.subset):
            button.setEnabled(ready)
        count = len(self._rows())
        which = tr("the marked") if len(self._span) >= 2 else "all"
        self._what.setText(
            tr("Of {0} {1} frames:", which, thousands(count)) if self._frames else ""
        )
