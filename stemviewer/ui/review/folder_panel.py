"""Folders and the sessions in them: search, conditions as buttons, the list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from stemviewer.catalogue.database import default_path
from stemviewer.catalogue.update import Progress
from stemviewer.catalogue.watch import Catalogue, Listing
from stemviewer.catalogue.words import HELP
from stemviewer.ui import colours as c
from stemviewer.ui.language.told import told
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.review.folder_lines import total_words
from stemviewer.ui.review.folder_list import FolderList, FolderModel
from stemviewer.ui.skin import dress
from stemviewer.ui.text import thousands
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import Panel, label

CHIPS = (
    (mark("has denoised"), "has:denoised"),
    ("contradicted", "evidence:contradicted"),
    ("starred", "is:starred"),
)
"""Conditions that are asked for most."""

_TYPING_MS = 120
"""A search begins when the typing has paused for so long [ms]."""


class FolderPanel(Panel):
    """Shows one folder's sessions and finds them.

    Signals
    -------
    session_chosen(object)
        Path of the session that the operator wants to see.
    failed(object)
        Why the folder cannot be listed.

    Parameters
    ----------
    index : Path, optional
        File of the index; this user's own by default.
    """

    session_chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, index: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sessions"), parent=parent)
        self._index = index
        self._catalogue: Catalogue | None = None
        self._left: list[Catalogue] = []
        self._opened: Path | None = None
        self._generation = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search: sample, date:, dose:, model:, …"))
        self.field.setToolTip(HELP.replace("  ", "\n"))
        self.field.setAccessibleName(tr("Search sessions"))
        self.field.setClearButtonEnabled(True)
        self.choose = QPushButton(tr("Folder …"))
        self.choose.setToolTip(tr("Choose the folder whose sessions are listed"))
        self.chips = {condition: _chip(tr(words)) for words, condition in CHIPS}
        self.model = FolderModel(self)
        self.list = FolderList(self.model)
        self._state = label("", c.SECONDARY)
        self._state.setWordWrap(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._typing.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        for chip in self.chips.values():
            chip.toggled.connect(lambda _on: self._ask())
        self.choose.clicked.connect(self.ask_for_folder)
        self.list.session_chosen.connect(self.session_chosen)
        self._say_nothing_open()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.choose)
        chips = QHBoxLayout()
        chips.setSpacing(4)
        for chip in self.chips.values():
            chips.addWidget(chip)
        chips.addStretch(1)
        self.body.setSpacing(GRID)
        self.body.addLayout(top)
        self.body.addLayout(chips)
        self.body.addWidget(self._state)
        self.body.addWidget(self.list, 1)

    @property
    def folder(self) -> Path | None:
        """The folder shown."""
        return None if self._catalogue is None else self._catalogue.folder

    @property
    def state(self) -> str:
        """What is said instead of, or above, the list."""
        return self._state.text()

    def ask_for_folder(self) -> None:
        """Ask which folder to show."""
        dialog = QFileDialog(self, tr("Sessions in"), str(self.folder or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.show_folder(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_folder(self, folder: Path) -> None:
        """List the sessions of another folder."""
        if self._catalogue is not None:
            self._catalogue.leave()
            self._left.append(self._catalogue)
        self._catalogue = Catalogue(folder, self._index or default_path())
        self.model.show_entries(self._catalogue.folder, ())
        self._catalogue.start()
        self._ask()
        self._say(tr("Looking …"))

    def mark(self, path: Path | None) -> None:
        """Mark the session that is open."""
        self._opened = None if path is None else path.resolve()
        self.list.mark(self._opened)

    def poll(self) -> None:
        """Take what the catalogue has found; called from the window's timer."""
        catalogue = self._catalogue
        if catalogue is None:
            return
        listing = catalogue.take()
        if listing is not None and listing.generation == self._generation:
            self._show(listing)
        self._say_progress(catalogue.progress)
        failure = catalogue.failure()
        if failure is not None:
            self.failed.emit(failure)

    def close_jobs(self) -> None:
        """End the catalogue's threads."""
        for catalogue in (*self._left, self._catalogue):
            if catalogue is not None:
                catalogue.stop()
        self._left, self._catalogue = [], None

    def _ask(self) -> None:
        if self._catalogue is None:
            return
        asked = [condition for condition, chip in self.chips.items() if chip.isChecked()]
        self._generation = self._catalogue.ask(" ".join([self.field.text().strip(), *asked]))

    def _show(self, listing: Listing) -> None:
        assert self._catalogue is not None
        if listing.error is not None:
            self._say(told(str(listing.error.what)))
            self._state.setToolTip(str(listing.error))
            return
        self.model.show_entries(self._catalogue.folder, listing.entries)
        self.list.mark(self._opened)
        self.set_note(total_words(listing.entries))
        asked = bool(self.field.text().strip()) or any(c.isChecked() for c in self.chips.values())
        empty = (
            tr("Nothing here is what was searched for.")
            if asked
            else tr("No session in this folder.")
        )
        self._say("" if listing.entries else empty)

    def _say_progress(self, progress: Progress) -> None:
        if progress.changed and not progress.finished:
            done, all_of_them = thousands(progress.done), thousands(progress.changed)
            self._say(tr("Reading {0} of {1} …", done, all_of_them))
        elif self.state.startswith("Reading"):
            self._say("")

    def _say_nothing_open(self) -> None:
        self._say(tr("Choose a folder to list and search its sessions."))

    def _say(self, words: str) -> None:
        if words != self._state.text():
            self._state.setText(words)
            self._state.setToolTip("")
            self._state.setVisible(bool(words))


def _chip(words: str) -> QPushButton:
    chip = QPushButton(words)
    chip.setCheckable(True)
    dress(
        chip,
        "QPushButton { border-radius: 11px; padding: 1px 8px; }"
        f"QPushButton:checked {{ background: {c.SELECTION}; border-color: {c.AVERAGED}; }}",
    )
    return chip
