"""Make the virtual environment of denoisers by others, for ``stemviewer bench denoise``.

    python installer/denoise_peers.py [--folder .venv-peers] [--without-bm3d]

They stay out of the program's own environment: tk_r_em is GPL-3 and needs an older numpy,
BM3D is free for non-commercial use only. By installing them you accept their licences.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

TK_R_EM = ("tk-r-em==1.0.4", "tensorflow-cpu==2.15.1", "numpy<2")
BM3D = ("bm3d==4.0.3", "numpy<2")


def main() -> int:
    """Make the environment and install the peers into it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(".venv-peers"))
    parser.add_argument("--without-bm3d", action="store_true", help="for commercial use")
    options = parser.parse_args()
    if sys.version_info[:2] > (3, 11):
        print("tensorflow-cpu 2.15.1 needs Python 3.9 to 3.11.", file=sys.stderr)
        return 1
    venv.create(options.folder, with_pip=True)
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = options.folder / folder / "python"
    for packages in (TK_R_EM, () if options.without_bm3d else BM3D):
        if packages:
            done = subprocess.run([python, "-m", "pip", "install", *packages], check=False)
            if done.returncode:
                return done.returncode
    print(f"Now run: stemviewer bench denoise --peers {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
