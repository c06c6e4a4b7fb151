"""What an action of the live window is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stemviewer.ui.language.words import mark


class Scope(StrEnum):
    """Where a key acts."""

    WINDOW = mark("anywhere in the window")
    IMAGE = mark("while an image has the focus")


class Menu(StrEnum):
    """The menus, in order."""

    SESSION = mark("&Session")
    SCAN = mark("S&can")
    VIEW = mark("&View")
    MEASURE = mark("&Measure")
    TIMELINE = mark("&Timeline")
    WINDOW = mark("&Window")
    HELP = mark("&Help")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing the operator can do.

    Parameters
    ----------
    name : str
        Stable name, used by settings and tests.
    text : str
        As shown in the menu.
    keys : tuple of str
        Default shortcuts in Qt's portable notation; may be empty.
    menu : Menu
        Where it is listed.
    tip : str
        One sentence on what it does.
    scope : Scope
        Where its keys act. Single letters act only on images, so typing is never a command.
    checkable : bool
        Whether it is on or off.
    held : bool
        Whether it acts while the key is held down.
    separated : bool
        Whether a line precedes it in the menu.
    """

    name: str
    text: str
    keys: tuple[str, ...]
    menu: Menu
    tip: str
    scope: Scope = Scope.WINDOW
    checkable: bool = False
    held: bool = False
    separated: bool = False
