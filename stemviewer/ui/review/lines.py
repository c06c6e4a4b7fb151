"""The lines of the frame table: raw frames, what was made of them, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stemviewer.catalogue.notes import Mark, Remark
from stemviewer.core.provenance import Flag, Kind
from stemviewer.core.quantity import Quantity
from stemviewer.session.format.entries import EvidenceState
from stemviewer.session.format.types import FrameRow, Loss
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.text import significant, thousands

HEADINGS = (
    mark("Frame"),
    mark("Time"),
    "µs/px",
    "pA",
    "e⁻/Å²",
    mark("cumulative"),
    "z",
    mark("note"),
)
TIPS = (
    mark("Number given by the feed, detector channel, and kind of picture"),
    mark("Start of the scan, local time"),
    mark("Dwell time per pixel"),
    mark("Beam current"),
    mark("Dose of the frame with its flyback; a tilde marks what is estimated or assumed"),
    mark("Dose of the area up to and with this frame"),
    mark(
        "Evidence for the processed picture: z value of the comparison with electrons kept from it"
    ),
    mark("Star, mark and note, and what a reader must know of the picture"),
)
EVIDENCE, NOTE = 6, 7

_MARKS = {Mark.KEEP: "✓", Mark.REJECT: "✗", Mark.LOOK: "?"}

_STATES = {
    EvidenceState.BETTER: mark("better than raw"),
    EvidenceState.NO_BETTER: mark("no better than raw"),
    EvidenceState.WORSE: mark("worse than raw"),
}

NO_REMARK = Remark()

_SHORT = {
    Flag.SIMULATED: "simulated",
    Flag.REPLAYED: "replayed",
    Flag.PARTIAL: "partial",
    Flag.OUT_OF_RANGE: mark("out of range"),
    Flag.UNCALIBRATED: mark("e⁻ estimated"),
    Flag.MODEL_UNVERIFIED: mark("model not verified"),
    Flag.FALLBACK: mark("computed here"),
    Flag.CONTRADICTED: "contradicted",
    Flag.DRIFT_ALIGNED: "drift-aligned",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Parameters
    ----------
    index : int
        Position of the raw frame it belongs to.
    kind : Kind or None
        ``None`` for frames that are missing.
    row : FrameRow or None
        Its record; ``None`` for missing frames.
    loss : Loss or None
        Which frames are missing.
    """

    index: int
    kind: Kind | None
    row: FrameRow | None = None
    loss: Loss | None = None


def lines_of(row: FrameRow, losses: Sequence[Loss]) -> list[Line]:
    """Return the lines of a frame: what is missing before it, itself, its processed picture."""
    lines = [Line(row.index, None, loss=loss) for loss in losses if loss.before == row.index]
    lines.append(Line(row.index, Kind.RAW, row))
    if row.processed_row is not None:
        lines.append(Line(row.index, row.processed_row.provenance.kind, row))
    return lines


def title(line: Line) -> str:
    """Return the text of the first column."""
    if line.row is not None:
        number = thousands(line.row.number)
        return f"{number} {line.row.channel}" if line.kind is Kind.RAW else number
    assert line.loss is not None
    first, last = line.loss.first, line.loss.last
    return thousands(first) if first == last else f"{thousands(first)}–{thousands(last)}"


def cells(line: Line, remark: Remark = NO_REMARK, origin: Flag = Flag.NONE) -> tuple[str, ...]:
    """Return the texts of all columns; all but the first of other lines than raw are one.

    Flags of ``origin`` are left out: every frame of the session has them.
    """
    if line.loss is not None:
        word = tr("could not be recorded") if line.loss.gap else tr("lost")
        return (title(line), f"{word}: {line.loss.reason}", *[""] * 6)
    row = line.row
    assert row is not None
    if line.kind is not Kind.RAW:
        return (title(line), made_by(row), *[""] * 6)
    settings = row.settings
    return (
        title(line),
        clock(row.acquired_utc_ns),
        scaled(settings.dwell, 1e6),
        scaled(settings.beam_current, 1e12),
        scaled(row.dose.frame.total, 1.0),
        scaled(row.dose.cumulative, 1.0),
        score_words(row),
        " ".join(part for part in (remark_words(remark), flag_words(row.flags & ~origin)) if part),
    )


def score_words(row: FrameRow) -> str:
    """Return the z value of the picture made of a frame, empty where there is none."""
    made = row.processed_row
    score = None if made is None else made.evidence.score
    return "" if score is None else f"{score:+.1f}"


def remark_words(remark: Remark) -> str:
    """Return star, mark and note in one line."""
    parts = ("★" if remark.star else "", _MARKS.get(remark.mark, ""), remark.note)
    return " ".join(" ".join(parts).split())


def sort_key(row: FrameRow, column: int, remark: Remark) -> tuple[bool, float | str]:
    """Return what a frame is sorted by; unknown values come last."""
    settings, made = row.settings, row.processed_row
    value = {
        0: float(row.number),
        1: float(row.acquired_utc_ns),
        2: settings.dwell.value,
        3: settings.beam_current.value,
        4: row.dose.frame.total.value,
        5: row.dose.cumulative.value,
        EVIDENCE: None if made is None else made.evidence.score,
        NOTE: remark_words(remark) or None,
    }[column]
    return value is None, value if value is not None else 0.0


def made_by(row: FrameRow) -> str:
    """Return method, flags and whether the pixels are in the session."""
    made = row.processed_row
    assert made is not None
    last = made.provenance.steps[-1]
    words = [made.provenance.model or last.method]
    state = _STATES.get(made.evidence.state)
    if state:
        words.append(tr(state))
    flags = flag_words(made.flags & ~row.flags)
    if flags:
        words.append(flags)
    if not made.stored:
        words.append(tr("pixels not stored"))
    return " · ".join(words)


def flag_words(flags: Flag) -> str:
    """Return the flags that are not told by the badge, in words."""
    return ", ".join(tr(word) for flag, word in _SHORT.items() if flag in flags)


def scaled(quantity: Quantity, factor: float) -> str:
    """Return a value in a scaled unit; a tilde where it is estimated or assumed."""
    if quantity.value is None:
        return "–"
    doubt = "~" if quantity.source.value in ("estimated", "assumed") else ""
    return doubt + significant(quantity.value * factor)


def clock(utc_ns: int) -> str:
    """Return local time to a hundredth of a second, e.g. ``12:04:00.41``."""
    if utc_ns <= 0:
        return "–"
    local = datetime.fromtimestamp(utc_ns // 10**9, UTC).astimezone()
    return f"{local:%H:%M:%S}.{utc_ns % 10**9 // 10**7:02d}"
