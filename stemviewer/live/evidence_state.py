"""What a test of the frame on screen came to, for the window and for the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.denoise.base import RangeState, RangeVerdict
from stemviewer.session.format.entries import EvidenceEntry, EvidenceSource, EvidenceState
from stemviewer.session.format.entries import RangeState as LoggedRange

if TYPE_CHECKING:
    from stemviewer.trust.evidence import Evidence
    from stemviewer.trust.frame_test import FrameTest

_RANGE = {
    RangeState.IN: LoggedRange.IN,
    RangeState.EDGE: LoggedRange.EDGE,
    RangeState.OUT: LoggedRange.OUT,
}


@dataclass(frozen=True, slots=True, eq=False)
class FrameEvidence:
    """The test of one frame's picture.

    Parameters
    ----------
    frame : Frame
        The raw frame.
    generation : int
        Of the chain that made the picture.
    result : FrameTest or None
        ``None`` when nothing could be tested.
    reason : str
        Why not.
    seconds : float
        What the test took [s].
    """

    frame: Frame
    generation: int
    result: FrameTest | None
    reason: str = ""
    seconds: float = 0.0

    @property
    def evidence(self) -> Evidence | None:
        """The judgement, if there is one."""
        return None if self.result is None else self.result.evidence

    @property
    def unavailable(self) -> str:
        """Why there is no judgement; empty when there is one."""
        if self.evidence is not None:
            return ""
        return self.reason if self.result is None else "; ".join(self.result.gate.reasons)

    @property
    def flags(self) -> Flag:
        """What a reader of the picture must know."""
        evidence = self.evidence
        if evidence is None:
            return Flag.TRUST_UNAVAILABLE
        return Flag.CONTRADICTED if evidence.contradicted else Flag.NONE

    def flagged(self, processed: Processed) -> Processed:
        """Return the picture with the flags of its test."""
        provenance = processed.provenance
        marked = replace(provenance, extra_flags=provenance.extra_flags | self.flags)
        return replace(processed, provenance=marked)

    def entry(self, verdict: RangeVerdict | None) -> EvidenceEntry:
        """Return the numbers for the picture's row in the log."""
        from stemviewer.trust.held_out import HeldOutSource
        from stemviewer.trust.states import PlaceState
        from stemviewer.trust.verdict import State

        evidence, base = self.evidence, range_entry(verdict)
        if evidence is None:
            return replace(base, state=EvidenceState.NOT_AVAILABLE)
        state = {
            State.BETTER: EvidenceState.BETTER,
            State.NO_BETTER: EvidenceState.NO_BETTER,
            State.WORSE: EvidenceState.WORSE,
            State.NOT_AVAILABLE: EvidenceState.NOT_AVAILABLE,
        }[evidence.verdict.state]
        thinned = evidence.source is HeldOutSource.THINNING
        return replace(
            base,
            state=state,
            source=EvidenceSource.THINNING if thinned else EvidenceSource.NEIGHBOURING_FRAME,
            q=evidence.q if thinned else None,
            seed=evidence.seed if thinned else 0,
            score=evidence.verdict.z,
            supported=evidence.states.share(PlaceState.SUPPORTED),
            undecided=evidence.states.share(PlaceState.UNDECIDED),
            contradicted=float(len(evidence.contradicted)),
        )


def range_entry(verdict: RangeVerdict | None) -> EvidenceEntry:
    """Return what the log says of a picture that was not tested: its range alone."""
    if verdict is None:
        return EvidenceEntry()
    return EvidenceEntry(range_state=_RANGE[verdict.state], range_reason=verdict.reason)
