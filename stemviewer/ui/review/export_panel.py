"""Export of the frame in view: which picture, which format, where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.review.exporting import (
    DRAWN,
    ENDINGS,
    FORMATS,
    NO_BADGE,
    Exportable,
    Wishes,
    credentials_available,
    export,
    file_stem,
)
from stemviewer.ui.review.job import Job
from stemviewer.ui.review.more_exports import MoreExports
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import SegmentedControl, label


class ExportPanel(QWidget):
    """Choices and the button; the file is written in a thread of its own.

    Signals
    -------
    failed(object)
        What the export failed with.
    """

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = ""
        self._raw: Exportable | None = None
        self._made: Exportable | None = None
        self._job: Job[str] | None = None
        self.side = SegmentedControl(
            [("raw", tr("Raw")), ("processed", tr("Processed"))], tr("Picture")
        )
        self.format = SegmentedControl(FORMATS, tr("Format"), padding=4)
        self.interval = Tick(tr("90 % interval as a second plane"))
        self.interval.setToolTip(
            tr("Half its width for each pixel, from the network's errors on kept-out images.")
        )
        self.caption = Tick(tr("Caption: kind, number, dose"))
        self.caption.setToolTip(tr("On a strip below the picture; its pixels are not touched"))
        self.caption.setChecked(True)
        self.credentials = Tick(tr("Content credentials (C2PA)"))
        self.credentials.setToolTip(
            tr("Signs the file with this computer's certificate, and reads it back")
        )
        self.folder = QLineEdit(_pictures())
        self.folder.setAccessibleName(tr("Folder"))
        self.browse = QPushButton("…")
        self.browse.setToolTip(tr("Choose the folder"))
        self.browse.setAccessibleName(tr("Choose the folder"))
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("File name"))
        self.button = set_role(QPushButton(tr("Export")), "primary")
        self._note = label("", c.SECONDARY)
        self._note.setWordWrap(True)
        self._state = label("", c.SECONDARY)
        self._state.setWordWrap(True)
        self.more = MoreExports(self.target_folder)
        self.more.failed.connect(self.failed)
        self._lay_out()
        self.side.changed.connect(lambda _key: self._refresh())
        self.format.changed.connect(lambda _key: self._refresh())
        self.button.clicked.connect(self.start)
        self.browse.clicked.connect(self._browse)
        self._refresh()

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(4)
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        for heading, widget in ((tr("Picture"), self.side), (tr("Format"), self.format)):
            layout.addWidget(label(heading, c.SECONDARY))
            layout.addWidget(widget)
        layout.addWidget(self._note)
        for tick in (self.interval, self.caption, self.credentials):
            layout.addWidget(tick)
        layout.addWidget(label(tr("Folder"), c.SECONDARY))
        layout.addLayout(folder)
        layout.addWidget(label(tr("File name"), c.SECONDARY))
        layout.addWidget(self.name)
        layout.addWidget(self.button)
        layout.addWidget(self._state)
        layout.addWidget(self.more)
        layout.addStretch(1)

    def show_frame(self, session: str, raw: Exportable | None, made: Exportable | None) -> None:
        """Offer the pictures in view; ``made`` is ``None`` when nothing was processed."""
        another = raw is None or self._raw is None or raw.picture is not self._raw.picture
        self._session, self._raw, self._made = session, raw, made
        self.side.button("processed").setEnabled(made is not None)
        if made is None:
            self.side.set_current("raw")
        if another:
            self._state.setText("")
        self._refresh()

    def target_folder(self) -> Path:
        """Return the folder that exports go to."""
        return Path(self.folder.text()).expanduser()

    @property
    def target(self) -> Path:
        """Where the next export goes."""
        ending = ENDINGS[self.format.current]
        name = self.name.text().strip()
        return self.target_folder() / (name if name.lower().endswith(ending) else name + ending)

    def start(self) -> None:
        """Export in a thread of its own."""
        what = self._chosen()
        if what is None or self._job is not None or not self.name.text().strip():
            return
        path, file_format = self.target, self.format.current
        ticks = (self.interval, self.caption, self.credentials)
        wishes = Wishes(*(not tick.isHidden() and tick.isChecked() for tick in ticks))
        self._job = Job(tr("Export"), lambda: export(what, path, file_format, wishes)).start()
        self._state.setText(tr("Exporting …"))
        self.button.setEnabled(False)

    def poll(self) -> None:
        """Look whether it is written; called from the window's timer."""
        self.more.poll()
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        self.button.setEnabled(self._chosen() is not None)
        if outcome.value is not None:
            self._state.setText(tr("Written: {0}", outcome.value))
        else:
            self._state.setText(tr("Not exported."))
            self.failed.emit(outcome.error)

    @property
    def state(self) -> str:
        """What became of the last export."""
        return self._state.text()

    def close_jobs(self) -> None:
        """Wait for an export that runs."""
        self.more.close_jobs()
        if self._job is not None:
            self._job.join()
            self._job = None

    def _chosen(self) -> Exportable | None:
        return self._raw if self.side.current == "raw" else self._made

    def _refresh(self) -> None:
        what = self._chosen()
        self.button.setEnabled(what is not None and self._job is None)
        self.name.setText("" if what is None else file_stem(self._session, what))
        self._note.setText(self._explain())
        there = what is not None and not isinstance(what.interval, str)
        drawn, signed = self.format.current in DRAWN, self.format.current not in NO_BADGE
        self.interval.setVisible(there and not drawn and self.format.current != "hspy")
        self.caption.setVisible(drawn)
        self.credentials.setVisible(signed and credentials_available())

    def _explain(self) -> str:
        png = self.format.current in DRAWN
        if self.side.current == "raw":
            return (
                tr("With the levels in view and a scale bar.")
                if png
                else tr("The feed's own values, unchanged. The scale is in the metadata.")
            )
        if self.format.current in NO_BADGE:
            return tr("Plain values: the title, or the file beside it, says what made them.")
        return tr(
            "The badge is burnt in and cannot be left out; method, hashes and"
            " the IPTC source type are in the metadata."
        )

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Export into"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _pictures() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
