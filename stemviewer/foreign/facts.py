"""What a catalogue keeps of sessions, read by limited processes, many sessions by each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from stemviewer.core.errors import SessionFileError, StemviewerError
from stemviewer.foreign.limits import MIB, Limits
from stemviewer.foreign.parent import run_job
from stemviewer.foreign.precheck import check_file
from stemviewer.foreign.sessions import check_place
from stemviewer.foreign.wire import WireError, plain_text, read_line
from stemviewer.session.format.columns import FRAME_COLUMNS, MOST_AT_ONCE
from stemviewer.session.format.files import first_segment_name, part_path, segment_path

MOST_FILES = 64
"""Sessions one process reads: its start costs half a second, a session some milliseconds."""

_SECONDS = 60.0
_BYTES_PER_SECOND = 2e6


@dataclass(slots=True)
class SessionFacts:
    """What was told of one file.

    Parameters
    ----------
    path : Path
        As it was asked for.
    session : dict
        As ``session.reading.facts`` tells of the session; empty where it could not be read.
    blocks : list of dict
        Columns of its frames.
    error : StemviewerError or None
        Why it could not be read.
    """

    path: Path
    session: dict[str, Any] = field(default_factory=dict)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    error: StemviewerError | None = None


def read_facts(
    folder: Path,
    files: Sequence[Path],
    *,
    stop: Callable[[], bool] = lambda: False,
    limits: Limits | None = None,
) -> Iterator[SessionFacts]:
    """Yield what is told of each session, in order; a file that harms its reader costs only itself.

    Parameters
    ----------
    folder : Path
        All files lie in it or below; nothing else can be read by the processes.
    files : sequence of Path
        One file of each session.
    stop : callable, optional
        Asked between processes; True ends it.
    limits : Limits, optional
        Of one process; by default by the sizes of its files.
    """
    rest = list(files)
    alone = False
    while rest and not stop():
        good = _first_good(rest)
        if isinstance(good, SessionFacts):
            yield good
            rest = rest[1:]
            continue
        batch = rest[:1] if alone else rest[:good]
        told, ended = _read_batch(folder, batch, limits or _limits(batch), stop)
        if stop():
            # what was being told of last is perhaps not whole
            yield from told[:-1]
            return
        whole = told if ended is None else told[:-1]
        yield from whole
        rest, alone = rest[len(whole) :], ended is not None
        if ended is not None and len(batch) == 1:
            # it had a process to itself, and that one did not answer: the reason is its own
            yield SessionFacts(batch[0], error=ended)
            rest, alone = rest[1:], False


def _first_good(files: list[Path]) -> SessionFacts | int:
    """Return how many files from the first on are such as may be read; or why the first is not."""
    for count, path in enumerate(files[:MOST_FILES]):
        try:
            _check(path)
        except StemviewerError as error:
            return count or SessionFacts(path, error=error)
    return min(len(files), MOST_FILES)


def _check(path: Path) -> None:
    """Look at all files of a session before a process opens them."""
    check_file(path)
    name, number = first_segment_name(path), 2
    while True:
        following = segment_path(path.parent, name, number)
        there = [p for p in (following, part_path(following)) if p.is_symlink() or p.exists()]
        if not there:
            return
        check_place(there[0])
        check_file(there[0])
        number += 1


def _limits(files: Sequence[Path]) -> Limits:
    size = sum(path.stat().st_size for path in files if path.is_file())
    seconds = _SECONDS + size / _BYTES_PER_SECOND
    return Limits(256 * MIB, 1024 * MIB, seconds, seconds)


def _read_batch(
    folder: Path, files: list[Path], limits: Limits, stop: Callable[[], bool]
) -> tuple[list[SessionFacts], StemviewerError | None]:
    """Return what was told, the last perhaps in part, and how the process ended if badly."""
    told: list[SessionFacts] = []

    def take(_content: dict[str, Any], stream: IO[bytes]) -> None:
        while not (line := read_line(stream)).get("end") and not stop():
            _take_line(line, files, told)

    more = {"files": [str(path) for path in files]}
    try:
        run_job("catalogue", files[0], limits, take, folder=folder, more=more)
    except StemviewerError as error:
        if not told:
            told.append(SessionFacts(files[0]))
        return told, error
    return told, None


def _take_line(line: dict[str, Any], files: list[Path], told: list[SessionFacts]) -> None:
    if "begin" in line:
        if line["begin"] != len(told) or len(told) >= len(files):
            raise WireError("its answer is not of the agreed form")
        told.append(SessionFacts(files[len(told)]))
    elif not told:
        raise WireError("its answer is not of the agreed form")
    elif isinstance(line.get("session"), dict):
        told[-1].session = line["session"]
    elif isinstance(line.get("columns"), dict):
        told[-1].blocks.append(checked_block(line))
    elif isinstance(line.get("error"), dict):
        parts = (plain_text(line["error"].get(name)) for name in ("what", "meaning", "action"))
        told[-1].error = SessionFileError(*parts)


def checked_block(line: dict[str, Any]) -> dict[str, Any]:
    """Return a block of columns as it may be kept: agreed names, one length, numbers in range.

    Raises
    ------
    WireError
        If it is not so.
    """
    columns, first = line["columns"], line.get("first")
    if not _is_number(first) or set(columns) != set(FRAME_COLUMNS):
        raise WireError("its answer is not of the agreed form")
    lengths = {len(column) if isinstance(column, list) else -1 for column in columns.values()}
    if len(lengths) != 1 or not 0 <= next(iter(lengths)) <= MOST_AT_ONCE:
        raise WireError("its answer is not of the agreed form")
    return {"first": first, "columns": {name: _column(name, columns[name]) for name in columns}}


def _column(name: str, values: list[Any]) -> list[Any]:
    if name in ("channel", "model"):
        return [plain_text(value)[:64] for value in values]
    if name in ("dose", "cumulative", "score"):
        return [
            value if isinstance(value, float) and math.isfinite(value) else None for value in values
        ]
    if not all(_is_number(value) for value in values):
        raise WireError("its answer is not of the agreed form")
    return values


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)
