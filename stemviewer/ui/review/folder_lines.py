"""The lines of the folder list: folders, and the sessions in those that are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stemviewer.catalogue.entries import Condition, SessionEntry
from stemviewer.ui.language.words import mark, plural, tr
from stemviewer.ui.text import significant, thousands


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder, or a session in it (``entry``).

    Parameters
    ----------
    folder : Path
        That it stands for, or that the session is in.
    sessions : int
        In the folder.
    opened : bool
        Whether the folder's sessions are listed.
    entry : SessionEntry or None
        The session.
    """

    folder: Path
    sessions: int = 0
    opened: bool = False
    entry: SessionEntry | None = None


def lines_of_folders(entries: Iterable[SessionEntry], closed: set[Path]) -> list[FolderLine]:
    """Return the lines of a listing, newest folder first; ``closed`` ones without sessions."""
    by_folder: dict[Path, list[SessionEntry]] = {}
    for entry in entries:
        by_folder.setdefault(entry.path.parent, []).append(entry)
    lines = []
    for folder in sorted(by_folder, reverse=True):
        inside = by_folder[folder]
        lines.append(FolderLine(folder, len(inside), folder not in closed))
        if folder not in closed:
            lines += [FolderLine(folder, entry=entry) for entry in inside]
    return lines


def folder_name(folder: Path, root: Path) -> str:
    """Return a folder as seen from the one that was opened."""
    try:
        inside = folder.relative_to(root)
    except ValueError:
        return str(folder)
    return str(inside) if inside.parts else root.name or str(root)


def said_of(entry: SessionEntry) -> str:
    """Return what stands behind a session's name: what is wrong first, then how much it holds."""
    if entry.condition is Condition.UNREADABLE:
        return entry.problem.removeprefix(entry.path.name).lstrip(": ") or tr("cannot be opened")
    parts = []
    if entry.condition is not Condition.GOOD:
        parts.append(tr(_WORDS[entry.condition]))
    if entry.matching != entry.frames:
        parts.append(tr("{0} of {1} frames", thousands(entry.matching), thousands(entry.frames)))
    else:
        parts.append(tr("{0} frames", thousands(entry.frames)))
    if entry.dose is not None:
        parts.append(_dose(entry.dose))
    if entry.sample:
        parts.append(entry.sample)
    return " · ".join(parts)


def tip_of(entry: SessionEntry) -> str:
    """Return all that is known of a session, a line each."""
    lines = [str(entry.path)]
    if entry.problem:
        lines.append(entry.problem)
    if entry.condition is not Condition.UNREADABLE:
        lines += [
            f"{name}: {text}"
            for name, text in (
                ("sample", entry.sample),
                ("operator", entry.operator),
                (tr("first frame"), _time(entry.first_ns)),
                (tr("last frame"), _time(entry.last_ns)),
                ("processed", thousands(entry.processed)),
                ("networks", ", ".join(entry.models)),
                ("lost", thousands(entry.lost) if entry.lost else ""),
            )
            if text
        ]
    return "\n".join(lines)


def total_words(entries: Sequence[SessionEntry]) -> str:
    """Return how many sessions are listed, and how many of them cannot be opened."""
    bad = sum(entry.condition is Condition.UNREADABLE for entry in entries)
    count = len(entries) - bad
    words = plural(count, "{0} session", "{0} sessions", thousands(count))
    return tr("{0} · {1} unreadable", words, thousands(bad)) if bad else words


_WORDS = {
    Condition.OPEN: mark("not closed"),
    Condition.INCOMPLETE: "incomplete",
    Condition.RECOVERED: "recovered",
}


def _dose(value: float) -> str:
    scaled, unit = (value / 1e3, "ke⁻/Å²") if value >= 1e4 else (value, "e⁻/Å²")
    return f"{significant(scaled)} {unit}"


def _time(utc_ns: int) -> str:
    if utc_ns <= 0:
        return ""
    return f"{datetime.fromtimestamp(utc_ns // 10**9, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
