"""Make the virtual environment of instrument simulators by others, for tests and benches.

    python installer/feed_peers.py [--folder .venv-feed-peers] [--test]

pvapy (EPICS) and LiberTEM-live (Merlin, DECTRIS) bring 1.4 GB of packages that the program does
not need: they stay out of its own environment. Where they cannot be had, what needs them is
skipped and says so: with --test, which a CI job of its own runs, that is no failure.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PEERS = (
    "pvapy==5.6.0",
    "libertem-live==0.3.0",
    "libertem==0.16.0",
    "flask==3.1.3",  # the DECTRIS simulator needs it without saying so
    "dectris-compression==0.4.0",  # DECTRIS' own decoder, to compare with
)
PROGRAMS = ("pvapy-ad-sim-server", "libertem-live-mib-sim", "libertem-live-dectris-sim")
NEEDED_BYTES = 3 * 10**9


def main() -> int:
    """Make the environment and install the simulators into it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(".venv-feed-peers"))
    parser.add_argument("--test", action="store_true", help="then run the tests against them")
    options = parser.parse_args()
    if shutil.disk_usage(options.folder.resolve().parent).free < NEEDED_BYTES:
        print("Less than 3 GB is free: the simulators are left out.", file=sys.stderr)
        return 1
    venv.create(options.folder, with_pip=True)
    folder = options.folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(folder / "python"), "-m", "pip", "install", "--quiet", "--progress-bar=off"]
    if subprocess.run([*pip, *PEERS], check=False).returncode:
        print("Skipped: they cannot be had here (pip's message is above).", file=sys.stderr)
        return 0 if options.test else 1
    missing = [name for name in PROGRAMS if not any(folder.glob(f"{name}*"))]
    if missing:
        print(f"They came without {', '.join(missing)}.", file=sys.stderr)
        return 1
    if not options.test:
        print("Now run: stemviewer bench feeds, and pytest tests/end_to_end/test_feed_peers.py")
        return 0
    root = Path(__file__).resolve().parents[1]
    python = root / ".venv" / folder.name / "python"
    tests = [str(python), "-m", "pytest", "tests/end_to_end/test_feed_peers.py", "-rs"]
    return subprocess.run(tests, check=False, cwd=root).returncode


if __name__ == "__main__":
    sys.exit(main())
