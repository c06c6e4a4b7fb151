"""The guide's pictures: made by the running program, and whether they still show it as it is.

``python installer/guide_pictures.py check`` names the pictures that were made by another window
than the present one (exit code 1 then); ``take`` makes them anew, on the display there is. What a
picture was made by is the SHA-256 over the window's sources, kept beside the pictures.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[1]
PICTURES = TOP / "resources" / "guide" / "pictures"
KEPT = PICTURES / "made-by.json"

MADE = {
    "live-window.png": ["live", "--feed", "simulator", "--filter", "live", "--seconds", "20"],
}
"""What the program is asked for each picture; ``--screenshot`` is added."""

SECONDS = 300.0


def sources() -> str:
    """Return the SHA-256 over names and contents of all that the window draws with."""
    every = sorted((TOP / "stemviewer" / "ui").rglob("*.py"))
    every += sorted((TOP / "resources" / "icons").rglob("*.svg"))
    digest = hashlib.sha256()
    for path in every:
        if "load" in path.relative_to(TOP).parts:
            continue  # works the window from outside
        digest.update(path.relative_to(TOP).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stale() -> list[str]:
    """Return the pictures that are missing, changed, or made by another window."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    now = sources()
    return [
        name
        for name in MADE
        if kept.get(name) != {"sources": now, "picture": _sha256(PICTURES / name)}
    ]


def take() -> None:
    """Make every picture anew, and note what it was made by."""
    kept = {}
    for name, words in MADE.items():
        command = [sys.executable, "-m", "stemviewer", *words, "--screenshot", str(PICTURES / name)]
        subprocess.run(command, check=True, timeout=SECONDS)
        _small(PICTURES / name)
        kept[name] = {"sources": sources(), "picture": _sha256(PICTURES / name)}
    KEPT.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def _small(path: Path) -> None:
    """Cut a picture to 256 colours: it is in every copy of the program."""
    from PIL import Image

    with Image.open(path) as picture:
        fewer = picture.convert("RGB").quantize(256)
    fewer.save(path, optimize=True)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def main(arguments: list[str]) -> int:
    """Check, or take."""
    if arguments == ["take"]:
        take()
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    found = stale()
    for name in found:
        print(f"{name} does not show the present window: installer/guide_pictures.py take")
    print(f"{len(MADE) - len(found)} of {len(MADE)} pictures are current")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
