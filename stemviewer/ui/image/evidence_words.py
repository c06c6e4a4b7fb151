"""What a test came to, in words for a panel: live and in review the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemviewer.core.quantity import Quantity
from stemviewer.trust.false_lattice import LatticePeak, Support
from stemviewer.trust.states import PlaceState
from stemviewer.trust.verdict import State, Verdict, signed
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import plural, tr
from stemviewer.ui.text import length, significant

if TYPE_CHECKING:
    from stemviewer.trust.evidence import Evidence

SIGN = {
    State.BETTER: ("●", c.GOOD),
    State.NO_BETTER: ("◐", c.CAUTION),
    State.WORSE: ("▲", c.CONTRADICTED),
    State.NOT_AVAILABLE: ("○", c.SECONDARY),
}
"""Shape and colour before the words, never instead of them."""

_NAMED = 3
"""So many false peaks are named, the rest are counted."""


def verdict_words(verdict: Verdict, name: str) -> str:
    """Return what the frame as a whole says of the picture that ``name`` made."""
    told = {
        State.BETTER: tr("{0} predicts unseen electrons better than a Gaussian", name),
        State.NO_BETTER: tr("{0} predicts unseen electrons no better than a Gaussian", name),
        State.WORSE: tr("{0} predicts unseen electrons worse than a Gaussian", name),
        State.NOT_AVAILABLE: tr("evidence not available"),
    }[verdict.state]
    return f"{told} (z = {signed(verdict.z)})"


def source_words(evidence: Evidence) -> str:
    """Return where the unseen electrons came from."""
    if evidence.q > 0.0:
        both = tr(", both halves") if evidence.folds > 1 else ""
        return tr("thinned, q = {0:.2f}{1}", evidence.q, both)
    return tr("judged by the neighbouring frame")


def share_words(evidence: Evidence) -> str:
    """Return the shares of the three states."""
    share = evidence.states.share
    return tr(
        "supported {0:.0%} · not decidable {1:.0%} · contradicted {2}",
        share(PlaceState.SUPPORTED),
        share(PlaceState.UNDECIDED),
        len(evidence.contradicted),
    )


def limit_words(evidence: Evidence) -> str:
    """Return the smallest column that this dose can prove, and what the brightest would need."""
    limits = evidence.limits
    size = f"{max(limits.missing, limits.invented):.0f} e⁻"
    if limits.share == math.inf:
        return tr("This dose can prove a column of {0}", size)
    if limits.share > 1.0:
        # what a sum can tell grows as the square root of its dose
        more = max(1, math.ceil(limits.share**2) - 1)
        frames = plural(more, "{0} more frame", "{0} more frames", more)
        return tr(
            "This dose cannot prove a single column: {0} would be needed, or {1}", size, frames
        )
    return tr(
        "This dose can prove a column of ≥ {0:.0%} of the brightest ({1})", limits.share, size
    )


def lattice_words(peaks: Sequence[LatticePeak], pixel_size: Quantity) -> tuple[str, bool]:
    """Return what supports the lattice that the picture shows, and whether a part is false.

    Parameters
    ----------
    peaks : sequence of LatticePeak
        Of the picture's Fourier transform.
    pixel_size : Quantity
        [m]; spacings are in pixels where it is unknown.
    """
    if not peaks:
        return "", False
    false = [peak for peak in peaks if peak.support is Support.CONTRADICTED]
    good = sum(peak.support is Support.SUPPORTED for peak in peaks)
    if not false:
        return tr("lattice: {0} of {1} peaks supported, none contradicted", good, len(peaks)), False
    named = ", ".join(_spacing(peak, pixel_size) for peak in false[:_NAMED])
    rest = tr(" and {0} more", len(false) - _NAMED) if len(false) > _NAMED else ""
    which = "peak" if len(false) == 1 else "peaks"
    return tr(
        "▲ false lattice? unseen electrons do not show the {0} at {1}{2}", which, named, rest
    ), True


def _spacing(peak: LatticePeak, pixel_size: Quantity) -> str:
    if pixel_size.value is None:
        return f"{significant(peak.spacing)} px"
    return length(peak.spacing * pixel_size.value)
