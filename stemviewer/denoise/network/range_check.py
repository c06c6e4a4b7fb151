"""Is this frame like what the network was trained on? Cheap, and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.base import IN_RANGE, RangeState, RangeVerdict
from stemviewer.denoise.network.model_entry import ModelEntry
from stemviewer.denoise.network.spectrum import SpectrumFacts, spectrum_facts

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
    fine_out : float
        Structure finer than three pixels over coarser structure: sampling too coarse.
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
    fine_out: float = 0.5


def limits_of(entry: ModelEntry) -> TrainedLimits:
    """Return the limits of a catalogued network."""
    return TrainedLimits(dose_low=entry.trained.dose_low, dose_high=entry.trained.dose_high)


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
        yield from _noise_finding(facts, limits)
        yield from _row_findings(facts, limits)
        if facts.fine_share > limits.fine_out:
            yield RangeState.OUT, "pixels too large: there is structure finer than three pixels"


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


def _noise_finding(facts: SpectrumFacts, limits: TrainedLimits) -> Iterator[tuple[RangeState, str]]:
    ratio = facts.noise
    if limits.noise_edge[0] <= ratio <= limits.noise_edge[1]:
        return
    state = RangeState.EDGE
    if not limits.noise_out[0] <= ratio <= limits.noise_out[1]:
        state = RangeState.OUT
    cause = "gain or black level may be wrong, or the frame was averaged or filtered"
    yield state, f"the noise is {ratio:.2f} times what counting gives: {cause}"


def _row_findings(facts: SpectrumFacts, limits: TrainedLimits) -> Iterator[tuple[RangeState, str]]:
    if facts.along_rows > limits.rows_edge:
        state = RangeState.OUT if facts.along_rows > limits.rows_out else RangeState.EDGE
        yield (
            state,
            "pixels of a row share noise (slow detector): streaks may be taken for structure",
        )
    if facts.row_offsets > limits.offsets_edge:
        state = RangeState.OUT if facts.row_offsets > limits.offsets_out else RangeState.EDGE
        yield state, "rows differ in level (line noise): stripes may be taken for structure"
