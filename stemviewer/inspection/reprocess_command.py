"""``stemviewer reprocess``: its arguments, and the run over many sessions."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from stemviewer.core.errors import SettingsError, StemviewerError

Find = Callable[[Path], Iterable[Path]]


def add_arguments(parser: argparse.ArgumentParser, find: Find) -> None:
    """Add the arguments; ``find`` returns the sessions in a folder."""
    add = parser.add_argument
    add("sessions", nargs="+", type=Path, metavar="SESSION", help="session files, or folders")
    add("--method", default="gaussian", metavar="NAME", help="filter or network")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of it")
    add("--frames", default="all", metavar="N[-M]|all|last", help="row numbers, from 0")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes to work with")
    where = "Dask scheduler whose workers do it, such as tcp://host:8786 (extra cluster)"
    add("--scheduler", default="", metavar="ADDRESS", help=where)
    parser.set_defaults(run=run, find=find)


def run(options: argparse.Namespace) -> int:
    """Process every session; 1 when a session or a frame could not be."""
    from stemviewer.inspection.layer import Recipe
    from stemviewer.inspection.reprocess import reprocess
    from stemviewer.session.exporting.batch import parse_rows
    from stemviewer.session.reading.reader import SessionReader

    recipe = Recipe(options.method, dict(_setting(text) for text in options.set))
    good = True
    for session in _sessions(options):
        try:
            with SessionReader(session) as reader:
                rows = parse_rows(options.frames, len(reader))
            made = reprocess(session, recipe, rows, jobs=options.jobs, scheduler=options.scheduler)
        except StemviewerError as error:
            print(f"{session}: {error}")
            good = False
            continue
        print(f"{made.folder}: {made.done} of {made.asked} frames, {made.before} from before")
        for failure in made.failed:
            print(f"  {failure}")
        good = good and not made.failed
    return 0 if good else 1


def _sessions(options: argparse.Namespace) -> Iterable[Path]:
    for path in options.sessions:
        if path.is_dir():
            yield from options.find(path)
        else:
            yield path


def _setting(text: str) -> tuple[str, float | int]:
    name, equals, value = text.partition("=")
    try:
        if not equals:
            raise ValueError
        number = float(value)
    except ValueError as error:
        raise SettingsError(f"{text!r} is no setting.", "", "Give NAME=VALUE.") from error
    return name, int(number) if number.is_integer() and "." not in value else number
