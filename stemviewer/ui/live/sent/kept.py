"""Which views are in windows of their own, and where: as it is kept in a layout."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect

from stemviewer.ui.live.sent.what import Sent

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptView:
    """One view that was sent.

    Parameters
    ----------
    what : Sent
        What it shows.
    screen : str
        Name of the screen, as the system gives it.
    place : QRect
        Of the window's content [logical px].
    filled : bool
        Whether it filled the screen.
    """

    what: Sent
    screen: str
    place: QRect
    filled: bool


def to_text(views: Iterable[KeptView]) -> str:
    """Return them as JSON."""
    return json.dumps(
        [
            {
                "what": one.what.value,
                "screen": one.screen,
                "place": list(one.place.getRect()),  # type: ignore[call-overload]
                "filled": one.filled,
            }
            for one in views
        ]
    )


def from_text(text: str) -> list[KeptView]:
    """Read them back; what cannot be read is dropped and logged."""
    if not text:
        return []
    try:
        return [
            KeptView(
                Sent(one["what"]),
                str(one["screen"]),
                QRect(*(int(number) for number in one["place"])),
                bool(one["filled"]),
            )
            for one in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError) as error:
        _log.warning("views in windows of their own were dropped from the layout: %s", error)
        return []
