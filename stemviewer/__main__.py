"""``python -m stemviewer``."""

from __future__ import annotations

import sys

from stemviewer.cli import main

if __name__ == "__main__":
    if sys.argv[1:2] == ["--recorder-process"]:
        # a frozen bundle is its own interpreter: it starts itself for the recorder
        from stemviewer.session.recorder_process import main as record

        record()
    sys.exit(main())
