"""All feeds by their addresses: which there are, what each needs, and how it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stemviewer.core.errors import SettingsError
from stemviewer.core.plugins import BrokenPlugin
from stemviewer.feeds.address import FeedAddress, parse_feed_address
from stemviewer.feeds.base import Feed
from stemviewer.feeds.folder.feed import FolderFeed, ReadFile
from stemviewer.feeds.kind import FeedKind
from stemviewer.feeds.plugins import broken_feeds, plugin_kinds, plugin_opener

__all__ = ["KINDS", "FeedKind", "broken_kinds", "feed_opener", "kinds", "missing_for"]

Opener = Callable[[], Feed]


KINDS: tuple[FeedKind, ...] = (
    FeedKind(
        "Open feed",
        "ws://",
        "ws://127.0.0.1:8700",
        "whatever its instrument offers",
        "A program that speaks the open feed, such as stemviewer simulate.",
    ),
    FeedKind(
        "Quantum Detectors Merlin",
        "merlin://",
        "merlin://127.0.0.1:6342?scan=256x256&convergence=25",
        "start, stop and shutter time",
        "Merlin's software with its TCP server on; the scan's shape is not on the wire.",
    ),
    FeedKind(
        "DECTRIS (SIMPLON)",
        "dectris://",
        "dectris://192.168.0.10?stream=2&scan=256x256&convergence=25",
        "start, stop and time per pixel",
        "The stream enabled in SIMPLON, version 1 or 2; the scan's shape is not on the wire.",
    ),
    FeedKind(
        "EPICS pvAccess (areaDetector)",
        "pva://",
        "pva://SCAN1:Pva1:Image",
        "what the site file maps",
        "An NTNDArray channel; a site file maps dwell, current, pixel size and controls.",
    ),
    FeedKind(
        "Watched folder",
        "folder:",
        "folder:/data/incoming",
        "nothing",
        "A folder that another program writes TIFF, MRC, NPY, DM3/4, SER, HDF5 or EMD into.",
    ),
    FeedKind(
        "Replay of a session or a stack",
        "replay:",
        "replay:session.nxs?speed=1",
        "start and stop",
        "A recorded session, or an image file; every picture is flagged REPLAYED.",
    ),
)
"""The program's own, in the order they are offered."""

_OWN = (*(kind.scheme for kind in KINDS), "wss://")


def kinds() -> tuple[FeedKind, ...]:
    """Return all kinds of feed: the program's own, then those of other packages."""
    return KINDS + plugin_kinds(_OWN)


def broken_kinds() -> tuple[BrokenPlugin, ...]:
    """Return the feeds of other packages that cannot be used, and why."""
    return broken_feeds(_OWN)


def missing_for(address: str) -> str:
    """Return what this machine lacks for a feed, in words; empty when it has all."""
    from stemviewer.feeds.dectris import address as dectris
    from stemviewer.feeds.epics.link import MISSING, have_p4p

    if address.startswith("dectris://") and not dectris.have_libraries():
        return str(dectris.MISSING)
    return str(MISSING) if address.startswith("pva://") and not have_p4p() else ""


def feed_opener(where: str, read: ReadFile | None = None) -> Opener:
    """Return what opens a feed: ``simulator``, an address, or an image file.

    The token of a feed beyond this machine is taken from the environment, never from the
    command line, which others on the machine can read.

    Parameters
    ----------
    where : str
        As the operator wrote it.
    read : callable, optional
        Reads a file of a watched folder; without it such a feed can only be checked.

    Raises
    ------
    SettingsError
        If ``where`` is none of these, or its address is malformed.
    """
    from stemviewer.feeds.launch import LaunchedFeed

    if where == "simulator":
        return lambda: LaunchedFeed(["simulate"], "simulator")
    if where.startswith("folder:"):
        return _folder(where, read)
    for scheme, opener in _OPENERS.items():
        if where.startswith(scheme):
            return opener(where)
    if Path(where).is_file():
        return lambda: LaunchedFeed(["serve", where], where)
    added = plugin_opener(where, _OWN)
    if added is not None:
        return added
    schemes = ", ".join(kind.scheme for kind in kinds())
    raise SettingsError(
        f"{where!r} is not a feed.",
        "Nothing was connected.",
        f"Give simulator, an address that begins with one of {schemes}, or an image file.",
    )


def _open_feed(where: str) -> Opener:
    from stemviewer.feeds.open_feed.access import token_from_environment
    from stemviewer.feeds.open_feed.client import OpenFeed

    return lambda: OpenFeed(where, token_from_environment())


def _merlin(where: str) -> Opener:
    from stemviewer.feeds.merlin.address import parse_merlin_address
    from stemviewer.feeds.merlin.feed import MerlinFeed

    parse_merlin_address(where)  # wrong addresses are refused before a thread is started
    return lambda: MerlinFeed(where)


def _dectris(where: str) -> Opener:
    from stemviewer.feeds.dectris.address import MISSING, have_libraries, parse_dectris_address
    from stemviewer.feeds.dectris.feed import DectrisFeed

    parse_dectris_address(where)
    if not have_libraries():
        raise MISSING
    return lambda: DectrisFeed(where)


def _epics(where: str) -> Opener:
    from stemviewer.feeds.epics.feed import EpicsFeed
    from stemviewer.feeds.epics.link import MISSING, have_p4p
    from stemviewer.feeds.epics.site import parse_pva_address

    parse_pva_address(where)
    if not have_p4p():
        raise MISSING
    return lambda: EpicsFeed(where)


def _folder(where: str, read: ReadFile | None) -> Opener:
    path, words = _path_and_words(where, "folder:", frozenset(["existing", "settle_s"]))
    settle = words.number("settle_s", 0.1, 600.0)
    if not path.is_dir():
        raise SettingsError(
            f"{str(path)!r} is not a folder.", "Nothing was connected.", "Give folder:PATH."
        )
    existing = bool(words.word("existing"))

    def make() -> Feed:
        if read is None:
            raise SettingsError("This part of the program cannot read image files.")
        return FolderFeed(path, read, existing=existing, settle=settle or 1.0)

    return make


def _path_and_words(where: str, scheme: str, known: frozenset[str]) -> tuple[Path, FeedAddress]:
    """Take ``scheme:PATH?word=value`` apart; a path may hold question marks of its own."""
    name, _, query = where.removeprefix(scheme).rpartition("?")
    if not name or "=" not in query:
        name, query = where.removeprefix(scheme), ""
    address = parse_feed_address(f"{scheme}?{query}", known, f"{scheme}PATH?word=value")
    return Path(name), address


def _replay(where: str) -> Opener:
    from stemviewer.feeds.launch import LaunchedFeed

    path, address = _path_and_words(where, "replay:", frozenset(["speed", "loop"]))
    speed, name = address.number("speed", 0.0, 1000.0), str(path)
    if not path.is_file():
        raise SettingsError(
            f"{name!r} is not a file.", "Nothing was connected.", "Give replay:SESSION.nxs."
        )
    if path.suffix == ".nxs":
        pace = ["--speed", f"{1.0 if speed is None else speed:g}"]
        more = ["--loop"] if address.word("loop") else []
        return lambda: LaunchedFeed(["replay", name, *pace, *more], where)
    once = [] if address.word("loop") else ["--once"]
    return lambda: LaunchedFeed(["serve", name, *once], where)


_OPENERS: dict[str, Callable[[str], Opener]] = {
    "ws://": _open_feed,
    "wss://": _open_feed,
    "merlin://": _merlin,
    "dectris://": _dectris,
    "pva://": _epics,
    "replay:": _replay,
}
