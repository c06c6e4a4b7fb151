"""What can be sent to another screen, and how a sent view is put together."""

from __future__ import annotations

from enum import StrEnum

from stemviewer.ui.image.arrangement import WHOLE, Slot, ViewKind
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import mark


class Sent(StrEnum):
    """A view that can be shown in a window of its own."""

    RAW = "raw"
    PROCESSED = "processed"
    EVIDENCE = "evidence"
    SPLIT = "split"
    CURTAIN = "curtain"

    @property
    def label(self) -> str:
        """As listed, in English."""
        return _LABELS[self]

    @property
    def follows(self) -> bool:
        """Whether it gives all its room to raw while nothing is processed."""
        return self in (Sent.SPLIT, Sent.CURTAIN)


_LABELS = {
    Sent.RAW: mark("Raw picture"),
    Sent.PROCESSED: mark("Processed picture"),
    Sent.EVIDENCE: mark("Evidence"),
    Sent.SPLIT: mark("Split view"),
    Sent.CURTAIN: mark("Curtain view"),
}

_SLOTS = {
    Slot.RAW: Sent.RAW,
    Slot.RAW_AGAIN: Sent.RAW,
    Slot.PROCESSED: Sent.PROCESSED,
    Slot.EVIDENCE: Sent.EVIDENCE,
    Slot.CURTAIN: Sent.CURTAIN,
}


def arrange(views: Views, what: Sent) -> None:
    """Put the panes of a view that was sent together.

    Parameters
    ----------
    views : Views
        New ones, of the window of its own.
    what : Sent
        What they show.
    """
    views.set_processing(True)
    match what:
        case Sent.RAW:
            views.set_kind(ViewKind.SINGLE)
            views.other()
        case Sent.PROCESSED:
            views.set_kind(ViewKind.SINGLE)
        case Sent.EVIDENCE:
            views.arrange({Slot.EVIDENCE: WHOLE})
        case Sent.SPLIT:
            views.set_kind(ViewKind.SPLIT)
        case Sent.CURTAIN:
            views.set_kind(ViewKind.CURTAIN)


def sent_of(views: Views) -> Sent:
    """Return what is meant by *this view*: the pane with the focus, else the processed picture."""
    for slot, what in _SLOTS.items():
        if views.widget_of(slot).hasFocus():
            return what
    return Sent.PROCESSED if views.state.processing else Sent.RAW
