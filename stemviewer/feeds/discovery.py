"""Looking around for feeds: on this computer, and by questions to its network segment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import Connected, Disconnected, Feed
from stemviewer.feeds.epics.search import search_servers
from stemviewer.feeds.open_feed.beacon import ask_around

LIKELY_PORTS = (8700, 8765, 8766, 8767, 8768)
"""Of the example in the help, and of the bridges: Nion, JEOL, Thermo Fisher, Gatan."""

ANSWER_S = 1.5
"""How long each may take to answer [s]."""

LIKELY = tuple(f"ws://127.0.0.1:{port}" for port in LIKELY_PORTS)


LOCKED = ", asks for a token"
EPICS_WORDS = "EPICS server, write the channel's name"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answered: its address, and what it said it is."""

    address: str
    name: str

    @property
    def text(self) -> str:
        """For a list of them."""
        return f"{self.name} · {self.address}" if self.name else self.address


def look_around(
    open_feed: Callable[[str], Feed],
    addresses: Iterable[str] = LIKELY,
    stop: threading.Event | None = None,
) -> list[FoundFeed]:
    """Return those of the addresses where a feed answers; nothing is commanded or recorded.

    Parameters
    ----------
    open_feed : callable
        Makes the feed of an address.
    addresses : iterable of str
        Of open feeds; each is tried once.
    stop : threading.Event, optional
        Ends the search early.
    """
    found = []
    for address in dict.fromkeys(addresses):
        if stop is not None and stop.is_set():
            break
        feed = open_feed(address)
        try:
            name = _name_of(feed)
        finally:
            feed.close()
        if name is not None:
            found.append(FoundFeed(address, name))
    return found


def look_everywhere(
    open_feed: Callable[[str], Feed],
    addresses: Iterable[str] = LIKELY,
    stop: threading.Event | None = None,
) -> list[FoundFeed]:
    """Return what :func:`look_around` finds, then what :func:`look_beyond` does."""
    near = look_around(open_feed, addresses, stop)
    known = {feed.address for feed in near}
    return near + [feed for feed in look_beyond(stop) if feed.address not in known]


def look_beyond(stop: threading.Event | None = None) -> list[FoundFeed]:
    """Ask the network segment who serves an open feed or EPICS channels; nothing is opened.

    One datagram of each kind is sent to everybody; nothing listens before or after.
    """

    def stopped() -> bool:
        return stop is not None and stop.is_set()

    feeds = [
        FoundFeed(server.address, f"{server.name}{LOCKED if server.token else ''}")
        for server in ask_around(stopped=stopped)
    ]
    # which channels it has a server does not tell: the operator knows
    servers = search_servers(stopped=stopped)
    return feeds + [FoundFeed(f"pva://CHANNEL?addr={at}", EPICS_WORDS) for at in servers]


def _name_of(feed: Feed) -> str | None:
    """Return what is there; ``None`` if nothing is, or nothing that speaks the protocol."""
    try:
        event = feed.receive(ANSWER_S)
        while event is not None:
            if isinstance(event, Connected):
                return event.instrument.name
            if isinstance(event, Disconnected):
                return None
            event = feed.receive(ANSWER_S)
    except FeedError as error:
        # it is there, but wants a token or another version: the operator should know
        return error.what
    return None
