"""What is told of a quality: with all of its error, and not at all where it cannot be known."""

from __future__ import annotations

import math
from dataclasses import replace

from stemviewer.trust.advice.blur import DOUBT
from stemviewer.trust.advice.points import Quality

PRECISE_DB = 0.25
"""A quality with a larger standard error by counting is not told [dB]."""

VAGUE_DB = 1.2
"""The same for an extrapolated one, which is marked as such [dB]."""

BLUR_DB = 0.6
"""Nor one that a larger allowance had to be made for, since alignment blurs [dB]."""

OTHER_FRAME_DB = 0.1
"""By which pictures of frames of one view differ among themselves, as they lie on the grid of
pixels; part of every error that is told [dB]."""

LOST = "its error cannot be told from zero by the electrons so far"
FAINT = "more electrons are needed"
FINE = "the picture is too fine for frames that lie apart by parts of a pixel"


def told(quality: Quality | None, allowance: float) -> tuple[Quality | None, str]:
    """Return a quality as it is told, or ``None`` and the reason.

    Parameters
    ----------
    quality : Quality or None
        Of the sum of frames, by counting.
    allowance : float
        By how much that flatters [dB].
    """
    if quality is None:
        return None, LOST
    if abs(allowance) > BLUR_DB:
        return None, FINE
    if quality.error > (VAGUE_DB if quality.extrapolated else PRECISE_DB):
        return None, f"{FAINT}: ± {quality.error:.1f} dB so far"
    error = math.hypot(quality.error, DOUBT * allowance, OTHER_FRAME_DB)
    return replace(quality, value=quality.value - allowance, error=error), ""
