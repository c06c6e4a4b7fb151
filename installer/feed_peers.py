"""Make the virtual environment of instrument simulators by others, for tests and benches.

    python installer/feed_peers.py [--folder .venv-feed-peers]

pvapy (EPICS) and LiberTEM-live (Merlin, DECTRIS) bring 1.4 GB of packages that the program does
not need: they stay out of its own environment. Where they cannot be had, what needs them is
skipped and says so.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PEERS = ("pvapy==5.6.0", "libertem-live==0.3.0", "libertem==0.16.0")
PROGRAMS = ("pvapy-ad-sim-server", "libertem-live-mib-sim")
NEEDED_BYTES = 3 * 10**9


def main() -> int:
    """Make the environment and install the simulators into it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(".venv-feed-peers"))
    options = parser.parse_args()
    if shutil.disk_usage(options.folder.resolve().parent).free < NEEDED_BYTES:
        print("Less than 3 GB is free: the simulators are left out.", file=sys.stderr)
        return 1
    venv.create(options.folder, with_pip=True)
    folder = options.folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(folder / "python"), "-m", "pip", "install", "--quiet", "--progress-bar=off"]
    if subprocess.run([*pip, *PEERS], check=False).returncode:
        print("They cannot be had here (pip's message is above).", file=sys.stderr)
        return 1
    missing = [name for name in PROGRAMS if not any(folder.glob(f"{name}*"))]
    if missing:
        print(f"They came without {', '.join(missing)}.", file=sys.stderr)
        return 1
    print("Now run: stemviewer bench feeds, and pytest tests/end_to_end/test_feed_peers.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
