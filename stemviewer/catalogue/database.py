"""The index of sessions: one SQLite file that can be thrown away and made again."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from stemviewer.catalogue.entries import Condition
from stemviewer.catalogue.notes import Notes
from stemviewer.foreign.facts import SessionFacts
from stemviewer.foreign.wire import plain_text

VERSION = 1
"""Another version than the file's: the file is made anew."""

_SCHEMA = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, stamp TEXT NOT NULL,
    name TEXT NOT NULL, sample TEXT NOT NULL, operator TEXT NOT NULL, condition TEXT NOT NULL,
    problem TEXT NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
    frames INTEGER NOT NULL, processed INTEGER NOT NULL, lost INTEGER NOT NULL, dose REAL,
    models TEXT NOT NULL, starred INTEGER NOT NULL,
    noted INTEGER NOT NULL, words TEXT NOT NULL);
CREATE INDEX sessions_first ON sessions (first_ns);
CREATE TABLE frames (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, row INTEGER NOT NULL,
    utc_ns INTEGER NOT NULL, dose REAL, cumulative REAL, flags INTEGER NOT NULL,
    kind INTEGER NOT NULL, model TEXT NOT NULL, evidence INTEGER NOT NULL,
    contradicted INTEGER NOT NULL, star INTEGER NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (session, row)) WITHOUT ROWID;
"""


def default_path() -> Path:
    """Return where this user's index is kept."""
    return Path(platformdirs.user_cache_dir("stemviewer")) / "sessions.sqlite3"


class Database:
    """The index, open in one thread; any number of programs may have it open.

    Parameters
    ----------
    path : Path
        Made if it does not exist, and anew if it is damaged or of another version.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _open(path)
        except sqlite3.OperationalError:
            raise  # busy or not reachable: nothing is wrong with it
        except sqlite3.DatabaseError:
            # it holds nothing that the sessions' own files do not say
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self._connection = _open(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stamps(self, folder: Path) -> dict[str, str]:
        """Return the stamps of all sessions known in a folder and below, by path."""
        rows = self._connection.execute("SELECT path, stamp FROM sessions").fetchall()
        inside = str(folder).rstrip("/\\")
        return {
            path: stamp for path, stamp in rows if path.startswith((inside + "/", inside + "\\"))
        }

    def remove(self, paths: list[str]) -> None:
        """Forget sessions whose files are gone."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM sessions WHERE path = ?", [(path,) for path in paths]
            )

    def put(self, facts: SessionFacts, stamp: str, notes: Notes, remark: str = "") -> None:
        """Take in what is told of a session, in place of what was known.

        Parameters
        ----------
        facts : SessionFacts
            As its file tells it, or why it cannot be read.
        stamp : str
            Of its files when they were looked at.
        notes : Notes
            Beside it.
        remark : str
            What else is to be told of it.
        """
        values = {"path": str(facts.path), "stamp": stamp, **_values(facts, notes, remark)}
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        with self._connection:
            self._connection.execute("DELETE FROM sessions WHERE path = ?", (values["path"],))
            cursor = self._connection.execute(
                f"INSERT INTO sessions ({names}) VALUES ({marks})",  # noqa: S608 - our own names
                list(values.values()),
            )
            self._connection.executemany(
                "INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _frames(int(cursor.lastrowid or 0), facts, notes),
            )

    def query(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        return self._connection.execute(sql, parameters).fetchall()

    def interrupt(self) -> None:
        """End a question that runs in another thread."""
        self._connection.interrupt()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
    try:
        with contextlib.suppress(sqlite3.OperationalError):
            # where another program is switching at this moment, it is switched all the same
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        # in one question: between two of them another program may make it
        version, tables = connection.execute(
            "SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version"
        ).fetchone()
        if version == VERSION:
            return connection
        if version or tables:
            raise sqlite3.DatabaseError("another version")
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
            )
        except sqlite3.OperationalError:
            # where another program made it at this moment, its tables are there already; what was
            # begun must end, or nobody could write as long as this connection is open
            connection.rollback()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _values(facts: SessionFacts, notes: Notes, remark: str) -> dict[str, Any]:
    told = facts.session
    name = _text(told, "name") or facts.path.name
    models = sorted({model for column in _columns(facts, "model") for model in column if model})
    kinds = [kind for column in _columns(facts, "kind") for kind in column]
    times = [time for column in _columns(facts, "utc_ns") for time in column if time > 0]
    doses = [
        dose for column in _columns(facts, "cumulative") for dose in column if dose is not None
    ]
    noted = [notes.session.note, *(kept.note for kept in notes.frames.values())]
    words = [
        name, facts.path.stem, facts.path.parent.name, *noted, *models,
        *(_text(told, key) for key in ("sample", "operator", "notes", "instrument", "said")),
    ]  # fmt: skip
    return {
        "name": name,
        "sample": _text(told, "sample"),
        "operator": _text(told, "operator"),
        "condition": _condition(facts).value,
        "problem": " ".join(part for part in (str(facts.error or ""), remark) if part),
        "first_ns": min(times, default=_number(told, "created_ns")),
        "last_ns": max(times, default=_number(told, "created_ns")),
        "frames": len(kinds),
        "processed": sum(kind > 0 for kind in kinds),
        "lost": _number(told, "lost"),
        "dose": max(doses, default=None),
        "models": json.dumps(models),
        "starred": int(notes.starred),
        "noted": int(any(noted)),
        "words": " ".join(words).casefold(),
    }


def _condition(facts: SessionFacts) -> Condition:
    told = facts.session
    if facts.error is not None:
        return Condition.UNREADABLE
    if told.get("closed") is not True:
        return Condition.OPEN
    if told.get("incomplete"):
        return Condition.INCOMPLETE
    return Condition.RECOVERED if told.get("recovered") else Condition.GOOD


def _columns(facts: SessionFacts, name: str) -> Iterator[list[Any]]:
    for block in facts.blocks:
        yield block["columns"][name]


def _text(told: Mapping[str, Any], key: str) -> str:
    return plain_text(told.get(key))


def _number(told: Mapping[str, Any], key: str) -> int:
    value = told.get(key)
    return value if isinstance(value, int) else 0


def _frames(session: int, facts: SessionFacts, notes: Notes) -> Iterator[tuple[Any, ...]]:
    names = ("utc_ns", "dose", "cumulative", "flags", "kind", "model", "evidence", "contradicted")
    for block in facts.blocks:
        columns = [block["columns"][name] for name in names]
        for row, values in enumerate(zip(*columns, strict=True), block["first"]):
            remark = notes.frames.get(row)
            marked = (0, "") if remark is None else (int(remark.star), remark.mark.value)
            yield (session, row, *values, *marked)
