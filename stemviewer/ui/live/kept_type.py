"""The size of type that was chosen last; light, since every window reads it at its start."""

from __future__ import annotations

from stemviewer.ui.fonts import TypeSize
from stemviewer.ui.live.store import Store

TYPE = "type"
"""Under which the size of type is kept."""


def kept_type(store: Store) -> TypeSize:
    """Return the size chosen last; normal where none was, or one that is not known."""
    name = store.text(TYPE)
    return TypeSize(name) if name in list(TypeSize) else TypeSize.NORMAL
