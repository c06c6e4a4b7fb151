"""``python installer/told_sentences.py``: sentences of the live path that the guide does not know.

Reads the source, not the running program: every error and notice whose words are in the code.
Exit code 1 when one is not on the guide's page on troubles.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
PAGE = TOP / "resources" / "guide" / "troubleshooting.md"
ROOTS = ("live", "feeds/open_feed", "feeds/launch.py", "session/recording", "session/writing")
CALLS = ("post", "warn", "recording_failed", "unreachable")
OF_PYTHON = frozenset(
    ["ValueError", "TypeError", "OSError", "AssertionError", "RuntimeError", "KeyError"]
)
SERVER = ("hub.py", "ask_account.py", "server.py")
"""What a server tells its clients, not an operator."""

LEAST = 12
"""Shorter fixed parts say too little to be looked for [characters]."""


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and words, with a NUL for what is put in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        error = name.endswith("Error") and name not in OF_PYTHON
        if not error and name not in CALLS:
            continue
        first = node.args[1] if name == "post" and len(node.args) > 1 else node.args[0]
        words = _words(first)
        if words:
            yield node.lineno, words


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "\0" for v in node.values)
    return ""


def _found(words: str, page: str) -> bool:
    """Whether a fixed part of a sentence, or its first words, are on the page."""
    parts = [part.strip(" .:;(\"'").casefold() for part in re.split("\0", words)]
    long = [part for part in parts if len(part) >= LEAST]
    starts = [" ".join(part.split()[:3]) for part in long]
    return not long or any(part in page for part in (*long, *starts))


def main() -> int:
    """Print what is missing."""
    page = " ".join(PAGE.read_text("utf-8").split()).casefold()
    missing = 0
    for root in ROOTS:
        place = TOP / "stemviewer" / root
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if path.name in SERVER:
                continue
            for line, words in sentences(path):
                if not _found(words, page):
                    missing += 1
                    print(f"{path.relative_to(TOP)}:{line}: {words.replace(chr(0), '…')}")
    print(f"{missing} sentences are not on {PAGE.relative_to(TOP)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
