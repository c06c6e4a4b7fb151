"""Cross-fitting: both halves of a split judge, each the picture that was made of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy.typing as npt

from stemviewer.denoise.base import Denoiser
from stemviewer.trust.evidence import Evidence, EvidenceOptions, judge
from stemviewer.trust.held_out import HeldOut, swapped
from stemviewer.trust.places import Place
from stemviewer.trust.verdict import Verdict, state_of


def cross_fit(
    picture: npt.NDArray[Any], held: HeldOut, denoiser: Denoiser, options: EvidenceOptions
) -> tuple[Evidence, Evidence]:
    """Test both halves of a thinned frame: for review, with one more pass.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Made of ``held.seen`` [electrons per pixel].
    held : HeldOut
        The frame, thinned.
    denoiser, options
        As for ``frame_test.run_frame_test``.

    Returns
    -------
    tuple of Evidence
        Each electron judges once; each fold may flag half as many right frames as ``options`` say.
    """
    each = replace(options, alpha=options.alpha / 2.0)
    other = swapped(held)
    first = judge(picture, held, each)
    options.breathe()
    return first, judge(denoiser.apply(other.seen).image, other, each)


def joined(first: Evidence, second: Evidence) -> Evidence:
    """Return the evidence of two folds as one.

    The two scores are nearly independent (their correlation is zero or negative), so
    ``(z1 + z2) / sqrt(2)`` errs on the safe side. A place that either half contradicts is
    contradicted; the states of the others are those of the first half.
    """
    z = (first.verdict.z + second.verdict.z) / 2.0**0.5
    electrons = first.verdict.electrons + second.verdict.electrons
    gain = (
        first.verdict.gain * first.verdict.electrons
        + second.verdict.gain * second.verdict.electrons
    ) / max(electrons, 1)
    places = sorted((*first.places, *second.places), key=lambda place: -abs(place.z))
    single: list[Place] = []
    for place in places:
        if not any(_same(place, other) for other in single):
            single.append(place)
    verdict = Verdict(state_of(z), z, gain, electrons)
    return replace(first, verdict=verdict, places=tuple(single), folds=2)


def _same(one: Place, other: Place) -> bool:
    away = (one.row - other.row) ** 2 + (one.column - other.column) ** 2
    alike = (one.z > 0.0) == (other.z > 0.0)
    return alike and one.large == other.large and away < (2.0 * max(one.sigma, other.sigma)) ** 2
