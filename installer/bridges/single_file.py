"""Make a bridge one file that can be copied to the instrument's computer.

    python installer/bridges/single_file.py nion_swift FOLDER

Writes FOLDER/nion_swift.py: the parts that all bridges share, then the bridge itself, with its
licence beside it. Nothing else is needed there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ("websocket_link", "open_feed_client", "open_feed_server")
BRIDGES = ("nion_swift", "jeol_pyjem", "thermo_autoscript", "gatan_digitalmicrograph")
_OWN_IMPORT = re.compile(
    rf"^from (?:{'|'.join(SHARED)}) import (?:\([^)]*\)|[^\n(]*)\n", re.MULTILINE
)


def single_file(name: str) -> str:
    """Return the text of a bridge with everything it needs."""
    bridge = (HERE / f"{name}.py").read_text(encoding="utf-8")
    end = bridge.index('"""', 3) + 4
    parts = [bridge[:end], "\nfrom __future__ import annotations\n"]
    for shared in SHARED:
        text = (HERE / f"{shared}.py").read_text(encoding="utf-8")
        parts.append(f"\n# --- {shared}: part of stemviewer, BSD-3-Clause\n{_bare(text)}")
    parts.append(f"\n# --- {name}\n{_bare(bridge)}")
    return "".join(parts)


def _bare(text: str) -> str:
    """Return a module without its docstring, imports of the shared parts, and future import."""
    body = text[text.index('"""', 3) + 4 :]
    return _OWN_IMPORT.sub("", body).replace("from __future__ import annotations\n", "").lstrip()


def main(arguments: list[str]) -> int:
    """Write one bridge, or all."""
    if len(arguments) != 2 or arguments[0] not in (*BRIDGES, "all"):
        print(f"Give a bridge ({', '.join(BRIDGES)}, all) and a folder.", file=sys.stderr)
        return 2
    folder = Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in BRIDGES if arguments[0] == "all" else arguments[:1]:
        (folder / f"{name}.py").write_text(single_file(name), encoding="utf-8")
        if name == "nion_swift":
            licence = (HERE / "LICENSE-GPL-3.txt").read_text(encoding="utf-8")
            (folder / "LICENSE-GPL-3.txt").write_text(licence, encoding="utf-8")
        print(folder / f"{name}.py")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
