"""``python -m stemviewer``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # the interpreter's own helpers, e.g. for shared memory, are this program started again
        import multiprocessing

        multiprocessing.freeze_support()
    if sys.argv[1:2] == ["--recorder-process"]:
        # a frozen bundle is its own interpreter: it starts itself for the recorder
        from stemviewer.session.recording.recorder_process import main as record

        record()
    if sys.argv[1:2] == ["--foreign-child"]:
        # likewise for the process that reads a file made by others
        from stemviewer.foreign.child import main as read_foreign

        sys.exit(read_foreign())
    from stemviewer.cli import main

    sys.exit(main())
