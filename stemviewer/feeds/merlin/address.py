"""The address of a Merlin and what may be stated in it."""

from __future__ import annotations

from stemviewer.feeds.address import FeedAddress, parse_feed_address
from stemviewer.feeds.fourd.options import ADDRESS_WORDS

EXAMPLE = "merlin://192.168.0.10?scan=256x256&convergence=25"
"""An address, for the operator."""

_WORDS = ADDRESS_WORDS | {"control", "trigger"}


def parse_merlin_address(text: str) -> FeedAddress:
    """Take ``merlin://HOST[:PORT]?...`` apart.

    Raises
    ------
    SettingsError
        If it is malformed.
    """
    return parse_feed_address(text, _WORDS, EXAMPLE)
