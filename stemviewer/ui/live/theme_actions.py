"""The actions that choose a theme."""

from __future__ import annotations

from stemviewer.ui.language.words import mark
from stemviewer.ui.live.action_spec import ActionSpec, Menu
from stemviewer.ui.skin import Theme

_WORDS = {
    Theme.DARK: (mark("&Dark theme"), mark("Dark panels around the images.")),
    Theme.LIGHT: (
        mark("&Light theme"),
        mark("Light panels, for a bright room; images keep their dark ground."),
    ),
    Theme.LIGHTS_OUT: (
        mark("Lights-&out theme"),
        mark("Dim red panels, for a dark room and dark-adapted eyes."),
    ),
}


def action_of_theme(theme: Theme) -> str:
    """Return the name of the action that chooses a theme."""
    return f"theme_{theme.name.lower()}"


THEME_ACTIONS: tuple[ActionSpec, ...] = tuple(
    ActionSpec(
        action_of_theme(theme),
        text,
        (),
        Menu.WINDOW,
        tip,
        checkable=True,
        separated=theme is Theme.DARK,
    )
    for theme, (text, tip) in _WORDS.items()
)
