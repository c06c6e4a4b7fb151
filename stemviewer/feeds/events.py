"""What a feed reports to the live path, in order, and what every feed is to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.place import NOWHERE, Place
from stemviewer.core.quantity import Quantity
from stemviewer.feeds.instrument import Acknowledgement, Command, Instrument, ScanState


@dataclass(frozen=True, slots=True)
class Connected:
    """The link is up; frames follow.

    ``run`` is the same as long as the feed's program runs, empty when it cannot tell;
    ``tells_exposures`` says that every parking of the probe will be told as ``Exposed``.
    """

    instrument: Instrument
    settings: ScanSettings
    state: ScanState
    run: str = ""
    tells_exposures: bool = False


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The link is down; the feed tries again by itself unless it was closed or ended.

    ``ended`` is True when the source said that nothing more will come.
    """

    reason: StemviewerError | None
    retry_in: float = 0.0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RowsArrived:
    """New rows of a frame that is still being scanned (``frame.complete`` is False)."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class FrameEnded:
    """A frame ended; ``frame.complete`` says whether it is whole."""

    frame: Frame
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FramesLost:
    """Frames ``first`` to ``last`` of the sequence will never come."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Exposed:
    """The beam was on the specimen without a frame: the probe was parked.

    Parameters
    ----------
    beam_current : Quantity
        [A].
    seconds : Quantity
        How long [s].
    place : Place
        Where the probe itself stood; its purpose is ignored.
    """

    beam_current: Quantity
    seconds: Quantity
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The instrument answered a command."""

    acknowledgement: Acknowledgement


@dataclass(frozen=True, slots=True)
class FeedFault:
    """Bad input was met and survived; for the operator and the log."""

    error: StemviewerError


@dataclass(frozen=True, slots=True)
class Told:
    """The feed says how it made or found something; for the operator and the log."""

    text: str


FeedEvent = (
    Connected
    | Disconnected
    | RowsArrived
    | FrameEnded
    | FramesLost
    | Exposed
    | Acknowledged
    | FeedFault
    | Told
)


class Feed(Protocol):
    """A source of raw frames. Used by one thread, except ``send`` and ``close``."""

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s]; reconnects by itself.

        Raises
        ------
        FeedError
            If the feed cannot go on and will not try again.
        """

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""

    def close(self) -> None:
        """End the link and release everything; ``receive`` returns at once. Idempotent."""
