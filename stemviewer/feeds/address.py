"""Addresses of feeds: scheme, place and what the operator states, in one line that can be kept."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import UNKNOWN, Quantity, set_to


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """``scheme://host:port/path?word=value&...`` taken apart.

    Parameters
    ----------
    text : str
        As the operator wrote it.
    host : str
        Empty where the address names none.
    port : int or None
        ``None`` for the usual one.
    path : str
        Without the leading slash.
    words : mapping of str to str
        What follows the question mark.
    """

    text: str
    host: str
    port: int | None
    path: str
    words: dict[str, str]

    def word(self, name: str) -> str:
        """Return what is stated under ``name``; empty if nothing is."""
        return self.words.get(name, "")

    def number(self, name: str, low: float, high: float) -> float | None:
        """Return a stated number from ``low`` to ``high``; ``None`` if there is none.

        Raises
        ------
        SettingsError
            If it is no such number.
        """
        text = self.word(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise SettingsError(
                f"{name}={text!r} is not a number from {low:g} to {high:g}.",
                "Nothing was connected.",
                "Correct the address.",
            )
        return value

    def quantity(self, name: str, unit: float) -> Quantity:
        """Return a stated positive value in SI units, as set; unknown if there is none."""
        value = self.number(name, 1e-9, 1e12)
        return UNKNOWN if value is None else set_to(value * unit)


def parse_feed_address(text: str, known: AbstractSet[str], example: str) -> FeedAddress:
    """Take an address apart.

    Parameters
    ----------
    text : str
        As the operator wrote it.
    known : set of str
        Words that may follow the question mark.
    example : str
        A good address, for the operator.

    Raises
    ------
    SettingsError
        If it is malformed or states something unknown: a misspelt word must not be ignored.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise SettingsError(
            f"{text!r} is not the address of a feed ({error}).",
            "Nothing was connected.",
            f"It looks like {example}.",
        ) from error
    words = dict(pairs)
    strange = sorted(set(words) - known)
    if strange or len(words) < len(pairs):
        what = f"{strange[0]!r} is not known" if strange else "something is stated twice"
        raise SettingsError(
            f"In the address {text!r} {what}.",
            "Nothing was connected.",
            f"Known are: {', '.join(sorted(known))}. It looks like {example}.",
        )
    return FeedAddress(text, host, port, parts.path.lstrip("/"), words)
