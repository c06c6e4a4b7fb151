"""Keep from here to here: writes a span of the history into a session log, after the fact."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from stemviewer.core.errors import RecordingError, SettingsError, StemviewerError
from stemviewer.core.worker import Worker
from stemviewer.live.history.packing import PackedPicture
from stemviewer.live.history.shelf import Entry, Shelf
from stemviewer.live.history.view import Gap, Mark
from stemviewer.live.notices import NoticeBoard
from stemviewer.session.format.options import MIB, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder

RING_BYTES = 64 * MIB
"""Of the recorder that writes a span; a live recording has a larger one of its own."""

STOP_TIMEOUT_S = 120.0

EVENT = "history"
"""Kind of the lines that say that a session was kept after the fact."""

Taken = tuple[Entry, PackedPicture | None]


@dataclass(frozen=True, slots=True)
class KeepState:
    """How far it is: frames written of all, and whether it is under way or being closed."""

    busy: bool = False
    done: int = 0
    total: int = 0


class Keeper:
    """Writes spans with a recorder of their own, one at a time, beside any live recording.

    Frames keep their numbers, times, dose and place; pictures their provenance and evidence;
    what was lost or not kept becomes a gap. The session says in its notes and its event log that
    it was kept after the fact.

    Parameters
    ----------
    shelf : Shelf
        Holds the frames.
    notices : NoticeBoard
        Told how it ended.
    """

    def __init__(self, shelf: Shelf, notices: NoticeBoard) -> None:
        self._shelf = shelf
        self._notices = notices
        self._worker: Worker | None = None
        self._cancelled = threading.Event()
        self._done = self._total = 0

    @property
    def state(self) -> KeepState:
        """How far it is."""
        busy = self._worker is not None and self._worker.alive
        return KeepState(busy, self._done, self._total)

    def start(
        self, first: int, last: int, folder: Path, info: SessionInfo, options: RecordOptions
    ) -> None:
        """Begin to write the frames between two keys into a session of their own.

        Raises
        ------
        SettingsError
            If another span is being written, or nothing is left of this one.
        """
        if self.state.busy:
            raise SettingsError(
                "Another span is still being written.",
                "Nothing of this one was kept yet; the history still holds it.",
                "Wait until it is done, or cancel it.",
            )
        taken, marks, gaps = self._shelf.span(first, last)
        if not taken:
            raise SettingsError(
                "The history no longer holds these frames.",
                "They had to make room for newer ones.",
                "Choose a later span; a larger memory budget reaches back further.",
            )
        self._cancelled.clear()
        self._done, self._total = 0, len(taken)
        told = _told(taken)
        info = replace(info, notes=" ".join(part for part in (info.notes, told) if part))
        options = replace(options, ring_bytes=RING_BYTES)

        def body() -> None:
            self._write(Recorder.start(folder, info, options), told, taken, (marks, gaps))

        self._worker = Worker("history-keep", body, self._notices.error)
        self._worker.start()

    def cancel(self) -> None:
        """Write no further frame; those already written stay, in a session closed in order."""
        self._cancelled.set()

    def join(self, timeout: float) -> bool:
        """Wait for the end [s]; return whether it has ended."""
        return self._worker is None or self._worker.join(timeout)

    # -- in the thread ------------------------------------------------------------------

    def _write(
        self,
        recorder: Recorder,
        told: str,
        taken: list[Taken],
        happened: tuple[list[Mark], list[Gap]],
    ) -> None:
        failure: StemviewerError | None = None
        try:
            recorder.put_event(EVENT, told, {"frames": len(taken), "budget": self._shelf.budget})
            self._put_all(recorder, taken, happened)
        except RecordingError as error:
            failure = error
        path = recorder.stop(STOP_TIMEOUT_S)
        if failure is not None:
            raise failure
        words = "Cancelled: the part written before is" if self._cancelled.is_set() else "Kept"
        self._notices.info(f"{words} {self._done} frames of the history in {path}.")

    def _put_all(
        self, recorder: Recorder, taken: list[Taken], happened: tuple[list[Mark], list[Gap]]
    ) -> None:
        waiting: list[Mark | Gap] = [*happened[0], *happened[1]]
        waiting.sort(key=lambda item: item.at)
        for entry, picture in taken:
            if self._cancelled.is_set():
                text = f"Cancelled by the operator after {self._done} of {self._total} frames"
                recorder.put_event(EVENT, text)
                return
            while waiting and waiting[0].at <= entry.at:
                _put_happened(recorder, waiting.pop(0))
            arrival = entry.packed.unpack()
            recorder.put_frame(arrival.frame, arrival.cumulative, place=arrival.place)
            if picture is not None:
                made = picture.unpack()
                recorder.put_processed(made.processed, evidence=made.evidence)
            self._done += 1
        for item in waiting:
            _put_happened(recorder, item)


def _put_happened(recorder: Recorder, item: Mark | Gap) -> None:
    if isinstance(item, Gap):
        recorder.put_lost(item.first, item.last, item.reason)
    else:
        # the row has the time of writing: this is when it happened
        recorder.put_event(item.kind, item.text, {"happened_utc_ns": item.utc_ns})


def _told(taken: list[Taken]) -> str:
    first, last = taken[0][0], taken[-1][0]
    times = (_utc(entry) for entry in (first, last))
    return (
        f"Kept after the fact, from the history in memory: frames {first.number} to {last.number},"
        f" which arrived from {' to '.join(times)} UTC."
    )


def _utc(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.utc_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M:%S")
