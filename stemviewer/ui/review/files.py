"""How a session gets into the review window: by the dialog, or dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from stemviewer.ui.language.words import mark, tr

FILTERS = [
    mark("Sessions (*.nxs *.nxs.part)"),
    mark("Pictures by others (*.dm3 *.dm4 *.emd *.ser *.mrc *.tif *.tiff *.hspy *.h5)"),
    mark("All files (*)"),
]


def ask_for_session(parent: QWidget, folder: str, chosen: Callable[[Path], None]) -> QFileDialog:
    """Show the dialog; ``chosen`` is called with the file, if one is chosen."""
    dialog = QFileDialog(parent, tr("Open a session"), folder)
    dialog.setNameFilters([tr(words) for words in FILTERS])
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def dropped_file(data: QMimeData) -> Path | None:
    """Return the first local file of what was dropped."""
    urls = [url for url in data.urls() if url.isLocalFile()]
    return Path(urls[0].toLocalFile()) if urls else None
