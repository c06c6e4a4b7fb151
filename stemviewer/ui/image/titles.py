"""The words in a pane's title, from a frame and what is known of it."""

from __future__ import annotations

from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind
from stemviewer.core.quantity import UNKNOWN, Quantity, Source
from stemviewer.denoise.base import RangeState, RangeVerdict
from stemviewer.ui.image.picture import TitlePart, Tone
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.text import E_PER_A2, E_PER_PX, significant, thousands

Parts = tuple[TitlePart, ...]

NOT_RAW = {
    Kind.DENOISED: mark("network, not raw"),
    Kind.FILTERED: mark("filter, not raw"),
    Kind.AVERAGED: mark("average, not one frame"),
}

_DOUBTFUL = (Source.ESTIMATED, Source.ASSUMED)


def with_doubt(quantity: Quantity, unit: str, figures: int = 3) -> str:
    """Return value and unit, and the source where it is estimated or assumed."""
    if quantity.value is None:
        return tr("{0} unknown", unit)
    doubt = f" {tr(quantity.source.value)}" if quantity.source in _DOUBTFUL else ""
    return f"{significant(quantity.value, figures)} {unit}{doubt}"


def raw_title(frame: Frame, per_pixel: Quantity, dose: FrameDose | None) -> tuple[Parts, Parts]:
    """Return the left and right words over a raw frame."""
    number = thousands(frame.number)
    left = [TitlePart(tr("Frame {0}", number), Tone.STRONG, keep=9, short=number)]
    if not frame.complete:
        share = tr("{0} of {1}", thousands(frame.valid_rows), thousands(frame.settings.rows))
        left.append(TitlePart(tr("{0} rows", share), Tone.CAUTION, keep=6, short=share))
    left.append(TitlePart(frame.channel, Tone.QUIET, keep=1))
    fluence = UNKNOWN if dose is None else dose.total
    right = (
        TitlePart(with_doubt(per_pixel, E_PER_PX), Tone.STRONG, keep=5),
        TitlePart(with_doubt(fluence, E_PER_A2), Tone.QUIET, keep=3),
    )
    return tuple(left), right


def processed_title(processed: Processed, verdict: RangeVerdict | None) -> tuple[Parts, Parts]:
    """Return the left and right words over a processed picture."""
    provenance = processed.provenance
    first, last = processed.numbers[0], processed.parent
    number, word = thousands(last), tr("Frame")
    if first != last:
        number, word = f"{thousands(first)}–{number}", tr("Frames")
    left = (
        TitlePart(f"{word} {number}", Tone.STRONG, keep=8, short=number),
        TitlePart(tr(NOT_RAW[provenance.kind]), Tone.KIND, keep=10, short=tr("not raw")),
    )
    right = []
    if Flag.UNCALIBRATED in provenance.flags:
        right.append(TitlePart(tr("e⁻ estimated"), Tone.CAUTION, keep=4))
    right.extend(_range_parts(provenance.flags, verdict))
    return left, tuple(right)


def _range_parts(flags: Flag, verdict: RangeVerdict | None) -> list[TitlePart]:
    if Flag.NETWORK not in flags:
        return []
    if Flag.OUT_OF_RANGE in flags or (verdict and verdict.state is RangeState.OUT):
        return [TitlePart(tr("▲ out of range"), Tone.CAUTION, keep=9)]
    if verdict is None:
        return []
    if verdict.state is RangeState.EDGE:
        return [TitlePart(tr("◆ edge of range"), Tone.CAUTION, keep=6)]
    return [TitlePart(tr("● in range"), Tone.GOOD, keep=5)]
