"""The gate: whether counts may be split, a neighbouring frame may judge, or nothing holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.denoise.estimate import estimate
from stemviewer.trust.gate_memory import GateMemory
from stemviewer.trust.held_out import HeldOut, by_thinning
from stemviewer.trust.neighbours import (
    Alignment,
    by_neighbours,
    check_neighbour,
    repeat_noise,
)
from stemviewer.trust.noise_facts import NoiseFacts, noise_facts
from stemviewer.trust.objections import ambiguous, thinning_objections, unstated


class Way(StrEnum):
    """How a frame can be tested."""

    THINNING = "thinning"
    NEIGHBOUR = "neighbouring frame"
    NONE = "evidence not available"


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Answer of the gate for one frame.

    Parameters
    ----------
    way : Way
        How it can be tested.
    reasons : tuple of str
        Why not by thinning, and why not by a neighbouring frame; empty when counted.
    facts : NoiseFacts
        What was measured on the frame.
    electrons : ndarray of float32
        The frame in electrons per pixel, as it would be tested.
    neighbours : tuple of ndarray
        Those that can judge it, in electrons per pixel.
    alignments : tuple of Alignment
        Of those.
    """

    way: Way
    reasons: tuple[str, ...]
    facts: NoiseFacts
    electrons: npt.NDArray[np.float32]
    neighbours: tuple[npt.NDArray[np.float32], ...] = ()
    alignments: tuple[Alignment, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the numbers behave as counted electrons."""
        return self.way is Way.THINNING or not self.reasons

    def sentence(self) -> str:
        """Return it for the operator."""
        because = "; ".join(self.reasons)
        if self.way is Way.NONE:
            return f"evidence not available: {because}"
        told = f"tested by {self.way.value}"
        return f"{told} ({because})" if because else told

    def held_out(self, q: float, seed: int) -> HeldOut:
        """Return seen and unseen electrons by the way that is open.

        Parameters
        ----------
        q, seed : float, int
            For thinning.

        Raises
        ------
        ValueError
            If no way is open.
        """
        if self.way is Way.THINNING:
            return by_thinning(np.rint(self.electrons), q, seed)
        if self.way is Way.NEIGHBOUR:
            return by_neighbours(
                self.electrons, self.neighbours, self.alignments, poisson=self.counted
            )
        raise ValueError(self.sentence())


def check(
    units: npt.NDArray[Any],
    calibration: DetectorCalibration,
    neighbours: Sequence[npt.NDArray[Any]] = (),
    *,
    prefer_neighbours: bool = True,
    memory: GateMemory | None = None,
) -> Gate:
    """Return how a frame can be tested.

    Parameters
    ----------
    units : ndarray, shape (rows, columns)
        Raw values of a complete frame [detector units].
    calibration : DetectorCalibration
        Gain and offset, as far as known. Where they are not, the numbers are taken for counts
        if they behave so, else gain and offset are estimated from their noise.
    neighbours : sequence of ndarray, same shape
        Raw frames just before or after, of the same scan set-up [detector units].
    prefer_neighbours : bool
        Take neighbours where they can judge, also when thinning is valid.
    memory : GateMemory, optional
        Of frames of the very same settings; what is slow to measure is measured now and then.
    """
    electrons, facts, unusable = _in_electrons(units, calibration, neighbours, memory)
    if unusable:
        return Gate(Way.NONE, (unusable,), facts, electrons)
    objections = thinning_objections(facts) + unstated(facts, calibration)
    used = _calibration(units, calibration, counted=not objections)
    others = [used.electrons(np.asarray(other)) for other in neighbours]
    pairs = [(o, check_neighbour(electrons, o, counted=not objections)) for o in others]
    good = [(other, lies) for other, lies in pairs if not lies.reason]
    if good and (objections or prefer_neighbours):
        return Gate(
            Way.NEIGHBOUR,
            tuple(objections),
            facts,
            electrons,
            tuple(other for other, _ in good),
            tuple(lies for _, lies in good),
        )
    why = [] if good else [lies.reason for _, lies in pairs] or ["no neighbouring frame"]
    reasons = (*objections, *dict.fromkeys(why)) if objections else ()
    return Gate(Way.NONE if objections else Way.THINNING, reasons, facts, electrons)


def _in_electrons(
    units: npt.NDArray[Any],
    calibration: DetectorCalibration,
    neighbours: Sequence[npt.NDArray[Any]],
    memory: GateMemory | None,
) -> tuple[npt.NDArray[np.float32], NoiseFacts, str]:
    """Return electrons, facts, and why nothing at all can be done (or an empty string)."""
    raw = np.asarray(units)
    electrons = calibration.electrons(raw) if calibration.known else raw.astype(np.float32)
    measured = electrons if calibration.known else raw
    facts = noise_facts(measured) if memory is None else memory.facts(measured)
    if not facts.finite:
        return electrons, facts, "some values are not numbers"
    if float(np.ptp(electrons)) == 0.0:
        return electrons, facts, "every pixel has the same value"
    if facts.whole and not facts.negative and ambiguous(facts):
        facts = _beside_neighbours(facts, measured, calibration, neighbours)
    if calibration.known or not thinning_objections(facts) + unstated(facts, calibration):
        return electrons, facts, ""
    guess = estimate(raw, calibration)
    if not guess.good:
        objections = "; ".join(thinning_objections(facts) + unstated(facts, calibration))
        return electrons, facts, f"{objections}; gain and offset are unknown: {guess.reason}"
    return guess.calibration.electrons(raw), facts, ""


def _beside_neighbours(
    facts: NoiseFacts,
    measured: npt.NDArray[Any],
    calibration: DetectorCalibration,
    neighbours: Sequence[npt.NDArray[Any]],
) -> NoiseFacts:
    """Return the facts with the noise of the difference to the first neighbour that is alike."""
    for other in neighbours:
        raw = np.asarray(other)
        found = repeat_noise(measured, calibration.electrons(raw) if calibration.known else raw)
        if found is not None:
            return replace(
                facts,
                repeats=found.noise,
                repeats_rows=found.along_rows,
                repeats_offsets=found.row_offsets,
            )
    return facts


def _calibration(
    units: npt.NDArray[Any], calibration: DetectorCalibration, *, counted: bool
) -> DetectorCalibration:
    if calibration.known:
        return calibration
    if counted:
        from stemviewer.core.calibration import COUNTING

        return COUNTING
    return estimate(np.asarray(units), calibration).calibration
