"""Whether the confinement of reading processes works on this machine."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from stemviewer.foreign.landlock import version
from stemviewer.foreign.limits import MIB, Limits
from stemviewer.foreign.parent import Outcome, run_job
from stemviewer.foreign.probe import CANARY

_LANDLOCK = ("read beside", "list folder", "run")
_NET_FROM = 4


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a reading process here is kept from.

    Parameters
    ----------
    force : tuple of str
        What it set for itself.
    landlock : int
        Version of Landlock in force; 0 for none.
    possible : tuple of str
        What it could do although this system can prevent it.
    seconds : float
        From its start to its end [s].
    peak_bytes : int
        Most memory it had in use [bytes].
    """

    force: tuple[str, ...]
    landlock: int
    possible: tuple[str, ...]
    seconds: float
    peak_bytes: int


def check_confinement() -> Confinement:
    """Start a reading process that tries to break out, and return what it could do.

    Raises
    ------
    StemviewerError
        If it does not start.
    """
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="stemviewer-check-") as name:
        path = Path(name) / "file.npy"
        path.write_bytes(b"x")
        (Path(name) / CANARY).write_bytes(b"x")
        limits = Limits(MIB, 64 * MIB, 20.0, 60.0)
        tried = run_job("probe", path, limits, lambda said, _: said.get("probe"), outcome=outcome)
    known = version()
    expected = _expected(known)
    could = tried if isinstance(tried, dict) else {}
    possible = tuple(name for name in expected if could.get(name) is not False)
    return Confinement(outcome.force, known, possible, outcome.seconds, outcome.peak_bytes)


def _expected(known: int) -> list[str]:
    """Return what this system can prevent."""
    found = ["memory", "write"] if sys.platform.startswith("linux") else []
    if known:
        found += _LANDLOCK
    if known >= _NET_FROM:
        found.append("connect")
    return found
