"""From qualities at other doses to a sentence on whether less is enough, or more is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemviewer.trust.advice.points import Criterion, DosePoint, Wish
from stemviewer.trust.verdict import DECIDED

_SURE = 1.645
"""Added to the score that decides, so that 95 of 100 frames reach it."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The least dose that does, over the present one; ``None`` when none of those asked does.

    ``extrapolated`` says that it rests on more than was measured.
    """

    dose: float | None
    sentence: str
    extrapolated: bool = False


def recommend(points: Sequence[DosePoint], wish: Wish) -> Recommendation:
    """Return the least dose that fulfils a wish.

    Parameters
    ----------
    points : sequence of DosePoint
        By ascending dose; one of them at the present dose.
    wish : Wish
        Of the operator.
    """
    known = [(point, _fulfils(point, points, wish)) for point in points]
    if not known or all(done is None for _, done in known):
        return Recommendation(None, "Not known yet: more frames are needed.")
    least = next((point for point, done in known if done), None)
    if least is None:
        return Recommendation(None, f"Even {_times(points[-1].dose)} would not do: {_why(wish)}.")
    beyond = least.quality is not None and least.quality.extrapolated
    mark = " (extrapolated)" if beyond else ""
    if least.dose < 1.0:
        text = f"{_times(least.dose).capitalize()} would do{mark}: {_number(least, points, wish)}."
    elif least.dose == 1.0:
        text = f"The present dose is what is needed: {_number(least, points, wish)}."
    else:
        times = _times(least.dose).capitalize()
        text = f"{times} is needed to decide{mark}: {_number(least, points, wish)}."
    return Recommendation(least.dose, text, beyond)


def loss(point: DosePoint, points: Sequence[DosePoint]) -> tuple[float, float] | None:
    """Return by how much a dose is worse than the present one, and the standard error [dB]."""
    present = next((one.quality for one in points if one.dose == 1.0), None)
    if present is None or point.quality is None:
        return None
    if point.dose == 1.0:
        return 0.0, 0.0
    error = (present.error**2 + point.quality.error**2) ** 0.5
    return present.value - point.quality.value, error


def _fulfils(point: DosePoint, points: Sequence[DosePoint], wish: Wish) -> bool | None:
    """Return whether a dose does; ``None`` where it cannot be told."""
    if wish.criterion is Criterion.EVIDENCE:
        return None if point.score is None else point.score >= DECIDED + _SURE
    if wish.criterion is Criterion.COLUMN:
        return point.column <= wish.value
    lost = loss(point, points)
    return None if lost is None else lost[0] + lost[1] <= wish.value


def _number(point: DosePoint, points: Sequence[DosePoint], wish: Wish) -> str:
    if wish.criterion is Criterion.EVIDENCE:
        return f"evidence is expected at z = {point.score:.1f}, {DECIDED} decides"
    if wish.criterion is Criterion.COLUMN:
        return f"columns from {point.column:.0%} of the brightest can be decided"
    lost = loss(point, points)
    assert lost is not None
    return f"it costs {lost[0]:.1f} ± {lost[1]:.1f} dB of {wish.value:.1f} allowed"


def _why(wish: Wish) -> str:
    return {
        Criterion.EVIDENCE: "the picture would not be shown to be better than a plain filter",
        Criterion.LOSS: "the quality cannot be told well enough",
        Criterion.COLUMN: f"columns of {wish.value:.0%} of the brightest stay undecided",
    }[wish.criterion]


def _times(dose: float) -> str:
    words = {0.25: "a quarter of the dose", 0.5: "half the dose", 2.0: "twice the dose"}
    return words.get(dose, f"{dose:g} times the dose")
