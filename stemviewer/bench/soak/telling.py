"""Whether the window told of each fault, and whether it ever stood still without a word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stemviewer.bench.soak.faults import Kind

TELL_S = 30.0
"""A fault that the operator must be told of is told of within this time [s]."""

SILENCE_S = 30.0
"""A window that says all is well while nothing happens for this long stands still [s]."""

NO_BEAT_S = 15.0
"""A window that gives no sign for this long hangs [s]."""

Lines = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Made:
    """One fault that was made."""

    kind: str
    began: float
    ended: float
    told: str = ""
    """The notice; empty while none is found."""
    told_after_s: float | None = None
    excused: str = ""
    """Why nothing had to be told."""


def look_for_notices(made: Sequence[Made], kinds: Mapping[str, Kind], said: Lines) -> None:
    """Find for every fault the notice that tells of it, before the next of its kind.

    Parameters
    ----------
    made : sequence of Made
        In order of time; filled in.
    kinds : mapping
        What each must be told by.
    said : sequence
        Beats and notices of the window, in order of time.
    """
    for number, fault in enumerate(made):
        kind = kinds[fault.kind]
        if not kind.told:
            fault.excused = "nothing need be told"
            continue
        next_of_kind = next((f.began for f in made[number + 1 :] if f.kind == fault.kind), None)
        until = fault.ended + TELL_S
        until = until if next_of_kind is None else min(until, next_of_kind)
        notice = _first(said, kind.told, fault.began, until)
        if notice is not None:
            fault.told, fault.told_after_s = notice["what"], notice["at"] - fault.began
        else:
            fault.excused = _excuse(said, kind, fault)


def _first(said: Lines, pattern: str, since: float, until: float) -> Mapping[str, Any] | None:
    wanted = re.compile(pattern)
    for line in said:
        if line["kind"] != "notice" or not since <= line["at"] <= until:
            continue
        if line["severity"] != "info" and wanted.search(line["what"]):
            return line
    return None


def _excuse(said: Lines, kind: Kind, fault: Made) -> str:
    """Return why there was nobody to tell, or nothing to tell of; empty when there was."""
    beats = [b for b in said if b["kind"] == "beat" and fault.began - 2 <= b["at"] <= fault.ended]
    if any(beat["link"] == "none" for beat in beats):
        return "the operator left the source"
    for need in kind.needs:
        if not all(beat.get(need) for beat in beats):
            return f"not {need} all the time"
    return ""


def standstills(said: Lines) -> list[dict[str, Any]]:
    """Return the times in which the window said that all was well, and nothing happened.

    Looked at are frames received while it scans and is linked, pictures processed while frames
    come, and frames written while it records and frames come.
    """
    beats = [line for line in said if line["kind"] == "beat"]
    found = []
    for what, counts, wanted in (
        ("no frame came", "received", lambda b: b["link"] == "connected" and b["scanning"]),
        ("nothing was processed", "processed", _processes),
        ("nothing was written", "written", _records),
    ):
        found += _still(beats, what, counts, wanted)
    return found


def _processes(beat: Mapping[str, Any]) -> bool:
    at_work = beat["filter"] != "none" and beat["ready"]
    return bool(beat["link"] == "connected" and beat["scanning"] and at_work)


def _records(beat: Mapping[str, Any]) -> bool:
    return bool(beat["link"] == "connected" and beat["scanning"] and beat["recording"])


def _still(beats: Lines, what: str, counts: str, wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    since: float | None = None
    last = -1
    for beat in beats:
        if beat["link"] == "none" or not wanted(beat) or beat[counts] != last:
            since, last = beat["at"], beat.get(counts, -1)
        elif since is not None and beat["at"] - since > SILENCE_S:
            if not found or found[-1]["since"] != since:
                found.append({"what": what, "since": since})
            found[-1]["seconds"] = beat["at"] - since
    return found


def hangs(said: Lines) -> list[float]:
    """Return the times without a sign of life that were too long [s]."""
    at = [line["at"] for line in said if line["kind"] == "beat"]
    apart = (after - before for before, after in pairwise(at))
    return [seconds for seconds in apart if seconds > NO_BEAT_S]
