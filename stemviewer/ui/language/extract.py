"""Finds every text that is shown to the operator, in the source, and compares translations.

Run it after texts were added or changed::

    python -m stemviewer.ui.language.extract

It says what is missing in each language; with ``--update`` it takes new texts into the ``.ts``,
drops old ones, and compiles the ``.qm``.

``tr``, ``mark`` and ``plural`` hold literals; so do the tables whose entries the windows translate
when they show them (``TABLES``).
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from stemviewer.ui.language.lower import templates
from stemviewer.ui.language.sheet import Sheet, read_sheet, write_sheet

PACKAGE = Path(__file__).resolve().parents[2]
LANGUAGES = PACKAGE.parent / "resources" / "languages"

TABLES = {
    "ActionSpec": (1, 4),
    "FeedKind": (0, 3, 4),
    "Method": (1, 2),
    "_method": (1, 2),
    "ParameterSpec": (1,),
}
"""Constructors of tables, and the places of the arguments that are shown."""

_WORDS = {"tr": (0,), "mark": (0,), "plural": (1, 2)}
_KEYWORDS = frozenset(["tip", "text", "title", "hint", "controls", "label", "summary"])


def texts(package: Path = PACKAGE) -> frozenset[str]:
    """Return every English text of the package that is shown in a window."""
    found: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        found.update(_texts_of(ast.parse(path.read_text("utf-8"))))
    return frozenset(text for text in found if any(sign.isalpha() for sign in text))


def _texts_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        places = _WORDS.get(name) or TABLES.get(name)
        if places is None:
            continue
        asked = [node.args[place] for place in places if place < len(node.args)]
        asked += [word.value for word in node.keywords if word.arg in _KEYWORDS]
        for value in asked:
            yield from _literals(value)


def _literals(value: ast.expr) -> Iterator[str]:
    """Yield the literal, or both of a choice between two."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _literals(value.body)
        yield from _literals(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _literals(part)


def missing(sheet: Sheet, wanted: frozenset[str]) -> list[str]:
    """Return the texts that a translation lacks, in order."""
    return sorted(text for text in wanted if not sheet.texts.get(text))


def sheets(folder: Path = LANGUAGES) -> dict[str, Path]:
    """Return the translations there are, by language."""
    return {
        path.stem.removeprefix("stemviewer_"): path
        for path in sorted(folder.glob("stemviewer_*.ts"))
    }


def compile_sheet(path: Path) -> None:
    """Make the ``.qm`` that Qt reads of a ``.ts``.

    Raises
    ------
    FileNotFoundError
        If PySide6's ``lrelease`` is not on this machine.
    """
    tool = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    if tool is None:
        raise FileNotFoundError("pyside6-lrelease")
    command = [tool, "-silent", str(path), "-qm", str(path.with_suffix(".qm"))]
    subprocess.run(command, check=True, capture_output=True)


def _update(path: Path, wanted: frozenset[str]) -> None:
    sheet = read_sheet(path)
    kept = {text: sheet.texts.get(text, "") for text in sorted(wanted)}
    write_sheet(path, Sheet(sheet.language, kept))
    compile_sheet(path)


def _tell_lower(path: Path, *, update: bool) -> None:
    """Say how many sentences of the lower layers are translated; those left stay English."""
    wanted, sheet = templates(PACKAGE), read_sheet(path)
    kept = {text: sheet.texts.get(text, "") for text in sorted(wanted)}
    if update:
        write_sheet(path, Sheet(sheet.language, kept))
    done = sum(bool(said) for said in kept.values())
    print(f"{path.stem}: {done} of {len(kept)} sentences of errors and notices; others in English")


def main() -> int:
    """Tell what is missing; with ``--update`` bring the files up to date."""
    parser = argparse.ArgumentParser(description="texts and translations of the windows")
    parser.add_argument("--update", action="store_true", help="rewrite .ts and .qm")
    update = parser.parse_args().update
    wanted, lacking = texts(), 0
    for path in sorted(LANGUAGES.glob("sentences_*.ts")):
        _tell_lower(path, update=update)
    for language, path in sheets().items():
        if update:
            _update(path, wanted)
        absent = missing(read_sheet(path), wanted)
        lacking += len(absent)
        print(f"{language}: {len(wanted) - len(absent)} of {len(wanted)} texts")
        for text in absent:
            print(f"  missing: {text!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
