"""What an operator may ask for: words and conditions, as one line of text.

``perovskite has:denoised dose:100..500 date:2026-11-20.. evidence:contradicted is:starred``
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stemviewer.catalogue.database import Database
from stemviewer.catalogue.entries import Condition, SessionEntry
from stemviewer.catalogue.words import HELP
from stemviewer.core.errors import SettingsError
from stemviewer.session.format.columns import AVERAGED, DENOISED, FILTERED
from stemviewer.session.format.entries import EvidenceState

MOST_SESSIONS = 20_000
"""More are not listed."""

_COLUMNS = tuple(field.name for field in fields(SessionEntry))

_KINDS = {"denoised": DENOISED, "filtered": FILTERED, "averaged": AVERAGED}
_STATES = {
    "better": EvidenceState.BETTER,
    "no-better": EvidenceState.NO_BETTER,
    "worse": EvidenceState.WORSE,
}


@dataclass(slots=True)
class Conditions:
    """SQL conditions on sessions, and on frames of which one at least must meet all."""

    sessions: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    of_sessions: list[Any] = field(default_factory=list)
    of_frames: list[Any] = field(default_factory=list)

    def session(self, sql: str, *values: Any) -> None:
        """Add one on the session."""
        self.sessions.append(sql)
        self.of_sessions += values

    def frame(self, sql: str, *values: Any) -> None:
        """Add one on its frames."""
        self.frames.append(sql)
        self.of_frames += values


def parse(text: str) -> Conditions:
    """Return the conditions of a line of text.

    Raises
    ------
    SettingsError
        If it asks for what there is not; the sentence says what there is.
    """
    found = Conditions()
    try:
        parts = shlex.split(text)
    except ValueError:
        # a quotation that is still being typed
        parts = text.replace('"', " ").replace("'", " ").split()
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon:
            found.session("words LIKE ? ESCAPE '\\'", _like(part))
        elif name.casefold() not in _CONDITIONS:
            raise _unknown(f"{name}:")
        elif value:
            _CONDITIONS[name.casefold()](found, value)
    return found


def search(database: Database, folder: Path | None, text: str) -> list[SessionEntry]:
    """Return the sessions that meet what is asked for, newest folder and session last.

    Parameters
    ----------
    database : Database
        The index.
    folder : Path or None
        Only those in it and below; ``None`` for all.
    text : str
        As of :func:`parse`.

    Raises
    ------
    SettingsError
        See :func:`parse`.
    """
    asked = parse(text)
    if folder is not None:
        inside = str(folder).rstrip("/\\")
        asked.session("(path LIKE ? ESCAPE '\\' OR path LIKE ? ESCAPE '\\')",
                      *(_like(inside + end, before="") for end in "/\\"))  # fmt: skip
    where = " AND ".join(asked.sessions) or "1"
    counted = "sessions.frames"
    join, values = "", [*asked.of_sessions]
    if asked.frames:
        counted = "matched.n"
        of_frames = " AND ".join(asked.frames)
        join = (
            f"JOIN (SELECT session, count(*) AS n FROM frames f WHERE {of_frames} "  # noqa: S608
            "GROUP BY session) matched ON matched.session = sessions.id"
        )
        values = [*asked.of_frames, *values]
    rows = database.query(
        f"SELECT {', '.join(_COLUMNS[:-1])}, {counted} FROM sessions {join} "  # noqa: S608
        f"WHERE {where} ORDER BY path LIMIT {MOST_SESSIONS}",
        tuple(values),
    )
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> SessionEntry:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values |= {
        "path": Path(values["path"]),
        "condition": Condition(values["condition"]),
        "models": tuple(json.loads(values["models"])),
        "starred": bool(values["starred"]),
    }
    return SessionEntry(**values)


def _like(text: str, before: str = "%") -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{escaped.casefold() if before else escaped}%"


def _text(column: str) -> Callable[[Conditions, str], None]:
    def add(found: Conditions, value: str) -> None:
        found.session(f"{column} LIKE ? ESCAPE '\\'", _like(value))

    return add


def _range(value: str) -> tuple[float | None, float | None]:
    """Return the ends of ``100..500``, ``100..``, ``..500``, ``>100``, ``<500`` or ``100``."""
    try:
        if value[0] in "<>":
            end = float(value[1:].lstrip("="))
            return (end, None) if value[0] == ">" else (None, end)
        low, dots, high = value.partition("..")
        ends = (float(low) if low else None, float(high) if high else None)
        return ends if dots else (ends[0], ends[0])
    except ValueError as error:
        raise SettingsError(
            f"{value!r} is no range of numbers.", "", "Give 100..500, 100.., ..500, >100 or <500."
        ) from error


def _between(column: str, *, frames: bool) -> Callable[[Conditions, str], None]:
    def add(found: Conditions, value: str) -> None:
        put = found.frame if frames else found.session
        for sign, end in zip((">=", "<="), _range(value), strict=True):
            if end is not None:
                put(f"{column} {sign} ?", end)

    return add


def _date(found: Conditions, value: str) -> None:
    first, dots, last = value.partition("..")
    last = last if dots else first
    if first:
        found.frame("f.utc_ns >= ?", _day(first))
    if last:
        found.frame("f.utc_ns < ?", _day(last, days=1))


def _day(text: str, days: int = 0) -> int:
    """Return when a day, a month or a year begins, local time; ``days`` 1: when it ends."""
    for form, length in (("%Y-%m-%d", 1), ("%Y-%m", 31), ("%Y", 366)):
        try:
            day = datetime.strptime(text, form).astimezone()
        except ValueError:
            continue
        if days:
            after = day + timedelta(days=length)
            # of a month or a year: to its last day, not a fixed number of days on
            day = after if length == 1 else after.replace(day=1)
            day = day.replace(month=1) if form == "%Y" else day
        return int(day.timestamp()) * 10**9
    raise SettingsError(f"{text!r} is no date.", "", "Give 2026-11-20, 2026-11 or 2026.")


def _has(found: Conditions, value: str) -> None:
    if value in _KINDS:
        found.frame("f.kind = ?", _KINDS[value])
    elif value == "notes":
        found.session("noted = 1")
    else:
        raise _unknown(f"has:{value}")


def _evidence(found: Conditions, value: str) -> None:
    if value == "contradicted":
        found.frame("f.contradicted > 0")
    elif value in _STATES:
        found.frame("f.evidence = ?", int(_STATES[value]))
    else:
        raise _unknown(f"evidence:{value}")


def _is(found: Conditions, value: str) -> None:
    if value == "starred":
        found.session("starred = 1")
    elif value == "lost":
        found.session("lost > 0")
    elif value in [str(condition) for condition in Condition]:
        found.session("condition = ?", value)
    else:
        raise _unknown(f"is:{value}")


def _model(found: Conditions, value: str) -> None:
    found.frame("f.model LIKE ? ESCAPE '\\'", _like(value))


def _mark(found: Conditions, value: str) -> None:
    found.frame("f.mark LIKE ? ESCAPE '\\'", _like(value, before=""))


def _unknown(what: str) -> SettingsError:
    return SettingsError(f"{what} is nothing to search for.", "", HELP)


_CONDITIONS: dict[str, Callable[[Conditions, str], None]] = {
    "sample": _text("sample"),
    "operator": _text("operator"),
    "name": _text("name"),
    "model": _model,
    "date": _date,
    "dose": _between("f.dose", frames=True),
    "total": _between("sessions.dose", frames=False),
    "frames": _between("sessions.frames", frames=False),
    "has": _has,
    "evidence": _evidence,
    "is": _is,
    "mark": _mark,
}
