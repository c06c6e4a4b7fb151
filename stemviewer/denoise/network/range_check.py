"""Is this frame like what the network was trained on? Cheap, and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.base import IN_RANGE, RangeState, RangeVerdict
from stemviewer.denoise.calm_tiles import axis_noise
from stemviewer.denoise.network.contrast import Contrast, contrast_of
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.spectrum import SpectrumFacts, spectrum_facts
from stemviewer.denoise.noise_curve import noise_curve

_SURE = 3.0
"""Standard errors from which on a measure of noise is believed."""

_SEVERITY = (RangeState.IN, RangeState.EDGE, RangeState.OUT)


@dataclass(frozen=True, slots=True)
class TrainedLimits:
    """Range a network was trained for, and how far from shot noise a frame may be.

    Parameters
    ----------
    dose_low, dose_high : float
        Mean dose of the training images [electrons per pixel].
    smallest_side : int
        Smallest frame that is judged in range [px].
    noise_edge, noise_out : tuple of float
        Noise power over that of shot noise, below and above which a frame is at the edge of
        the range, and out of it.
    rows_edge, rows_out : float
        Noise shared along the fast axis (see ``SpectrumFacts``); limits.
    offsets_edge, offsets_out : float
        Power of row-to-row offsets over the noise; limits.
    fine_edge, fine_out : float
        Structure finer than three pixels over coarser structure: sampling too coarse. Two in
        a hundred of the training images are above 1, up to 5; it shows at high dose only.
    contrasts : tuple of Contrast
        Signs of contrast in the training images.
    """

    dose_low: float = 0.1
    dose_high: float = 100.0
    smallest_side: int = 64
    noise_edge: tuple[float, float] = (0.85, 1.25)
    noise_out: tuple[float, float] = (0.65, 1.8)
    rows_edge: float = 1.35
    rows_out: float = 1.7
    offsets_edge: float = 2.0
    offsets_out: float = 4.0
    fine_edge: float = 0.5
    fine_out: float = 5.0
    contrasts: tuple[Contrast, ...] = (Contrast.BRIGHT, Contrast.DARK)


def limits_of(entry: ModelEntry) -> TrainedLimits:
    """Return the limits of a catalogued network."""
    trained = entry.trained
    return TrainedLimits(
        dose_low=trained.dose_low, dose_high=trained.dose_high, contrasts=trained.contrasts
    )


def check_range(electrons: ElectronImage, limits: TrainedLimits | None = None) -> RangeVerdict:
    """Return whether a frame suits the network, and why not.

    Parameters
    ----------
    electrons : ndarray of float32, shape (rows, columns)
        Counts in electrons per pixel, as given to the network.
    limits : TrainedLimits
        What the network was trained for.

    Returns
    -------
    RangeVerdict
        The worst of all findings; its reason joins those that are as bad.
    """
    limits = limits or TrainedLimits()
    findings = list(_findings(electrons, limits))
    worst = max((state for state, _ in findings), key=_SEVERITY.index, default=RangeState.IN)
    if worst is RangeState.IN:
        return IN_RANGE
    return RangeVerdict(worst, "; ".join(text for state, text in findings if state is worst))


def _findings(electrons: ElectronImage, limits: TrainedLimits) -> Iterator[tuple[RangeState, str]]:
    broken = electrons.size - int(np.count_nonzero(np.isfinite(electrons)))
    if broken:
        yield RangeState.OUT, f"{broken} pixels are not numbers"
        return
    yield from _size_finding(electrons, limits)
    mean = float(electrons.mean(dtype=np.float64))
    yield from _dose_finding(mean, limits)
    if mean > 0 and min(electrons.shape) >= 32:
        facts = spectrum_facts(electrons)
        yield from _noise_finding(_noise(electrons, facts, limits), facts.noise_error, limits)
        yield from _row_findings(electrons, facts, limits)
        if facts.fine_share > limits.fine_edge:
            state = RangeState.OUT if facts.fine_share > limits.fine_out else RangeState.EDGE
            yield state, "pixels too large: there is structure finer than three pixels"
        yield from _contrast_finding(electrons, limits)


def _size_finding(
    electrons: ElectronImage, limits: TrainedLimits
) -> Iterator[tuple[RangeState, str]]:
    if min(electrons.shape) < limits.smallest_side:
        rows, columns = electrons.shape
        yield (
            RangeState.EDGE,
            f"only {rows} x {columns} pixels, fewer than {limits.smallest_side} on a side",
        )


def _dose_finding(mean: float, limits: TrainedLimits) -> Iterator[tuple[RangeState, str]]:
    low, high = limits.dose_low, limits.dose_high
    if mean <= 0:
        yield RangeState.OUT, "no electrons: the mean is not above the black level"
    elif not low / 2 <= mean <= high * 2:
        side = "below" if mean < low else "above"
        yield RangeState.OUT, f"{mean:.3g} e/px is far {side} the trained {low:g} to {high:g} e/px"
    elif not low <= mean <= high:
        side = "below" if mean < low else "above"
        yield RangeState.EDGE, f"{mean:.3g} e/px is {side} the trained {low:g} to {high:g} e/px"


def _contrast_finding(
    electrons: ElectronImage, limits: TrainedLimits
) -> Iterator[tuple[RangeState, str]]:
    if {Contrast.BRIGHT, Contrast.DARK} <= set(limits.contrasts):
        return  # no sign of contrast is strange to it, and none need be found
    found = contrast_of(electrons)
    if found is not Contrast.UNDECIDED and found not in limits.contrasts:
        known = " and ".join(limits.contrasts)
        yield RangeState.OUT, f"contrast is {found.value}, and the network was trained on {known}"


def _noise(electrons: ElectronImage, facts: SpectrumFacts, limits: TrainedLimits) -> float:
    """Return the noise over that of counting; too much is looked for in calm parts as well.

    At high dose fine structure stands out of the noise at all frequencies; noise is everywhere.
    """
    if facts.noise <= limits.noise_edge[1]:
        return facts.noise
    curve = noise_curve(electrons)
    if curve.reason:
        return facts.noise
    with np.errstate(divide="ignore", invalid="ignore"):
        # far from an offset of zero there is no such line: the result is not finite
        calm = curve.fit(offset=0.0).gain
    return min(facts.noise, calm) if np.isfinite(calm) and calm > 0.0 else facts.noise


def _noise_finding(
    ratio: float, error: float, limits: TrainedLimits
) -> Iterator[tuple[RangeState, str]]:
    # where the electrons are all in one part, or the frame is small, it says less
    if limits.noise_edge[0] <= ratio <= limits.noise_edge[1] or abs(np.log(ratio)) < _SURE * error:
        return
    state = RangeState.EDGE
    if not limits.noise_out[0] <= ratio <= limits.noise_out[1]:
        state = RangeState.OUT
    cause = "gain or black level may be wrong, or the frame was averaged or filtered"
    yield state, f"the noise is {ratio:.2f} times what counting gives: {cause}"


def _row_findings(
    electrons: ElectronImage, facts: SpectrumFacts, limits: TrainedLimits
) -> Iterator[tuple[RangeState, str]]:
    # edges and rows that jitter raise it too, but not where there is least structure
    if facts.along_rows > limits.rows_edge and _shared_in_calm_parts(electrons):
        state = RangeState.OUT if facts.along_rows > limits.rows_out else RangeState.EDGE
        yield (
            state,
            "pixels of a row share noise (slow detector): streaks may be taken for structure",
        )
    if facts.row_offsets > limits.offsets_edge:
        state = RangeState.OUT if facts.row_offsets > limits.offsets_out else RangeState.EDGE
        yield state, "rows differ in level (line noise): stripes may be taken for structure"


def _shared_in_calm_parts(electrons: ElectronImage) -> bool:
    axes = axis_noise(electrons)
    return not np.isfinite(axes.ratio) or float(np.log(axes.ratio)) > _SURE * axes.error
