"""What a test came to, in words for a panel: live and in review the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemviewer.core.quantity import Quantity
from stemviewer.trust.false_lattice import LatticePeak, Support
from stemviewer.trust.states import PlaceState
from stemviewer.trust.verdict import State
from stemviewer.ui import colours as c
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


def source_words(evidence: Evidence) -> str:
    """Return where the unseen electrons came from."""
    if evidence.q > 0.0:
        both = ", both halves" if evidence.folds > 1 else ""
        return f"thinned, q = {evidence.q:.2f}{both}"
    return "judged by the neighbouring frame"


def share_words(evidence: Evidence) -> str:
    """Return the shares of the three states."""
    share = evidence.states.share
    return (
        f"supported {share(PlaceState.SUPPORTED):.0%} · "
        f"not decidable {share(PlaceState.UNDECIDED):.0%} · "
        f"contradicted {len(evidence.contradicted)}"
    )


def limit_words(evidence: Evidence) -> str:
    """Return the smallest column that this dose can prove, and what the brightest would need."""
    limits = evidence.limits
    size = f"{max(limits.missing, limits.invented):.0f} e⁻"
    if limits.share == math.inf:
        return f"This dose can prove a column of {size}"
    if limits.share > 1.0:
        # what a sum can tell grows as the square root of its dose
        more = max(1, math.ceil(limits.share**2) - 1)
        frames = f"{more} more frame{'' if more == 1 else 's'}"
        return f"This dose cannot prove a single column: {size} would be needed, or {frames}"
    return f"This dose can prove a column of ≥ {limits.share:.0%} of the brightest ({size})"


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
        return f"lattice: {good} of {len(peaks)} peaks supported, none contradicted", False
    named = ", ".join(_spacing(peak, pixel_size) for peak in false[:_NAMED])
    rest = f" and {len(false) - _NAMED} more" if len(false) > _NAMED else ""
    which = "peak" if len(false) == 1 else "peaks"
    return f"▲ false lattice? unseen electrons do not show the {which} at {named}{rest}", True


def _spacing(peak: LatticePeak, pixel_size: Quantity) -> str:
    if pixel_size.value is None:
        return f"{significant(peak.spacing)} px"
    return length(peak.spacing * pixel_size.value)
