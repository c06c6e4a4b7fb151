"""The recorder: a process of its own, sole owner of the session's file.

Started by :class:`stemviewer.session.recorder.Recorder`. Its standard input is the link to the
program that records: one line of settings, then a byte to wake it; when it ends, that program is
gone, and the recorder writes what is in the ring and closes the session.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from stemviewer.session.ring import Slot, attach
from stemviewer.session.settings import CLOSED, FAILED, RUNNING, Settings, settings_from_json


def run(settings: Settings) -> NoReturn:
    """Record until the end, then leave the process."""
    # attach before the slow imports: from here on the ring outlives the program that made it
    ring = attach(settings.ring)
    from stemviewer.session.recorder_loop import Doorbell, RecorderLoop

    doorbell = Doorbell(sys.stdin.fileno())
    doorbell.start()
    ring.set(Slot.STATE, RUNNING)
    try:
        RecorderLoop(ring, settings, doorbell).run()
    except (OSError, RuntimeError, ValueError) as error:
        ring.set_text(f"Writing the session failed: {error}")
        ring.set(Slot.STATE, FAILED)
    # HDF5 must not touch the file again: closing it after a failed write can crash, and what
    # was acknowledged is in the file already; a session that ended well is closed by now
    sys.stderr.flush()
    os._exit(0 if ring.get(Slot.STATE) == CLOSED else 1)


def main() -> NoReturn:
    """Entry of ``python -m stemviewer.session.recorder_process``."""
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
