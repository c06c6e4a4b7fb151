"""One frame put to the test: gate, split, picture, judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.denoise.base import Denoiser
from stemviewer.trust.evidence import Evidence, EvidenceOptions, judge
from stemviewer.trust.false_lattice import LatticePeak, lattice_peaks
from stemviewer.trust.folds import cross_fit, joined
from stemviewer.trust.gate import Gate, Way, check
from stemviewer.trust.gate_memory import GateMemory
from stemviewer.trust.held_out import HeldOut, HeldOutSource


@dataclass(frozen=True, slots=True, eq=False)
class FrameTest:
    """Result for one frame.

    Parameters
    ----------
    gate : Gate
        Whether it could be tested, and how.
    evidence : Evidence or None
        The judgement; ``None`` when the gate found no way.
    picture : ndarray or None
        The picture that was judged, at the exposure of ``held.seen`` [electrons per pixel].
    held : HeldOut or None
        The electrons used.
    lattice : tuple of LatticePeak
        The lattice peaks of the picture, the strongest first, with what supports them.
    """

    gate: Gate
    evidence: Evidence | None = None
    picture: npt.NDArray[np.float32] | None = None
    held: HeldOut | None = None
    lattice: tuple[LatticePeak, ...] = ()

    def sentence(self) -> str:
        """Return it for the operator."""
        return self.gate.sentence() if self.evidence is None else self.evidence.sentence()


def run_frame_test(
    units: npt.NDArray[Any],
    calibration: DetectorCalibration,
    denoiser: Denoiser,
    *,
    picture: npt.NDArray[np.float32] | None = None,
    neighbours: Sequence[npt.NDArray[Any]] = (),
    options: EvidenceOptions | None = None,
    seed: int = 0,
    memory: GateMemory | None = None,
    both_folds: bool = False,
) -> FrameTest:
    """Test a frame with at most one pass of the denoiser, or two where both folds judge.

    Parameters
    ----------
    units : ndarray, shape (rows, columns)
        Raw values [detector units].
    calibration : DetectorCalibration
        Of the frame.
    denoiser : Denoiser
        What is on trial.
    picture : ndarray of float32, optional
        What the denoiser made of the frame; where a neighbour judges, it is taken as it is and
        nothing is computed twice [electrons per pixel].
    neighbours : sequence of ndarray, same shape
        Raw frames just before or after [detector units].
    options : EvidenceOptions, optional
        How to test.
    seed : int
        Of the thinning.
    memory : GateMemory, optional
        Of frames of the very same settings: their noise is measured now and then only.
    both_folds : bool
        Where a frame is thinned, let each half judge the picture made of the other (cross-fit).
    """
    options = options or EvidenceOptions()
    gate = check(units, calibration, neighbours, memory=memory)
    if gate.way is Way.NONE:
        return FrameTest(gate)
    options.breathe()
    held = gate.held_out(options.q, seed)
    if held.source is HeldOutSource.NEIGHBOUR and picture is not None:
        judged = picture
    else:
        judged = denoiser.apply(held.seen).image
    options.breathe()
    if both_folds and held.source is HeldOutSource.THINNING:
        evidence = joined(*cross_fit(judged, held, denoiser, options))
    else:
        evidence = judge(judged, held, options)
    options.breathe()
    return FrameTest(gate, evidence, judged, held, lattice_peaks(judged, held))
