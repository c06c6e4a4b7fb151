"""What other packages add: found by their entry points, loaded with care, told when broken."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

FEEDS = "stemviewer.feeds"
"""Entry-point group of feeds."""

FILTERS = "stemviewer.filters"
"""Entry-point group of filters."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """The package that adds something: its name and version as installed."""

    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class Plugin:
    """What an entry point named ``name`` led to."""

    name: str
    origin: Origin
    content: object


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """An entry point that could not be used, and why."""

    name: str
    origin: Origin
    reason: str

    def __str__(self) -> str:
        return f"{self.name} of {self.origin}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Found:
    """All of a group: what can be used, and what is broken."""

    plugins: tuple[Plugin, ...] = ()
    broken: tuple[BrokenPlugin, ...] = ()


@cache
def find_plugins(group: str) -> Found:
    """Load every entry point of a group, once.

    Parameters
    ----------
    group : str
        ``FEEDS`` or ``FILTERS``.

    Returns
    -------
    Found
        In the order of package and name. What raises while it is imported is in ``broken``:
        somebody else's mistake never stops the program.
    """
    plugins: list[Plugin] = []
    broken: list[BrokenPlugin] = []
    for entry in sorted(entry_points(group=group), key=_order):
        origin = _origin(entry)
        try:
            plugins.append(Plugin(entry.name, origin, entry.load()))
        except Exception as error:  # noqa: BLE001 - another package's code may raise anything
            fault = BrokenPlugin(entry.name, origin, f"{type(error).__name__}: {error}")
            _log.warning("plugin left out: %s", fault)
            broken.append(fault)
    return Found(tuple(plugins), tuple(broken))


def _origin(entry: EntryPoint) -> Origin:
    made = entry.dist
    return Origin(made.name, made.version) if made is not None else Origin("unknown package", "")


def _order(entry: EntryPoint) -> tuple[str, str]:
    return (_origin(entry).package.lower(), entry.name)
