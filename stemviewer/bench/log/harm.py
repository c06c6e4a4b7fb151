"""Opening one file as the program does, and counting what came of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.crafted.base import SECRET
from stemviewer.core.errors import StemviewerError
from stemviewer.foreign.limits import Limits, session_limits, stack_limits
from stemviewer.foreign.parent import Outcome
from stemviewer.foreign.sessions import summarise_session, verify_session, vet_session
from stemviewer.foreign.stacks import open_stack

LIBRARY_BYTES = 160 << 20
"""What Python and the libraries take in a reading process before it opens the file."""

_CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of one file: ``read``, ``refused``, ``limit`` or ``crash`` of the program."""

    verdict: str
    text: str
    peak_bytes: int
    allowed_bytes: int
    leaked: bool
    child_crashed: bool


def open_picture(path: Path) -> Opened:
    """Open a file of pictures as ``serve`` and ``denoise`` do."""
    limits = stack_limits(path.stat().st_size)

    def work(outcome: Outcome) -> tuple[str, bool]:
        stack = open_stack(path, limits, outcome=outcome)
        return f"{stack.data.dtype} {stack.data.shape}", bool(np.any(stack.data == SECRET))

    return _judged(path, limits, work)


def open_session(path: Path, how: str) -> Opened:
    """Open a session as ``verify``, ``info`` or the review window do."""
    limits = session_limits(path.stat().st_size)

    def work(outcome: Outcome) -> tuple[str, bool]:
        if how == "verify":
            report = verify_session(path, limits, outcome=outcome)
            text = "; ".join(report.problems) or "good"
        elif how == "info":
            text = json.dumps(summarise_session(path, limits, outcome=outcome), default=str)
        else:
            vet_session(path, limits, outcome=outcome)
            text = "good"
        return text, str(SECRET) in text

    return _judged(path, limits, work)


def open_weights(path: Path) -> Opened:
    """Open a file of network weights as the catalogue does, in this process."""
    from stemviewer.denoise.network.weights import load_foreign

    def work(_outcome: Outcome) -> tuple[str, bool]:
        return load_foreign(path, accept_unverified=True).name, False

    return _judged(path, stack_limits(path.stat().st_size), work)


def _judged(path: Path, limits: Limits, work: Any) -> Opened:
    outcome = Outcome()
    try:
        text, leaked = work(outcome)
        verdict = "read"
    except StemviewerError as error:
        text, leaked = error.what, False
        verdict = "limit" if outcome.limit else "refused"
    except Exception as error:  # noqa: BLE001 - what must never happen, so it is counted
        text, leaked, verdict = f"{type(error).__name__}: {error}", False, _CRASH
    size = path.stat().st_size if path.is_file() else 0
    allowed = LIBRARY_BYTES + limits.memory_bytes + size
    crashed = outcome.limit == "crash"
    return Opened(verdict, text[:300], outcome.peak_bytes, allowed, leaked, crashed)


@dataclass(slots=True)
class Tally:
    """Sums over many files."""

    verdicts: Counter[str] = field(default_factory=Counter)
    over: int = 0
    leaked: int = 0
    child_crashes: int = 0
    peak_bytes: int = 0
    crashes: list[str] = field(default_factory=list)

    def add(self, name: str, opened: Opened) -> None:
        """Count one."""
        self.verdicts[opened.verdict] += 1
        self.over += opened.peak_bytes > opened.allowed_bytes
        self.leaked += opened.leaked
        self.child_crashes += opened.child_crashed
        self.peak_bytes = max(self.peak_bytes, opened.peak_bytes)
        if opened.verdict == _CRASH:
            self.crashes.append(f"{name}: {opened.text}")
