"""Sentences of the layers below the windows: what errors and notices say to the operator.

Those layers know no language: logs, sessions and exports keep English. Where such a sentence
reaches the operator it is put into the language of the program by the pattern it was made from,
``"{0} cannot be read: {1}."``, which ``templates`` finds in the source.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LAYERS = ("core", "live", "feeds", "session", "denoise", "trust", "inspection", "app.py")
"""Whose errors and notices reach a window."""

KEYWORDS = frozenset(["what", "meaning", "action"])
TELLING = frozenset(["Notice", "warn", "info", "error", "tell"])
"""Beside errors: what makes or posts a notice."""


def templates(package: Path, layers: tuple[str, ...] = LAYERS) -> frozenset[str]:
    """Return the sentences of errors and notices; ``{0}`` and on stand for values."""
    found: set[str] = set()
    for layer in layers:
        place = package / layer
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(_sentences_of(ast.parse(path.read_text("utf-8"))))
    return frozenset(found)


def _sentences_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            named = [word.value for word in node.keywords if word.arg in KEYWORDS]
            if name.endswith("Error") or name in TELLING:
                for value in (*node.args, *named):
                    yield from _sentence(value)


def _sentence(value: ast.expr) -> Iterator[str]:
    """Yield what reads as a sentence: it has a blank and ends with a stop."""
    text = ""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = value.value
    elif isinstance(value, ast.JoinedStr):
        parts, count = [], 0
        for part in value.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            else:
                parts.append(f"{{{count}}}")
                count += 1
        text = "".join(parts)
    if " " in text and text.rstrip().endswith((".", "?", "!")):
        yield text
