"""The recorder: a process of its own, sole owner of the session's file.

Started by :class:`stemviewer.session.recording.recorder.Recorder`. Its standard input is the link
to the program that records: one line of settings, then a byte to wake it; when it ends, that
program is gone, and the recorder writes what is in the ring and closes the session.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from stemviewer.core.errors import StemviewerError
from stemviewer.session.recording.ring import Slot, Text
from stemviewer.session.recording.ring_memory import attach
from stemviewer.session.recording.settings import (
    CLOSED,
    FAILED,
    RUNNING,
    Settings,
    settings_from_json,
)

if TYPE_CHECKING:
    from stemviewer.session.recording.recorder_loop import RecorderLoop


def run(settings: Settings) -> NoReturn:
    """Record until the end, then leave the process."""
    # attach before the slow imports: from here on the ring outlives the program that made it
    ring = attach(settings.ring)
    from stemviewer.session.recording.doorbell import Doorbell
    from stemviewer.session.recording.recorder_loop import RecorderLoop
    from stemviewer.session.writing.disk import reason_of
    from stemviewer.session.writing.segment import WRITE_ERRORS

    doorbell = Doorbell(sys.stdin.fileno())
    doorbell.start()
    ring.set(Slot.STATE, RUNNING)
    loop = RecorderLoop(ring, settings, doorbell)
    try:
        _record(loop)
    except (*WRITE_ERRORS, StemviewerError) as error:
        ring.set_text(Text.ERROR, f"Writing the session failed: {reason_of(error)}")
        ring.set(Slot.STATE, FAILED)
    # HDF5 must not touch the file again: closing it after a failed write can crash, and what
    # was acknowledged is in the file already; a session that ended well is closed by now
    sys.stderr.flush()
    os._exit(0 if ring.get(Slot.STATE) == CLOSED else 1)


def _record(loop: RecorderLoop) -> None:
    """Record, and if no folder takes it any more, say so in the log if that can be written."""
    from stemviewer.session.writing.segments import NoPlaceError

    try:
        loop.run()
    except NoPlaceError as error:
        loop.stop_after(error)


def main() -> NoReturn:
    """Entry of ``python -m stemviewer.session.recording.recorder_process``."""
    # Ctrl+C in the terminal reaches every process; the recorder ends when it is told to
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run(settings_from_json(_first_line(sys.stdin.fileno())))


def _first_line(handle: int) -> str:
    """Read up to the first line's end, byte by byte: what follows is the doorbell's."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(handle, 1)
        if not byte:
            break
        line += byte
    return line.decode("utf-8")


if __name__ == "__main__":
    main()
