"""The program for those who write Python: a feed, a chain and a session, without a window.

``import stemviewer`` offers what is here; nothing heavy is loaded before it is used.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from stemviewer.core.errors import FeedError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.chain import Chain
from stemviewer.feeds.base import (
    Command,
    Connected,
    Control,
    Disconnected,
    Feed,
    FeedEvent,
    FrameEnded,
    Instrument,
)

if TYPE_CHECKING:
    from stemviewer.session.reading.reader import SessionReader
    from stemviewer.session.recording.recorder import Recorder

FRAME_S = 120.0
"""Longest wait for a frame [s]."""

_TURN_S = 0.2


class OpenedFeed:
    """A feed whose frames are taken one after the other; a context manager.

    Parameters
    ----------
    feed : Feed
        Not yet used.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._instrument: Instrument | None = None
        self._commands = 0

    def __enter__(self) -> OpenedFeed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def address(self) -> str:
        """Where it comes from."""
        return self._feed.address

    @property
    def instrument(self) -> Instrument:
        """What stands at the other end; waits for the link.

        Raises
        ------
        FeedError
            If there is no link within ``FRAME_S``.
        """
        while self._instrument is None:
            self._next(FRAME_S)
        return self._instrument

    def frames(self, count: int | None = None, *, timeout: float = FRAME_S) -> Iterator[Frame]:
        """Yield frames as they end, of every channel, complete or not.

        Parameters
        ----------
        count : int, optional
            How many; without it until the feed ends.
        timeout : float
            Longest wait for each [s].

        Raises
        ------
        FeedError
            If the feed breaks, ends before ``count``, or keeps silent for too long.
        """
        given = 0
        while count is None or given < count:
            event = self._next(timeout)
            if isinstance(event, FrameEnded):
                given += 1
                yield event.frame
            elif isinstance(event, Disconnected) and event.ended:
                if count is not None:
                    raise FeedError(f"The feed ended after {given} of {count} frames.")
                return

    def send(self, control: Control, value: float = 0.0) -> None:
        """Ask the instrument for something; see ``Control`` for the units."""
        self._commands += 1
        self._feed.send(Command(self._commands, control, value))

    def close(self) -> None:
        """End the link. Idempotent."""
        self._feed.close()

    def _next(self, timeout: float) -> FeedEvent:
        """Return the next event that tells of the link or of a whole frame."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            event = self._feed.receive(_TURN_S)
            if isinstance(event, Connected):
                self._instrument = event.instrument
            if isinstance(event, Connected | FrameEnded | Disconnected):
                return event
        raise FeedError(f"Nothing came from {self.address} for {timeout:g} s.")


class Recording:
    """A session log that is being written; a context manager.

    Parameters
    ----------
    recorder : Recorder
        Started.
    instrument : Instrument
        What the frames come from.
    """

    def __init__(self, recorder: Recorder, instrument: Instrument) -> None:
        self._recorder = recorder
        self._origin = instrument.origin.flag
        self._path: Path | None = None

    def __enter__(self) -> Recording:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Of the session's first file."""
        return self._path or self._recorder.path

    def add(self, frame: Frame, chain: Chain) -> Processed:
        """Record a frame, process it, record the picture, and return it: disk before eyes.

        Raises
        ------
        RecordingError
            If it cannot be recorded.
        ValueError
            If the frame cannot be processed (see ``Chain.process``); it is recorded then.
        """
        self._recorder.put_frame(frame)
        processed = chain.process(frame, self._origin).processed
        self._recorder.put_processed(processed)
        return processed

    def add_raw(self, frame: Frame) -> None:
        """Record a frame of which no picture is made.

        Raises
        ------
        RecordingError
            If it cannot be recorded.
        """
        self._recorder.put_frame(frame)

    def close(self) -> None:
        """Close the session. Idempotent.

        Raises
        ------
        RecordingError
            If it could not be closed in good order.
        """
        if self._path is None:
            self._path = self._recorder.stop()


def open_feed(where: str = "simulator") -> OpenedFeed:
    """Open a feed.

    Parameters
    ----------
    where : str
        ``"simulator"``, an address such as ``"ws://127.0.0.1:8700"``, or an image file.

    Raises
    ------
    SettingsError
        If it is none of these.
    """
    from stemviewer.feeds.catalogue import feed_opener
    from stemviewer.foreign.stacks import open_stack

    return OpenedFeed(feed_opener(where, open_stack)())


def open_chain(method: str, *, average: int = 0, **parameters: Parameter) -> Chain:
    """Make what turns raw frames into pictures with a provenance.

    Parameters
    ----------
    method : str
        Name of a filter or network (:func:`filters` lists them); ``"none"`` to average only.
    average : int
        Frames summed, drift-aligned, before it; below 2 none are.
    parameters : number
        Of the method, by name.

    Raises
    ------
    SettingsError
        On a method or parameter that is not known, or a value out of its bounds.
    """
    from stemviewer.denoise.registry import method as registered

    found = None if method == "none" else registered(method)
    return Chain(found.make(parameters) if found else None, average=average)


def record(folder: str | Path, feed: OpenedFeed, name: str = "session") -> Recording:
    """Start a session log; waits for the feed's link, since the log names its instrument.

    Raises
    ------
    RecordingError
        If the folder cannot take it.
    FeedError
        If the feed cannot be reached.
    """
    from stemviewer.session.format.options import InstrumentInfo, SessionInfo
    from stemviewer.session.recording.recorder import Recorder

    made = feed.instrument
    channels = tuple(channel.name for channel in made.channels)
    info = InstrumentInfo(made.name, made.origin.value, channels)
    return Recording(Recorder.start(Path(folder), SessionInfo(name, instrument=info)), made)


def open_session(path: str | Path) -> SessionReader:
    """Open a recorded session, after it was looked over in a process of its own.

    Raises
    ------
    SessionFileError
        If it is no session, or cannot be read.
    """
    from stemviewer.foreign.sessions import vet_session
    from stemviewer.session.reading.reader import SessionReader

    vet_session(Path(path))
    return SessionReader(Path(path))


def filters() -> tuple[str, ...]:
    """Return the names of all filters and networks, those of other packages included."""
    from stemviewer.denoise.registry import methods

    return tuple(method.name for method in methods())
