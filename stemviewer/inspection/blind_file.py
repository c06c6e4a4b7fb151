"""Results of blind comparisons: a file beside the session, as its notes are; and as a table."""

from __future__ import annotations

import contextlib
import csv
import os
from dataclasses import astuple, fields
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import SessionFileError
from stemviewer.inspection.blind import BlindResult, BlindRun, result_of
from stemviewer.session.exporting.picture import write_beside
from stemviewer.session.format.files import first_segment_name

BLIND = ".blind.json"
"""Ending of the file beside the session."""

_MOST_BYTES = 16 << 20


class BlindFile(BaseModel):
    """All blind comparisons of one session, the newest last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1, le=1)
    session_id: str = Field(default="", max_length=64)
    runs: tuple[BlindRun, ...] = ()


def blind_path(session: Path) -> Path:
    """Return where the results are kept, whichever of the session's files is named."""
    return session.with_name(first_segment_name(session) + BLIND)


def read_blind(session: Path) -> BlindFile:
    """Return the comparisons made of a session; none where there is no file.

    Raises
    ------
    SessionFileError
        If the file is there, and is not of this form.
    """
    path = blind_path(session)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unreadable(path, "it is too large")
        return BlindFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return BlindFile()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise _unreadable(path, "it is not of the form that this program writes") from error


def keep_run(session: Path, session_id: str, run: BlindRun) -> Path:
    """Write a comparison beside the session, in place of an earlier state of the same one.

    Raises
    ------
    SessionFileError
        If the folder does not take it, or what is there cannot be read.
    """
    kept = read_blind(session)
    others = tuple(one for one in kept.runs if one.began_utc_ns != run.began_utc_ns)
    content = BlindFile(session_id=session_id, runs=(*others, run))
    path = blind_path(session)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(content.model_dump_json(indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise SessionFileError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            "The answers were not kept; the session is not affected.",
            "Copy the session into a folder that you may write to.",
        ) from error
    return path


def export_blind(session: Path, path: Path) -> Path:
    """Write all answers as a table, a line a pair, with the statistics of its comparison.

    Raises
    ------
    SessionFileError
        If there are none, or the table cannot be written.
    """
    runs = read_blind(session).runs
    if not runs:
        raise SessionFileError(
            "No blind comparison of this session was made.", "Nothing was written."
        )

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(_HEAD)
            for run in runs:
                table.writerows(_lines(run))

    return write_beside(path, write)


_HEAD = [
    "began", "operator", "question", "compared_first", "compared_second", "seed", "pair", "row",
    "left", "right", "answer", "preferred", "seconds [s]",
    *(f"result_{field.name}" for field in fields(BlindResult)),
]  # fmt: skip


def _lines(run: BlindRun) -> list[list[object]]:
    began = datetime.fromtimestamp(run.began_utc_ns / 1e9, UTC).isoformat(timespec="seconds")
    result = ["" if value is None else value for value in astuple(result_of(run))]
    lines: list[list[object]] = []
    for number, trial in enumerate(run.trials, start=1):
        names = (trial.first, trial.second)
        left, right = names if trial.first_left else names[::-1]
        lines.append(
            [
                began,
                run.operator,
                run.question,
                run.first,
                run.second,
                run.seed,
                number,
                trial.row,
                left,
                right,
                trial.answer or "",
                trial.choice or "",
                f"{trial.seconds:.2f}",
                *result,
            ]
        )
    return lines


def _unreadable(path: Path, why: str) -> SessionFileError:
    return SessionFileError(
        f"{path.name} cannot be read: {why}.",
        "Earlier blind comparisons are not shown, and nothing is written over them.",
        "Move the file away if it is not needed, or mend it.",
    )
