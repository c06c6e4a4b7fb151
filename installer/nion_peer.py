"""Make the virtual environment of Nion's simulated microscope, for the test of the Nion bridge.

    python installer/nion_peer.py [--folder .venv-nion]

Nion Swift is licensed under GPL-3: it stays out of the program's own environment, and talks to it
over a socket only. Where it cannot be had, what needs it is skipped and says so.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

PEERS = ("nionswift==16.16.2", "nionswift-instrumentation==23.6.2", "nionswift-usim==5.4.2")


def main() -> int:
    """Make the environment and install the simulator into it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(".venv-nion"))
    options = parser.parse_args()
    venv.create(options.folder, with_pip=True)
    python = options.folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--progress-bar=off"]
    if subprocess.run([*pip, *PEERS], check=False).returncode:
        print("It cannot be had here (pip's message is above).", file=sys.stderr)
        return 1
    print("Now run: pytest tests/end_to_end/test_feed_peers.py -k nion")
    return 0


if __name__ == "__main__":
    sys.exit(main())
