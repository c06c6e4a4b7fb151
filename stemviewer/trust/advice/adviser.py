"""The dose adviser: what half, twice or any other dose would give on this very specimen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.denoise.base import Denoiser
from stemviewer.trust.advice.dose_curve import DoseCurve, combined, in_decibels
from stemviewer.trust.advice.points import ASKED, DosePoint, Quality
from stemviewer.trust.advice.quality import Estimate, scored_share
from stemviewer.trust.evidence import EvidenceOptions
from stemviewer.trust.limits import limits_at
from stemviewer.trust.templates import Plane, scales_for
from stemviewer.trust.thinning import thin

DOSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Over that of a frame; pictures are made at those that the electrons at hand allow."""

MOST_SHARE = 0.88
"""Of the electrons at hand that a picture may be made from: the rest has to judge it."""

FRAMES = 16
"""Aligned frames that are thinned together: so twice the dose is measured, not extrapolated, and
unseen electrons are many."""

FEWEST = 4
"""With fewer aligned frames nothing is said."""

PRECISE_DB = 0.25
"""A quality with a larger standard error is not told [dB]."""

VAGUE_DB = 1.2
"""The same for an extrapolated one, which is marked as such [dB]."""

MOST_LOOKS = 24
"""Estimates of a kind that are kept; a look gives two."""

HALF = 0.5
"""Share of the electrons that the evidence of the live view holds out."""


@dataclass(slots=True)
class _Looks:
    errors: dict[float, list[Estimate]] = field(default_factory=dict)
    squares: list[Estimate] = field(default_factory=list)
    gains: dict[float, list[float]] = field(default_factory=dict)
    variances: dict[float, list[float]] = field(default_factory=dict)


class DoseAdviser:
    """Collects looks at one view with one set of settings and one denoiser. Not thread-safe.

    Parameters
    ----------
    denoiser : Denoiser
        Whose pictures are advised on.
    """

    def __init__(self, denoiser: Denoiser) -> None:
        self._denoiser = denoiser
        self._looks = _Looks()
        self._picture: Plane | None = None
        self.count = 0
        """Looks so far."""

    def look(self, counts: npt.NDArray[Any], exposure: float, seed: int) -> None:
        """Take in electrons of one or more aligned frames.

        Parameters
        ----------
        counts : ndarray, shape (rows, columns)
            Whole electrons per pixel, Poisson; of frames that no other look has.
        exposure : float
            How many frames they are of.
        seed : int
            Of the splits.
        """
        split = thin(np.rint(counts), 0.5, seed)
        halves = (split.seen, split.unseen)
        self.count += 1
        for number, (mine, other) in enumerate((halves, halves[::-1])):
            # the other half makes the guess: it knows nothing of the electrons that are judged
            guess = self._denoiser.apply(other.astype(np.float32)).image.astype(np.float64)
            self._fold(mine.astype(np.float64), exposure / 2.0, guess, seed + 104729 * (number + 1))
            self._picture = guess / (exposure / 2.0)

    def _fold(self, counts: Plane, exposure: float, guess: Plane, seed: int) -> None:
        for number, dose in enumerate(DOSES):
            if dose / exposure <= MOST_SHARE:
                self._share(counts, dose, exposure, guess, seed + 7919 * number)
        terms = counts * (counts - 1.0) / exposure**2
        square = Estimate(float(terms.mean()), float(terms.std()) / terms.size**0.5)
        self._looks.squares = [*self._looks.squares, square][-MOST_LOOKS:]

    def points(self) -> tuple[DosePoint, ...]:
        """Return what is known of the doses in ``ASKED``; empty before the first look."""
        if self._picture is None:
            return ()
        curve, columns = self.curve(), _columns(self._picture)
        return tuple(
            DosePoint(dose, _precise(curve.at(dose)), self._score(dose), columns[dose])
            for dose in ASKED
        )

    def curve(self) -> DoseCurve:
        """Return the measured points."""
        looks = self._looks
        errors = combined(looks.errors)
        # squares differ between looks by the specimen under the view, not by counting alone
        square = combined({1.0: looks.squares})[1.0] if looks.squares else Estimate(0.0, 1.0)
        found = (in_decibels(dose, errors[dose], square) for dose in sorted(errors))
        return DoseCurve(tuple(quality for quality in found if quality is not None))

    def _share(self, counts: Plane, dose: float, exposure: float, guess: Plane, seed: int) -> None:
        score = scored_share(counts, dose / exposure, self._denoiser, guess, seed)
        scale = exposure**2
        estimate = Estimate(score.error.value / scale, score.error.error / scale)
        looks = self._looks
        _keep(looks.errors, dose, estimate)
        _keep(looks.gains, dose, score.gain / exposure)
        _keep(looks.variances, dose, score.variance / exposure)

    def _score(self, dose: float) -> float | None:
        """Return the score that a frame of some dose would get, half of its electrons held out."""
        looks, held = self._looks, dose * HALF
        gains = {d: float(np.mean(values)) for d, values in looks.gains.items()}
        # the picture of the test is made from the other half
        gain = _between(gains, dose * (1.0 - HALF))
        variances = {d: float(np.mean(values)) for d, values in looks.variances.items()}
        variance = _between(variances, dose * (1.0 - HALF))
        if gain is None or variance is None or variance <= 0.0:
            return None
        return float(gain * held / (variance * held) ** 0.5)


def _precise(quality: Quality | None) -> Quality | None:
    """Return a quality only when it is good enough to be told."""
    if quality is None:
        return None
    if quality.error > (VAGUE_DB if quality.extrapolated else PRECISE_DB):
        return None
    return quality


def _keep(table: dict[float, list[Any]], dose: float, value: object) -> None:
    table[dose] = [*table.get(dose, []), value][-MOST_LOOKS:]


def _between(table: Mapping[float, float], dose: float) -> float | None:
    """Interpolate in the logarithm of the dose; ``None`` far outside."""
    doses = sorted(table)
    if not doses or not doses[0] / 2.01 <= dose <= doses[-1] * 1.01:
        return None
    return float(np.interp(np.log(dose), np.log(doses), [table[d] for d in doses]))


def _columns(picture: Plane) -> dict[float, float]:
    """Return the smallest decidable column at each dose, from the best picture of the view."""
    options = EvidenceOptions()
    scales = scales_for(picture)
    middle = scales[len(scales) // 2]
    ratio = options.q / (1.0 - options.q)
    return {
        dose: limits_at(
            picture * dose * (1.0 - options.q), ratio, middle, options.alpha, len(scales)
        ).share
        for dose in ASKED
    }
