"""The report of ``stemviewer evidence``: a whole session judged by held-out electrons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.errors import SettingsError
from stemviewer.inspection.page import report_page
from stemviewer.inspection.stored import Maker, StoredTest, StoredTests
from stemviewer.session.reading.reader import SessionReader
from stemviewer.trust.evidence import EvidenceOptions
from stemviewer.trust.false_lattice import Support
from stemviewer.trust.held_out import HeldOutSource
from stemviewer.trust.states import PlaceState


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One line of the report; numbers are ``None`` where there is no evidence.

    Parameters
    ----------
    index, number : int
        Position in the session and the feed's number.
    method : str
        What made the picture.
    state : str
        better, no better, worse or not available.
    source : str
        thinning, neighbouring frame, or empty.
    seed : int
        Of the thinning.
    z : float or None
        Of the frame's verdict.
    supported, undecided : float or None
        Shares of places.
    contradicted, biased : int or None
        Numbers of places.
    places : list
        Contradicted places: row, column, sigma [px], z, electrons.
    limit : float or None
        Electrons of the smallest column that could be decided.
    false_peaks : tuple of float
        Spacings [px] of peaks of the picture's Fourier transform that unseen electrons contradict.
    words : str
        For the operator.
    """

    index: int
    number: int
    method: str
    state: str
    source: str = ""
    seed: int = 0
    z: float | None = None
    supported: float | None = None
    undecided: float | None = None
    contradicted: int | None = None
    biased: int | None = None
    places: tuple[tuple[int, int, float, float, float], ...] = ()
    limit: float | None = None
    false_peaks: tuple[float, ...] = ()
    words: str = ""


def line_of(found: StoredTest) -> FrameLine:
    """Return the line of one test."""
    head: dict[str, Any] = {"index": found.index, "number": found.number, "method": found.method}
    if found.result is None or found.result.evidence is None:
        words = found.reason if found.result is None else found.result.sentence()
        return FrameLine(**head, state="not available", words=words)
    evidence = found.result.evidence
    limits = evidence.limits
    false = tuple(
        round(peak.spacing, 2)
        for peak in found.result.lattice
        if peak.support is Support.CONTRADICTED
    )
    return FrameLine(
        **head,
        state=evidence.verdict.state.value,
        source=evidence.source.value,
        seed=evidence.seed if evidence.source is HeldOutSource.THINNING else 0,
        z=evidence.verdict.z,
        supported=evidence.states.share(PlaceState.SUPPORTED),
        undecided=evidence.states.share(PlaceState.UNDECIDED),
        contradicted=len(evidence.contradicted),
        biased=len(evidence.biased),
        places=tuple(
            (p.row, p.column, p.sigma, round(p.z, 2), round(p.electrons, 1))
            for p in evidence.contradicted
        ),
        limit=max(limits.missing, limits.invented),
        false_peaks=false,
        words=evidence.sentence() + _lattice_words(false),
    )


def _lattice_words(false: tuple[float, ...]) -> str:
    if not false:
        return ""
    named = ", ".join(f"{spacing:g}" for spacing in false[:3])
    return f"; false lattice? electrons do not show the peaks at {named} px"


def chosen(count: int, text: str, most: int) -> list[int]:
    """Return positions from ``all``, ``N``, ``N-M``, or at most ``most`` evenly spread (empty).

    Raises
    ------
    SettingsError
        If the text is none of these, or names frames that are not there.
    """
    if text == "all":
        return list(range(count))
    if not text:
        return sorted({int(i) for i in np.linspace(0, count - 1, min(count, most))})
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise SettingsError(f"{text!r} names no frames.", "", "Give all, N or N-M.")
    low, high = int(first), int(last or first)
    if not low <= high < count:
        raise SettingsError(f"Frames {text} are not among the {count} of this session.")
    return list(range(low, high + 1))


def judge_session(
    reader: SessionReader,
    indices: Iterable[int],
    *,
    span: bool = False,
    options: EvidenceOptions | None = None,
    make: Maker | None = None,
    seed: int = 0,
    progress: Callable[[FrameLine], None] | None = None,
) -> list[FrameLine]:
    """Test frames of a session.

    Parameters
    ----------
    reader : SessionReader
        The session.
    indices : iterable of int
        Positions of the frames.
    span : bool
        Judge each frame by the sum of all the others, instead of by its neighbours.
    options, make
        As for ``StoredTests``.
    seed : int
        Of the thinning of frame 0; each frame has its own.
    progress : callable, optional
        Told every line when it is there.
    """
    tests = StoredTests(reader, options, make)
    wanted = list(indices)
    whole = range(min(wanted), max(wanted) + 1) if span and wanted else None
    lines = []
    for index in wanted:
        line = line_of(tests.test(index, span=whole, seed=seed + index))
        lines.append(line)
        if progress is not None:
            progress(line)
    return lines


def summary_of(lines: list[FrameLine]) -> dict[str, Any]:
    """Return counts and shares over the lines, JSON-ready."""
    states = [line.state for line in lines]
    judged = [line for line in lines if line.z is not None]

    def mean(values: list[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return float(np.mean(known)) if known else None

    return {
        "frames": len(lines),
        "states": {state: states.count(state) for state in dict.fromkeys(states)},
        "sources": {
            source: sum(line.source == source for line in judged)
            for source in dict.fromkeys(line.source for line in judged)
        },
        "supported": mean([line.supported for line in judged]),
        "undecided": mean([line.undecided for line in judged]),
        "contradicted_places": sum(line.contradicted or 0 for line in judged),
        "frames_with_false_peaks": sum(bool(line.false_peaks) for line in judged),
        "frames_contradicted": sum(bool(line.contradicted) for line in judged),
    }


def write_report(
    path: Path,
    output: Path,
    frames: str = "",
    *,
    span: bool = False,
    most: int = 60,
    seed: int = 0,
    json_file: Path | None = None,
    progress: Callable[[FrameLine], None] | None = None,
) -> dict[str, Any]:
    """Judge a session and write the page; return the summary.

    Parameters
    ----------
    path : Path
        Of the session.
    output : Path
        HTML file to write; it needs nothing else to be read.
    frames, most
        As for ``chosen``.
    span : bool
        As for ``judge_session``.
    seed : int
        Of the thinning.
    json_file : Path, optional
        All lines as JSON.
    progress : callable, optional
        Told every line.
    """
    with SessionReader(path) as reader:
        count = len(reader)
        if not count:
            raise SettingsError("The session holds no frames.")
        # unless asked for, frames without a picture say nothing
        made = [] if frames else [i for i in range(count) if reader.row(i).provenance is not None]
        indices = chosen(count, frames, most)
        if made:
            indices = [made[at] for at in chosen(len(made), "", most)]
        lines = judge_session(reader, indices, span=span, seed=seed, progress=progress)
        shape = reader.row(indices[0]).settings.shape
        name = reader.info.name
    summary = summary_of(lines)
    output.write_text(report_page(name, summary, lines, shape), encoding="utf-8")
    if json_file is not None:
        content = {"session": name, "summary": summary, "frames": [asdict(one) for one in lines]}
        json_file.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return summary
