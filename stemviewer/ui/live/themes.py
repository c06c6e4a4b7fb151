"""Choosing a theme, which comes back at the next start."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QApplication

from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.theme_actions import action_of_theme
from stemviewer.ui.skin import Theme, present
from stemviewer.ui.theme import apply_theme

KEPT = "theme"
"""Under which the theme is kept."""


def kept_theme(store: Store) -> Theme:
    """Return the theme chosen last; dark where none was, or one that is not known."""
    name = store.text(KEPT)
    return Theme(name) if name in list(Theme) else Theme.DARK


class ThemeCommands(WindowPart):
    """Puts the chosen theme in force.

    Parameters
    ----------
    store : Store
        Keeps it.
    actions : Actions
        Choose it, and show which one is on.
    """

    def __init__(self, store: Store, actions: Actions) -> None:
        self._store, self._actions = store, actions
        self._mark()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            action_of_theme(theme): lambda theme=theme: self.choose(theme)  # type: ignore[misc]
            for theme in Theme
        }

    def choose(self, theme: Theme) -> None:
        """Put a theme in force and keep it."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if theme is not present():
            apply_theme(application, theme)
        self._store.set_text(KEPT, theme.value)
        self._mark()

    def _mark(self) -> None:
        for theme in Theme:
            self._actions[action_of_theme(theme)].setChecked(theme is present())
