"""The actions that choose a kind of view."""

from __future__ import annotations

from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.language.words import mark
from stemviewer.ui.live.action_spec import ActionSpec, Menu, Scope

_TIPS = {
    ViewKind.SPLIT: mark("Raw at the left, processed at the right."),
    ViewKind.CURTAIN: mark("One image: raw left of an edge that you drag, processed right of it."),
    ViewKind.BLINK: mark("Raw and processed in one place, by turns."),
    ViewKind.SINGLE: mark("One picture with all the room."),
    ViewKind.QUAD: mark("Raw, processed, evidence and FFT."),
}


def action_of(kind: ViewKind) -> str:
    """Return the name of the action that chooses a kind of view."""
    return f"view_{kind.value}"


VIEW_ACTIONS: tuple[ActionSpec, ...] = (
    *(
        ActionSpec(
            action_of(kind),
            "2×&2" if kind is ViewKind.QUAD else kind.label,
            (f"Ctrl+{place}",),
            Menu.VIEW,
            _TIPS[kind],
            checkable=True,
        )
        for place, kind in enumerate(ViewKind, start=1)
    ),
    ActionSpec(
        "next_view",
        "Ne&xt view",
        ("V",),
        Menu.VIEW,
        "Go on to the next kind of view: Split, Curtain, Blink, Single, 2×2.",
        Scope.IMAGE,
    ),
    ActionSpec(
        "other_picture",
        "&Other picture",
        ("X",),
        Menu.VIEW,
        "In Single show the other picture; in Blink stop at the other one, or go on.",
        Scope.IMAGE,
    ),
)
