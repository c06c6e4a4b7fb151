"""``python -m stemviewer``."""

from __future__ import annotations

import sys

from stemviewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
