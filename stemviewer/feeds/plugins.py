"""Feeds that other packages add; every session says whose they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from stemviewer.core.errors import FeedError, SettingsError, StemviewerError
from stemviewer.core.plugins import FEEDS, BrokenPlugin, Origin, find_plugins
from stemviewer.feeds.base import Command, Connected, Feed, FeedEvent
from stemviewer.feeds.kind import FeedKind


@dataclass(frozen=True, slots=True)
class FeedPlugin:
    """What the entry point of a feed leads to.

    Parameters
    ----------
    kind : FeedKind
        What the connect page shows; its scheme ends in ``":"`` or ``"://"``.
    open : callable
        Makes the feed from an address that begins with the scheme. Runs in a thread; raises
        ``StemviewerError`` on an address it does not understand.
    """

    kind: FeedKind
    open: Callable[[str], Feed]


class ForeignFeed:
    """A feed of another package: its instrument is told with the package's name and version.

    Parameters
    ----------
    feed : Feed
        Of the package.
    origin : Origin
        Package and version.
    """

    def __init__(self, feed: Feed, origin: Origin) -> None:
        self._feed, self._origin = feed, origin

    @property
    def address(self) -> str:
        """Where it comes from."""
        return self._feed.address

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s].

        Raises
        ------
        FeedError
            If the feed cannot go on, or the package's own code failed.
        """
        try:
            event = self._feed.receive(timeout)
        except StemviewerError:
            raise
        except Exception as error:  # another package's code may raise anything
            raise FeedError(
                f"The feed of {self._origin} failed: {type(error).__name__}: {error}.",
                "No more frames come from it; what was recorded is safe.",
                "Connect again, and tell those who made the feed.",
            ) from error
        if isinstance(event, Connected):
            named = f"{event.instrument.name} [{self._origin}]"
            return replace(event, instrument=replace(event.instrument, name=named))
        return event

    def send(self, command: Command) -> None:
        """Queue a command."""
        self._feed.send(command)

    def close(self) -> None:
        """End the link."""
        self._feed.close()


@dataclass(frozen=True, slots=True)
class _Offered:
    plugin: FeedPlugin
    origin: Origin

    def opener(self, where: str) -> Callable[[], Feed]:
        def make() -> Feed:
            try:
                return ForeignFeed(self.plugin.open(where), self.origin)
            except StemviewerError:
                raise
            except Exception as error:  # another package's code may raise anything
                raise SettingsError(
                    f"The feed of {self.origin} did not open: {type(error).__name__}: {error}.",
                    "Nothing was connected.",
                ) from error

        return make


@cache
def _sorted_out(own: tuple[str, ...]) -> tuple[tuple[_Offered, ...], tuple[BrokenPlugin, ...]]:
    found = find_plugins(FEEDS)
    offered: list[_Offered] = []
    broken = list(found.broken)
    taken = list(own)
    for plugin in found.plugins:
        reason = _fault(plugin.content, taken)
        if reason:
            broken.append(BrokenPlugin(plugin.name, plugin.origin, reason))
            continue
        assert isinstance(plugin.content, FeedPlugin)
        offered.append(_Offered(plugin.content, plugin.origin))
        taken.append(plugin.content.kind.scheme)
    return tuple(offered), tuple(broken)


def _fault(content: object, taken: list[str]) -> str:
    if not isinstance(content, FeedPlugin):
        return f"a feed is a stemviewer FeedPlugin, not a {type(content).__name__}"
    scheme = content.kind.scheme
    if not scheme.endswith((":", "://")):
        return f"the scheme {scheme!r} does not end in ':' or '://'"
    if any(scheme.startswith(one) or one.startswith(scheme) for one in taken):
        return f"addresses that begin with {scheme!r} are taken"
    return ""


def plugin_kinds(own: tuple[str, ...]) -> tuple[FeedKind, ...]:
    """Return the kinds of feed of other packages.

    Parameters
    ----------
    own : tuple of str
        Schemes of the program's own feeds, which nothing else may take.
    """
    return tuple(one.plugin.kind for one in _sorted_out(own)[0])


def plugin_opener(where: str, own: tuple[str, ...]) -> Callable[[], Feed] | None:
    """Return what opens an address of a plugin; ``None`` if no plugin knows it."""
    for one in _sorted_out(own)[0]:
        if where.startswith(one.plugin.kind.scheme):
            return one.opener(where)
    return None


def broken_feeds(own: tuple[str, ...]) -> tuple[BrokenPlugin, ...]:
    """Return what could not be used, and why."""
    return _sorted_out(own)[1]
