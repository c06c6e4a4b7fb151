"""The dose adviser: what half, twice or any other dose would give on this very specimen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.denoise.base import Denoiser
from stemviewer.trust.advice.blur import UNSEEN, Blur, flattery
from stemviewer.trust.advice.dose_curve import DoseCurve, combined, in_decibels
from stemviewer.trust.advice.points import ASKED, DosePoint
from stemviewer.trust.advice.quality import Estimate, of_pictures, scored_share
from stemviewer.trust.advice.telling import told
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

MOST_LOOKS = 24
"""Estimates of a kind that are kept; a look gives two."""

PICTURES = 3
"""Made of each share below a frame: where structure is barely seen they differ among themselves,
which no counting error tells."""

_ALLOWED = (0.5, 2.0)
"""Doses that the allowance for blur is found at; it changes little between."""

HALF = 0.5
"""Share of the electrons that the evidence of the live view holds out."""


@dataclass(slots=True)
class _Looks:
    errors: dict[float, list[Estimate]] = field(default_factory=dict)
    squares: list[Estimate] = field(default_factory=list)
    gains: dict[float, list[float]] = field(default_factory=dict)
    variances: dict[float, list[float]] = field(default_factory=dict)
    flattery: dict[float, list[float]] = field(default_factory=dict)


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

    def look(
        self, counts: npt.NDArray[Any], exposure: float, seed: int, blur: Blur | None = None
    ) -> None:
        """Take in electrons of one or more aligned frames.

        Parameters
        ----------
        counts : ndarray, shape (rows, columns)
            Whole electrons per pixel, Poisson; of frames that no other look has.
        exposure : float
            How many frames they are of.
        seed : int
            Of the splits.
        blur : Blur or None
            What the alignment of these frames left; ``None`` for nothing.
        """
        split = thin(np.rint(counts), 0.5, seed)
        halves = (split.seen, split.unseen)
        self.count += 1
        pictures: list[Plane] = []
        for number, (mine, other) in enumerate((halves, halves[::-1])):
            # the other half makes the guess: it knows nothing of the electrons that are judged
            guess = self._denoiser.apply(other.astype(np.float32)).image.astype(np.float64)
            self._fold(mine.astype(np.float64), exposure / 2.0, guess, seed + 104729 * (number + 1))
            pictures.append(guess / (exposure / 2.0))
        self._picture = np.maximum((pictures[0] + pictures[1]) / 2.0, 0.0)
        self._allow(self._picture, blur or Blur(np.zeros((0, 2))), seed)

    def _allow(self, picture: Plane, blur: Blur, seed: int) -> None:
        """Find out by how much the blurred sum is easier to picture than a frame is."""
        sharp = picture if blur.nothing else blur.undone(picture)
        for number, dose in enumerate(_ALLOWED):
            extra = 0.0
            if not blur.nothing:
                made = seed + 15485863 * (number + 1)
                extra = flattery(picture * dose, sharp * dose, self._denoiser, made)
            _keep(self._looks.flattery, dose, extra)

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
        extra = {dose: float(np.mean(all_)) for dose, all_ in self._looks.flattery.items()}
        points = []
        for dose in ASKED:
            quality, reason = told(curve.at(dose), UNSEEN * _between(extra, dose))
            points.append(DosePoint(dose, quality, self._score(dose), columns[dose], reason))
        return tuple(points)

    def curve(self) -> DoseCurve:
        """Return the measured points, of the sums as they are."""
        looks = self._looks
        errors = combined(looks.errors)
        # squares differ between looks by the specimen under the view, not by counting alone
        square = combined({1.0: looks.squares})[1.0] if looks.squares else Estimate(0.0, 1.0)
        found = (in_decibels(dose, errors[dose], square) for dose in sorted(errors))
        return DoseCurve(tuple(quality for quality in found if quality is not None))

    def _share(self, counts: Plane, dose: float, exposure: float, guess: Plane, seed: int) -> None:
        scores = [
            scored_share(counts, dose / exposure, self._denoiser, guess, seed + 611953 * number)
            for number in range(PICTURES if dose < 1.0 else 1)
        ]
        scale, looks = exposure**2, self._looks
        found = of_pictures([score.error for score in scores])
        _keep(looks.errors, dose, Estimate(found.value / scale, found.error / scale))
        _keep(looks.gains, dose, float(np.mean([score.gain for score in scores])) / exposure)
        _keep(
            looks.variances, dose, float(np.mean([score.variance for score in scores])) / exposure
        )

    def _score(self, dose: float) -> float | None:
        """Return the score that a frame of some dose would get, half of its electrons held out."""
        looks, held = self._looks, dose * HALF
        gains = {d: float(np.mean(values)) for d, values in looks.gains.items()}
        variances = {d: float(np.mean(values)) for d, values in looks.variances.items()}
        # the picture of the test is made from the other half
        seen = dose * (1.0 - HALF)
        if not _covers(gains, seen):
            return None
        gain, variance = _between(gains, seen), _between(variances, seen)
        if variance <= 0.0:
            return None
        return float(gain * held / (variance * held) ** 0.5)


def _keep(table: dict[float, list[Any]], dose: float, value: object) -> None:
    table[dose] = [*table.get(dose, []), value][-MOST_LOOKS:]


def _between(table: Mapping[float, float], dose: float) -> float:
    """Interpolate in the logarithm of the dose; the outermost value goes on beyond."""
    doses = sorted(table)
    return float(np.interp(np.log(dose), np.log(doses), [table[d] for d in doses]))


def _covers(table: Mapping[float, float], dose: float) -> bool:
    """Return whether a dose is not far outside."""
    return bool(table) and min(table) / 2.01 <= dose <= max(table) * 1.01


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
