"""What the catalogue tells of a session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Condition(StrEnum):
    """How a session's files stand."""

    GOOD = "good"
    """Closed in good order."""
    OPEN = "open"
    """Still recording, or cut off."""
    INCOMPLETE = "incomplete"
    """Frames could not be recorded."""
    RECOVERED = "recovered"
    """Made of what could be saved of another."""
    UNREADABLE = "unreadable"
    """It cannot be opened; the reason is told."""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One session, or one file that cannot be opened as one.

    Parameters
    ----------
    path : Path
        Of its first file.
    name, sample, operator : str
        As the operator typed them.
    condition : Condition
        How its files stand.
    problem : str
        Why it cannot be opened, what that means and what to do; empty if it can be.
    first_ns, last_ns : int
        When its first and last frame were acquired [ns since 1970]; 0 where unknown.
    frames, processed, lost : int
        How many.
    dose : float or None
        Of the area up to its last frame [e/Å^2].
    models : tuple of str
        Networks that made pictures of it.
    starred : bool
        Whether it, or a frame of it, has a star.
    matching : int
        Frames that are what was searched for; all where frames were not asked about.
    """

    path: Path
    name: str
    sample: str = ""
    operator: str = ""
    condition: Condition = Condition.GOOD
    problem: str = ""
    first_ns: int = 0
    last_ns: int = 0
    frames: int = 0
    processed: int = 0
    lost: int = 0
    dose: float | None = None
    models: tuple[str, ...] = ()
    starred: bool = False
    matching: int = 0
