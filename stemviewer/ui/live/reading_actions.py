"""The actions that choose language and size of type."""

from __future__ import annotations

from stemviewer.ui.fonts import TypeSize
from stemviewer.ui.language.load import Language
from stemviewer.ui.live.action_spec import ActionSpec, Menu


def action_of_language(language: Language) -> str:
    """Return the name of the action that chooses a language."""
    return f"language_{language.value}"


def action_of_type(size: TypeSize) -> str:
    """Return the name of the action that chooses a size of type."""
    return f"type_{size.value}"


READING_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        action_of_type(TypeSize.NORMAL),
        "&Normal type",
        (),
        Menu.WINDOW,
        "Letters of 13 pixels, from the next start on.",
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        action_of_type(TypeSize.LARGE),
        "Lar&ge type",
        (),
        Menu.WINDOW,
        "Letters a quarter larger, from the next start on.",
        checkable=True,
    ),
    ActionSpec(
        action_of_language(Language.ENGLISH),
        "English",
        (),
        Menu.WINDOW,
        "English from the next start on.",
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        action_of_language(Language.GERMAN),
        "Deutsch",
        (),
        Menu.WINDOW,
        "Deutsch ab dem nächsten Start.",
        checkable=True,
    ),
)
