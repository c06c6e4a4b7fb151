"""What speaks against taking the numbers of a frame for counted electrons, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.trust.noise_facts import NoiseFacts

_BLACK = 60.0
"""Where even the darkest pixels hold more, unstated numbers may stand on a black level."""


@dataclass(frozen=True, slots=True)
class GateLimits:
    """How far from counted electrons a frame's noise may be.

    Several things are looked at, each in two ways that structure deceives differently (over the
    frame's spectrum, and in its least structured parts). Noise is everywhere, structure is not:
    too much of it counts only where both ways find it. Every limit gives way to so many
    standard errors of the measure on that very frame, so that all tests together refuse fewer
    than one in a hundred frames of counts; ``stemviewer bench evidence --parts gate`` measures it.

    Parameters
    ----------
    dispersion : tuple of float
        Variance over mean.
    calm_rows : float
        Noise along the slow over that along the fast axis, or its inverse, in calm tiles.
    spectrum_rows : float
        The same of the spectrum: must agree.
    row_offsets : float
        Power common to whole rows, over the noise.
    repeats, repeats_rows : tuple of float, float
        Variance over mean, and noise along the slow over that along the fast axis, in the
        difference to a neighbouring frame: within these the two measures on the frame alone
        do not count.
    repeats_most : float
        Above it the difference to a neighbouring frame that holds still objects by itself.
    levels : float
        Share of the shades that must occur.
    spikes : float
        Standard errors by which a shade may be too frequent; there are hundreds of shades.
    errors : float
        Standard errors that every limit leaves.
    """

    dispersion: tuple[float, float] = (0.8, 1.25)
    calm_rows: float = 1.2
    spectrum_rows: float = 1.22
    row_offsets: float = 2.5
    repeats: tuple[float, float] = (0.86, 1.16)
    repeats_rows: float = 1.3
    repeats_most: float = 1.5
    levels: float = 0.85
    spikes: float = 4.5
    errors: float = 3.5


def thinning_objections(facts: NoiseFacts, limits: GateLimits | None = None) -> list[str]:
    """Return in words what speaks against counted electrons; an empty list when nothing does."""
    limits = limits or GateLimits()
    if not facts.finite:
        return ["some values are not numbers"]
    found = list(_kind_objections(facts, limits))
    if facts.mean <= 0.0:
        return [*found, "there are no electrons"]
    return [*found, *_noise_objections(facts, limits)]


def ambiguous(facts: NoiseFacts, limits: GateLimits | None = None) -> bool:
    """Whether a second frame should be asked: objections, or noise that may be structure."""
    limits = limits or GateLimits()
    return facts.spectrum > limits.dispersion[1] or bool(thinning_objections(facts, limits))


def unstated(facts: NoiseFacts, calibration: DetectorCalibration) -> list[str]:
    """Return why numbers of unknown calibration cannot be taken for counts."""
    if calibration.known or facts.darkest < _BLACK:
        return []
    return ["it is not stated that these are counts, and a black level looks like many of them"]


def _kind_objections(facts: NoiseFacts, limits: GateLimits) -> Iterator[str]:
    if not facts.whole:
        yield "the numbers are not whole electrons"
    if facts.negative:
        yield "some numbers are negative"
    if facts.step > 1:
        yield f"all numbers are multiples of {facts.step}: a stretched picture"
    elif facts.levels < limits.levels:
        yield "some shades never occur: a stretched picture"
    elif facts.spikes > limits.spikes:
        yield "some shades are more frequent than counts of any picture can be: a stretched picture"


def _noise_objections(facts: NoiseFacts, limits: GateLimits) -> Iterator[str]:
    cleared = _cleared(facts, limits)
    if math.isnan(facts.dispersion):
        yield "its noise cannot be measured, so counts cannot be told from other numbers"
    elif facts.repeats > limits.repeats_most:
        yield f"the variance is {facts.repeats:.2g} times the mean: counted electrons have 1"
    elif not cleared and not _like_counts(facts, limits):
        yield f"the variance is {facts.dispersion:.2g} times the mean: counted electrons have 1"
    if not cleared and _shared_along_rows(facts, limits):
        yield "neighbours along the fast axis share noise (afterglow or filtering)"
    most = max(math.log(limits.row_offsets), limits.errors * facts.row_offsets_error)
    highest = math.exp(min(most, 20.0))
    if not facts.row_offsets < highest or facts.repeats_offsets > highest:
        yield "whole rows share noise (line noise)"


def _cleared(facts: NoiseFacts, limits: GateLimits) -> bool:
    """Whether the difference to a neighbouring frame has the noise of counts.

    Fine structure at high dose looks like noise that is not that of counts; in the difference of
    two frames it cancels, and what a detector does to the noise does not.
    """
    if math.isnan(facts.repeats):
        return False
    low, high = limits.repeats
    alike = abs(math.log(max(facts.repeats_rows, 1e-9))) < math.log(limits.repeats_rows)
    return low < facts.repeats < high and alike


def _like_counts(facts: NoiseFacts, limits: GateLimits) -> bool:
    """Whether variance over mean is near 1: too much by all measures, or too little by any."""
    low, high = limits.dispersion
    measures = []
    if math.isfinite(facts.curve):
        slack = min(3.0 * facts.curve_error, 0.5)
        measures.append((facts.curve, low * (1.0 - slack), high * (1.0 + slack)))
    if math.isfinite(facts.spectrum):
        reach = math.exp(min(limits.errors * facts.spectrum_error, 20.0))
        measures.append((facts.spectrum, min(low, 1.0 / reach), max(high, reach)))
    too_low = any(value <= least for value, least, _ in measures)
    too_high = all(value >= most for value, _, most in measures)
    return not (too_low or too_high)


def _shared_along_rows(facts: NoiseFacts, limits: GateLimits) -> bool:
    """Whether the noise of the two axes differs, in the calm parts and in the spectrum alike."""
    calm, spectrum = facts.calm_rows, facts.along_rows
    if math.isnan(spectrum):
        return True  # too small a frame to tell
    if math.isnan(calm):
        return False
    far = abs(math.log(calm)) > max(math.log(limits.calm_rows), limits.errors * facts.calm_error)
    agree = math.log(calm) * math.log(spectrum) > 0.0
    return far and agree and abs(math.log(spectrum)) > math.log(limits.spectrum_rows)
