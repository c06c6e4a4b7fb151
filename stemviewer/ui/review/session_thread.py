"""The thread that reads a session: all file access of the review window, never on the Qt thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.core.errors import StemviewerError
from stemviewer.session.format.types import FrameRow
from stemviewer.ui.review.answers import (
    Answer,
    FrameRead,
    ReadFailed,
    RowsRead,
    ThumbnailsRead,
)
from stemviewer.ui.review.reading import Vet, frame_read, open_reader, opened_of, unreadable
from stemviewer.ui.review.small_pictures import RECORDED, small_pictures

if TYPE_CHECKING:
    from stemviewer.ui.review.reading import Reader

_UNREADABLE = (StemviewerError, OSError, IndexError, ValueError)

BATCH = 64
"""Rows read between two looks at what the operator wants; a few ms."""

TOLD = 8
"""Batches told at once, after the first: each costs the window a new layout of the table."""

REFRESH_S = 1.0
"""How often a session that is still being recorded is read on [s]."""


class SessionThread:
    """Reads one session; a wanted frame goes before the rest of the table, newest wish first.

    Constructing starts nothing. ``show``, ``take`` and ``stop`` may be called from any thread.

    Parameters
    ----------
    path : Path
        Of any file of the session.
    vet : callable, optional
        Looks the session over in a limited process before it is opened here; raises
        ``StemviewerError`` where it is not to be opened.
    """

    def __init__(self, path: Path, vet: Vet | None = None) -> None:
        self._path = path
        self._vet = vet
        self._condition = threading.Condition()
        self._answers: list[Answer] = []
        self._wanted: int | None = None
        self._last = -1
        self._closed = False
        self._ahead: int | None = None
        self._ready: FrameRead | None = None
        self._layer: Path | None = None
        self._small: tuple[int, ...] = ()
        self._stopping = False
        self._read = 0
        self._told = 0
        self._pending: list[FrameRow] = []
        self._thread = threading.Thread(target=self._run, name="session reader", daemon=True)

    @property
    def path(self) -> Path:
        """The session's file."""
        return self._path

    def start(self) -> None:
        """Open the session; the answer is an ``Opened`` or a ``ReadFailed``."""
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Close the session and end the thread; idempotent.

        Raises
        ------
        TimeoutError
            If it does not end within ``timeout`` [s].
        """
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        if self._thread.ident is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                raise TimeoutError("the session reader did not end")

    def show(self, index: int) -> None:
        """Ask for the pixels of frame ``index``; an older wish not yet begun is dropped.

        The frame after it, in the direction gone, is read ahead while nothing else is wanted.
        """
        with self._condition:
            self._ahead = 2 * index - self._last if abs(index - self._last) == 1 else None
            self._last, self._wanted = index, index
            ready = self._ready
            if ready is not None and (ready.row.index, ready.layer) == (index, self._layer):
                self._answers.append(ready)
                self._wanted = None
            self._condition.notify_all()

    def show_layer(self, folder: Path | None) -> None:
        """Read the pictures of a layer as well from now on; ``None`` for none."""
        with self._condition:
            self._layer = folder

    def want_thumbnails(self, frames: tuple[int, ...]) -> None:
        """Have small pictures made when nothing more urgent is wanted; of none: those recorded."""
        with self._condition:
            self._small += frames or (RECORDED,)
            self._condition.notify_all()

    def take(self) -> list[Answer]:
        """Return the answers since the last call, oldest first; never blocks."""
        with self._condition:
            answers, self._answers = self._answers, []
            return answers

    def _answer(self, answer: Answer) -> None:
        with self._condition:
            self._answers.append(answer)

    def _run(self) -> None:
        try:
            with open_reader(self._path, self._vet) as reader:
                # what is made of a frame can come later: nothing is kept of one that grows
                self._closed = reader.closed
                self._answer(opened_of(self._path, reader))
                while self._step(reader):
                    pass
        except (StemviewerError, OSError) as error:
            self._answer(ReadFailed(error))
        except Exception as error:  # noqa: BLE001 - told to the operator; the thread ends here
            self._answer(ReadFailed(unreadable(self._path, error)))

    def _step(self, reader: Reader) -> bool:
        """Do the most urgent thing; False when the thread shall end."""
        with self._condition:
            if self._stopping:
                return False
            wanted, self._wanted = self._wanted, None
            small = self._small[:1] if wanted is None else ()
            self._small = self._small[len(small) :]
            ahead, self._ahead = (None, self._ahead) if wanted is not None else (self._ahead, None)
        if wanted is not None:
            self._frame(reader, wanted)
        elif small:
            self._answer(ThumbnailsRead(small_pictures(reader, small[0])))
        elif ahead is not None and self._closed and 0 <= ahead < len(reader):
            self._read_ahead(reader, ahead)
        elif self._read < len(reader):
            self._rows(reader)
        else:
            self._wait(reader)
        return True

    def _wait(self, reader: Reader) -> None:
        closed = reader.closed
        with self._condition:
            self._condition.wait_for(
                lambda: (
                    self._stopping
                    or self._wanted is not None
                    or self._ahead is not None
                    or bool(self._small)
                ),
                None if closed else REFRESH_S,
            )
        if not closed:
            reader.refresh()

    def _rows(self, reader: Reader) -> None:
        total = len(reader)
        last = min(self._read + BATCH, total)
        self._pending.extend(reader.row(index) for index in range(self._read, last))
        self._read = last
        if not self._told or last == total or len(self._pending) >= TOLD * BATCH:
            self._answer(RowsRead(self._told, tuple(self._pending), total))
            self._told, self._pending = last, []

    def _frame(self, reader: Reader, index: int) -> None:
        try:
            self._answer(frame_read(reader, index, self._layer))
        except _UNREADABLE as error:
            self._answer(ReadFailed(error, index))

    def _read_ahead(self, reader: Reader, index: int) -> None:
        try:
            ready = frame_read(reader, index, self._layer)
        except _UNREADABLE:
            return  # it is told when the frame is asked for
        with self._condition:
            self._ready = ready
