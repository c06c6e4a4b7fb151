"""How much memory the history may take, in the menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from stemviewer.ui.language.words import tr

CHOICES = (128, 256, 512, 1024, 2048, 4096)
"""Budgets to choose from [MiB]; a machine gives a quarter of its memory at most."""


def add_memory_menu(menu: QMenu, present: int, choose: Callable[[int], None]) -> QMenu:
    """Add the choice of the history's memory to a menu; return the menu that holds it.

    Parameters
    ----------
    menu : QMenu
        Of the timeline.
    present : int
        What is chosen now [MiB].
    choose : callable
        Given what the operator chooses [MiB].
    """
    made = menu.addMenu(tr("&Memory of the history"))
    group = QActionGroup(made)
    for size in CHOICES:
        action = made.addAction(f"{size} MiB")
        action.setCheckable(True)
        action.setChecked(size == present)
        action.triggered.connect(lambda _checked=False, size=size: choose(size))
        group.addAction(action)
    return made
