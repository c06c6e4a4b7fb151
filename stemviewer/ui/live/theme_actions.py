"""The actions that choose a theme."""

from __future__ import annotations

from stemviewer.ui.live.action_spec import ActionSpec, Menu
from stemviewer.ui.skin import Theme

_WORDS = {
    Theme.DARK: ("&Dark", "Dark panels around the images."),
    Theme.LIGHT: ("&Light", "Light panels, for a bright room; images keep their dark ground."),
    Theme.LIGHTS_OUT: ("Lights-&out", "Dim red panels, for a dark room and dark-adapted eyes."),
}


def action_of_theme(theme: Theme) -> str:
    """Return the name of the action that chooses a theme."""
    return f"theme_{theme.name.lower()}"


THEME_ACTIONS: tuple[ActionSpec, ...] = tuple(
    ActionSpec(
        action_of_theme(theme),
        f"{text} theme",
        (),
        Menu.WINDOW,
        tip,
        checkable=True,
        separated=theme is Theme.DARK,
    )
    for theme, (text, tip) in _WORDS.items()
)
