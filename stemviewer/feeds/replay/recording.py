"""What can be replayed: scans in their order, each loaded when its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.place import Place
from stemviewer.feeds.base import Channel


@dataclass(frozen=True, slots=True)
class ScanTime:
    """When a scan began, by the clock of then [ns]."""

    acquired_utc_ns: int
    received_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """The frames of one scan, as they were recorded.

    Parameters
    ----------
    settings : ScanSettings
        Of the first channel.
    acquired_utc_ns : int
        As recorded [ns].
    place : Place
        As recorded.
    frames : mapping of str to Frame
        By channel; whole or with the rows that were recorded.
    """

    settings: ScanSettings
    acquired_utc_ns: int
    place: Place
    frames: Mapping[str, Frame]


class Recording(Protocol):
    """A session, or anything like it. Used by one thread at a time."""

    @property
    def name(self) -> str:
        """For the operator."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """At least one."""

    def __len__(self) -> int:
        """Return the number of scans."""

    def time(self, position: int) -> ScanTime:
        """Return when a scan came; cheap."""

    def scan(self, position: int) -> Scan:
        """Load a scan."""

    def close(self) -> None:
        """Release the file."""
