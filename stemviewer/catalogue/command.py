"""``stemviewer find``: its arguments, and what runs it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from stemviewer.catalogue.entries import Condition, SessionEntry
from stemviewer.catalogue.words import HELP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("folder", type=Path, help="looked through with all folders in it")
    add("words", nargs="*", metavar="WORD", help=HELP.replace("%", "%%"))
    add("--index", type=Path, metavar="FILE", help="index to use; the user's own if not given")
    add("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring the index up to date, and print what is found; 1 when that is nothing."""
    from stemviewer.catalogue.database import Database, default_path
    from stemviewer.catalogue.search import parse, search
    from stemviewer.catalogue.update import update

    text = " ".join(f'"{word}"' if " " in word else word for word in options.words)
    parse(text)
    with Database(options.index or default_path()) as database:
        update(database, options.folder)
        found = search(database, options.folder.resolve(), text)
    if options.json:
        print(json.dumps([asdict(entry) for entry in found], indent=1, default=str))
    else:
        print("\n".join(line(entry) for entry in found) or "Nothing was found.")
    return 0 if found else 1


def line(entry: SessionEntry) -> str:
    """Return a session in one line."""
    if entry.condition is Condition.UNREADABLE:
        return f"{entry.path}: {entry.problem}"
    dose = "dose unknown" if entry.dose is None else f"{entry.dose:.4g} e/Å^2"
    parts = [
        f"{entry.frames} frames, {entry.processed} processed",
        dose,
        entry.sample,
        entry.operator,
        ", ".join(entry.models),
        "" if entry.condition is Condition.GOOD else entry.condition.value,
        "starred" if entry.starred else "",
        entry.problem,
    ]
    return f"{entry.path}: {'; '.join(part for part in parts if part)}"
