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
from stemviewer.trust.gate import Gate, Way, check
from stemviewer.trust.gate_memory import GateMemory
from stemviewer.trust.held_out import HeldOut, HeldOutSource, swapped
from stemviewer.trust.thinning import thin


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
) -> FrameTest:
    """Test a frame with at most one pass of the denoiser.

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
    evidence = judge(judged, held, options)
    options.breathe()
    return FrameTest(gate, evidence, judged, held, lattice_peaks(judged, held))


def cross_fit(
    counts: npt.NDArray[Any],
    denoiser: Denoiser,
    options: EvidenceOptions | None = None,
    seed: int = 0,
) -> tuple[Evidence, Evidence]:
    """Test a frame of counts on both folds of one split: for review, in two passes.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        Whole electrons per pixel.
    denoiser, options, seed
        As for ``run_frame_test``.

    Returns
    -------
    tuple of Evidence
        Each electron judges once. The two scores are nearly independent (their correlation is
        zero or negative), so ``(z1 + z2) / sqrt(2)`` errs on the safe side.
    """
    from stemviewer.trust.held_out import from_split

    options = options or EvidenceOptions()
    split = thin(counts, options.q, seed)
    folds = (from_split(split), swapped(split))
    first, second = (judge(denoiser.apply(held.seen).image, held, options) for held in folds)
    return first, second
