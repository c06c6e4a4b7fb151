"""A watched folder as a feed: each image of each finished file is a frame."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from stemviewer.core.errors import FeedError, ImageFileError, SessionFileError, StemviewerError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import (
    Channel,
    Command,
    Connected,
    Disconnected,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    Instrument,
    Origin,
    ScanState,
    Told,
)
from stemviewer.feeds.folder.watch import FolderWatch, Stamp
from stemviewer.feeds.growing import whole_frame
from stemviewer.feeds.loop import FeedLoop
from stemviewer.feeds.open_feed.outbox import Outbox

_IMAGES = (".tif", ".tiff", ".mrc", ".mrcs", ".npy", ".png", ".bmp", ".pgm")
_VENDORS = (".dm3", ".dm4", ".ser", ".h5", ".hdf5", ".nxs", ".emd")

ENDINGS = frozenset((*_IMAGES, *_VENDORS))
"""Files that are taken; others in the folder are left alone."""

LOOK_S = 0.5
"""Time between two looks at the folder [s]."""

RETRY_S = 5.0
"""Time after which a folder that could not be read is looked at again [s]."""

CHANNEL = "Image"

ReadFile = Callable[[Path], ImageStack]


class FolderFeed(FeedLoop):
    """Images that another program writes; see :class:`stemviewer.feeds.base.Feed`.

    Parameters
    ----------
    folder : Path
        Watched without its sub-folders; it may be a network share.
    read : callable
        Reads a file; raises ``StemviewerError`` if it cannot.
    existing : bool
        Whether files that are there already are taken too.
    settle : float
        How long a file must not have changed [s].
    """

    def __init__(
        self, folder: Path, read: ReadFile, *, existing: bool = False, settle: float = 1.0
    ) -> None:
        super().__init__(f"folder:{folder}")
        self._folder, self._read = folder, read
        self._watch = FolderWatch(folder, ENDINGS, settle, existing=existing)
        self._outbox = Outbox()
        self._files: deque[tuple[Path, Stamp]] = deque()
        self._open: tuple[ImageStack, Stamp, int] | None = None
        self._number = 0
        self._up = False
        self._dtype = ""
        self._settings = ScanSettings(1, 1)
        self._next_look = 0.0

    def send(self, command: Command) -> None:
        """Refuse a command: files cannot be controlled. Thread-safe."""
        self._outbox.put(command)

    def _refusals(self) -> list[FeedEvent]:
        return self._outbox.refusals(False)

    def _wake(self) -> None:
        """Do nothing: closing ends the wait by itself."""

    def _free(self) -> None:
        self._open = None

    def _step(self, left: float) -> None:
        self._turn()
        if not self._events:
            self._closing.wait(min(left, max(0.01, self._next_look - time.monotonic())))

    def _turn(self) -> None:
        """Give one frame, else read one file, else look at the folder."""
        if self._open is not None:
            self._frame()
        elif self._files:
            self._read_next()
        elif time.monotonic() >= self._next_look:
            self._look()

    def _look(self) -> None:
        self._next_look = time.monotonic() + LOOK_S
        try:
            self._files.extend(self._watch.look(time.monotonic()))
        except FeedError as error:
            self._next_look = time.monotonic() + RETRY_S
            if self._up or not self._dtype:
                self._events.append(Disconnected(error, RETRY_S))
            self._up, self._dtype = False, self._dtype or "uint16"
            return
        if not self._up:
            self._announce(self._dtype or "uint16")

    def _announce(self, dtype: str) -> None:
        self._up, self._dtype = True, dtype
        name = f"Folder {self._folder.name or self._folder}"
        instrument = Instrument(name, Origin.FOLDER, (Channel(CHANNEL, dtype),))
        self._outbox.in_force(self._settings, ScanState())
        self._events.append(Connected(instrument, self._settings, ScanState()))

    def _read_next(self) -> None:
        path, stamp = self._files.popleft()
        try:
            stack = self._read(path)
        except (ImageFileError, SessionFileError) as error:
            self._events.append(FeedFault(_not_taken(path, error)))
            self._events.append(FramesLost(self._number, self._number, error.what[:200]))
            self._number += 1
            return
        self._open = (stack, stamp, 0)
        about = f" ({stack.description})" if stack.description else ""
        self._events.append(Told(f"Frame {self._number} on: {path.name}{about}."))

    def _frame(self) -> None:
        assert self._open is not None
        stack, stamp, plane = self._open
        data = stack.data[plane]
        self._open = (stack, stamp, plane + 1) if plane + 1 < len(stack) else None
        self._settings = ScanSettings(*stack.shape, dwell=stack.dwell, pixel_size=stack.pixel_size)
        if data.dtype.name != self._dtype:
            self._announce(data.dtype.name)
        # the file's time is when it was written: the nearest to when it was scanned
        frame = whole_frame(
            self._number, CHANNEL, data, self._settings, acquired_utc_ns=stamp.changed_ns
        )
        self._number += 1
        self._events.append(FrameEnded(frame))


def _not_taken(path: Path, error: StemviewerError) -> FeedError:
    return FeedError(f"{path.name} was not taken: {error.what}", error.meaning, error.action)
