"""What others hand to the log beside a frame or a picture: its place, and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from stemviewer.core.place import Place


class EvidenceState(IntEnum):
    """What held-out electrons say of a processed picture, compared with its raw frame."""

    NONE = 0
    BETTER = 1
    NO_BETTER = 2
    WORSE = 3
    NOT_AVAILABLE = 4


class EvidenceSource(IntEnum):
    """Which electrons were held out."""

    NONE = 0
    THINNING = 1
    NEIGHBOURING_FRAME = 2


class RangeState(IntEnum):
    """Whether the frame was of the kind that the network was trained on."""

    NOT_CHECKED = 0
    IN = 1
    EDGE = 2
    OUT = 3


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What is known of how far a processed picture can be trusted; ``None`` is not known.

    Parameters
    ----------
    state : EvidenceState
        The verdict.
    source : EvidenceSource
        Where its electrons came from.
    q : float or None
        Share of the electrons that were held out, 0 to 1.
    seed : int
        Of the draw that held them out, an unsigned 64-bit number.
    score : float or None
        z value of the comparison [standard deviations].
    supported, undecided : float or None
        Shares of the places looked at, 0 to 1.
    contradicted : float or None
        Number of places that the held-out electrons contradict.
    range_state : RangeState
        Verdict of the range check.
    range_reason : str
        Why, in ASCII; more than 96 characters are cut.

    Raises
    ------
    ValueError
        If the seed is no unsigned 64-bit number.
    """

    state: EvidenceState = EvidenceState.NONE
    source: EvidenceSource = EvidenceSource.NONE
    q: float | None = None
    seed: int = 0
    score: float | None = None
    supported: float | None = None
    undecided: float | None = None
    contradicted: float | None = None
    range_state: RangeState = RangeState.NOT_CHECKED
    range_reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 1 << 64:
            raise ValueError("a seed is an unsigned 64-bit number")


NOT_STATED = Place()
"""Nothing is said of where a frame was scanned."""

NO_EVIDENCE = EvidenceEntry()
"""Nothing is said of a picture."""
