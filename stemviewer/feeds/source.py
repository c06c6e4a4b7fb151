"""What a server of frames serves: a source, and the items it yields as the scan happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from stemviewer.core.frame import RawArray, ScanSettings
from stemviewer.core.place import NOWHERE, Place
from stemviewer.feeds.events import Exposed
from stemviewer.feeds.instrument import Acknowledgement, Command, Instrument, ScanState


@dataclass(frozen=True, slots=True)
class FrameBegin:
    """A frame starts on all channels.

    ``sha256`` holds the digests of channels whose pixels are known before they are sent, as a
    file's are; the others are computed on the way. Who receives them proves both alike.
    """

    number: int
    settings: ScanSettings
    acquired_utc_ns: int
    place: Place = NOWHERE
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """Consecutive rows of one channel of the running frame, C-contiguous, in its dtype."""

    number: int
    channel: str
    first_row: int
    data: RawArray


@dataclass(frozen=True, slots=True)
class FrameChange:
    """From row ``row`` on the running frame is scanned with other settings of one shape."""

    number: int
    row: int
    settings: ScanSettings


@dataclass(frozen=True, slots=True)
class FrameEnd:
    """The running frame ended; not complete when the scan was stopped within it."""

    number: int
    complete: bool


SourceItem = FrameBegin | RowBlock | FrameChange | FrameEnd | Exposed


class FrameSource(Protocol):
    """What a feed server serves: an instrument that yields frames and obeys commands."""

    @property
    def instrument(self) -> Instrument:
        """Description sent in the hello."""

    @property
    def settings(self) -> ScanSettings:
        """Settings in force."""

    @property
    def state(self) -> ScanState:
        """Scan state in force."""

    def apply(self, command: Command) -> Acknowledgement:
        """Carry out a command; thread-safe; never raises on a bad value but refuses it."""

    def items(self) -> Iterator[SourceItem]:
        """Yield the scan as it happens, at the source's own pace, until closed or at its end.

        While stopped it waits without spinning. While blanked it waits as well, or goes on with
        dark frames, whose ``settings.beam_current`` is zero.
        """

    def close(self) -> None:
        """Make ``items`` end soon; thread-safe, idempotent."""
