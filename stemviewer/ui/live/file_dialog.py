"""Choosing a file beside the work that goes on: no box of the live window holds up the scan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_open(
    parent: QWidget, title: str, start: Path, filters: Sequence[str], act: Callable[[str], object]
) -> QFileDialog:
    """Ask for a file that exists; the dialog goes by itself.

    Parameters
    ----------
    parent : QWidget
        Above which it is shown; it stays usable.
    title : str
        Of the dialog.
    start : Path
        Where the choice begins.
    filters : sequence of str
        Kinds of file, as Qt writes them.
    act : callable
        Given the path that was chosen.
    """
    made = QFileDialog(parent, title, str(start))
    made.setNameFilters(list(filters))
    return shown(made, act)


def ask_save(
    parent: QWidget, title: str, start: Path, filters: Sequence[str], act: Callable[[str], object]
) -> QFileDialog:
    """Ask where a file goes; the first kind of file gives the ending where none is typed."""
    made = QFileDialog(parent, title, str(start))
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setNameFilters(list(filters))
    made.setDefaultSuffix(start.suffix.removeprefix("."))
    made.selectFile(start.name)
    return shown(made, act)


def shown(dialog: QFileDialog, act: Callable[[str], object]) -> QFileDialog:
    """Show a dialog that is not modal."""
    dialog.setModal(False)
    dialog.fileSelected.connect(act)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()
    return dialog
