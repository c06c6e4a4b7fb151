"""What the threads of a blind comparison do: reading, drawing lots, writing; nothing of Qt."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.session.format.files import first_segment_name
from stemviewer.ui.language.words import tr

if TYPE_CHECKING:
    from stemviewer.inspection.blind import BlindRun
    from stemviewer.inspection.blind_pictures import Source

AVERAGES = (4, 8, 16, 32)
"""Raw frames in the averages that are offered."""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be compared, and what was found before."""

    sources: tuple[tuple[str, Source], ...]
    earlier: tuple[str, ...]


def known(path: Path, session_id: str) -> Known:
    """Return what a session offers, and its earlier results in words."""
    from stemviewer.inspection.blind import sentences
    from stemviewer.inspection.blind_file import read_blind
    from stemviewer.inspection.blind_pictures import Source, SourceKind
    from stemviewer.inspection.layers import layers_of

    layers = tuple(Source(SourceKind.LAYER, layer=one) for one in layers_of(path, session_id))
    averages = [Source(SourceKind.AVERAGE, count) for count in AVERAGES]
    offered = [
        (tr("Recorded picture"), Source(SourceKind.RECORDED)),
        (tr("Raw frame"), Source(SourceKind.RAW)),
        *((tr("Average of {0} raw frames", one.frames), one) for one in averages),
        *((tr("Layer {0}", one.layer.name), one) for one in layers if one.layer is not None),
    ]
    earlier: list[str] = []
    for run in reversed(read_blind(path).runs):
        day = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.began_utc_ns / 1e9))
        earlier += [f"{day}  {run.question}", *(f"    {line}" for line in sentences(run)), ""]
    return Known(tuple(offered), tuple(earlier))


def begun(
    path: Path, sources: tuple[Source, Source], span: range, asked: tuple[str, str, int], seed: int
) -> BlindRun:
    """Return a comparison with its pairs drawn, and no answer yet.

    Parameters
    ----------
    path : Path
        Of the session.
    sources : tuple of Source
        The two.
    span : range
        Frames that pairs are drawn from; empty for all.
    asked : tuple
        Question, operator, and number of pairs.
    seed : int
        Of the lots.

    Raises
    ------
    StemviewerError
        If both are the same, or no frame has both.
    """
    from stemviewer.core.errors import SettingsError
    from stemviewer.inspection.blind import BlindRun, plan
    from stemviewer.inspection.blind_pictures import rows_for

    first, second = sources
    if first == second:
        raise SettingsError(
            tr("Both are the same."),
            tr("There is nothing to compare."),
            tr("Choose another picture for one of them."),
        )
    question, operator, pairs = asked
    trials = plan(rows_for(path, first, second, span), pairs, seed)
    return BlindRun(
        began_utc_ns=time.time_ns(),
        operator=operator[:400],
        question=question[:400],
        first=first.name[:400],
        second=second.name[:400],
        seed=seed,
        trials=trials,
    )


def written(path: Path, session_id: str, run: BlindRun) -> Path:
    """Keep a comparison beside the session."""
    from stemviewer.inspection.blind_file import keep_run

    return keep_run(path, session_id, run)


def exported(path: Path, folder: Path) -> Path:
    """Write all answers of a session as a table."""
    from stemviewer.inspection.blind_file import export_blind

    folder.mkdir(parents=True, exist_ok=True)
    return export_blind(path, folder / f"{first_segment_name(path)}_blind.csv")
