"""Blind comparison: pairs without labels in random order, the answers, and their statistics.

The operator says which of two pictures is preferred, without knowing which is which. Where neither
is preferred, each is chosen with a probability of one half, whatever the operator does, because a
generator puts them left or right: that is what the test looks at. It says what was preferred, not
what is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from stemviewer.core.errors import SettingsError

LEVEL = 0.95
"""Of the confidence interval."""

MOST_PAIRS = 500
_TEXT = 400


class Answer(StrEnum):
    """What the operator said of a pair."""

    LEFT = "left"
    RIGHT = "right"
    NEITHER = "neither"
    """No difference was seen."""


class Choice(StrEnum):
    """Which of the two was preferred."""

    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


class Trial(BaseModel):
    """One pair.

    Parameters
    ----------
    row : int
        Position of the frame in the session.
    first_left : bool
        Whether the first of the two compared stood on the left.
    first, second : str
        What made each picture, as its badge says.
    answer : Answer or None
        ``None`` where it was not shown, or not answered.
    seconds : float
        From the pair's appearance to the answer [s].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int = Field(ge=0)
    first_left: bool
    first: str = Field(default="", max_length=_TEXT)
    second: str = Field(default="", max_length=_TEXT)
    answer: Answer | None = None
    seconds: float = Field(default=0.0, ge=0.0)

    @property
    def choice(self) -> Choice | None:
        """Which of the two was preferred."""
        if self.answer is None:
            return None
        if self.answer is Answer.NEITHER:
            return Choice.NEITHER
        return Choice.FIRST if (self.answer is Answer.LEFT) is self.first_left else Choice.SECOND


class BlindRun(BaseModel):
    """A whole comparison: what was asked, of which pictures, and what was answered.

    Parameters
    ----------
    began_utc_ns : int
        When it began [ns since 1970].
    question : str
        As the operator was asked.
    first, second : str
        The two that were compared, as they were chosen.
    seed : int
        Of order and sides; :func:`plan` gives the same with it.
    trials : tuple of Trial
        In the order shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    began_utc_ns: int = Field(ge=0)
    operator: str = Field(default="", max_length=_TEXT)
    question: str = Field(max_length=_TEXT)
    first: str = Field(max_length=_TEXT)
    second: str = Field(max_length=_TEXT)
    seed: int = Field(ge=0)
    trials: tuple[Trial, ...] = Field(max_length=MOST_PAIRS)

    def with_answer(
        self, at: int, answer: Answer, names: tuple[str, str], seconds: float
    ) -> BlindRun:
        """Return the comparison with the answer to a pair, and what the pair was."""
        told = {"answer": answer, "first": names[0], "second": names[1], "seconds": seconds}
        trials = list(self.trials)
        trials[at] = trials[at].model_copy(update=told)
        return self.model_copy(update={"trials": tuple(trials)})

    @property
    def answered(self) -> int:
        """Pairs with an answer."""
        return sum(trial.answer is not None for trial in self.trials)

    @property
    def whole(self) -> bool:
        """Whether every pair that was planned was answered."""
        return self.answered == len(self.trials)


@dataclass(frozen=True, slots=True)
class BlindResult:
    """What the answers say.

    Parameters
    ----------
    first, second, neither : int
        How often each was preferred.
    share : float or None
        Of the first among the preferences.
    low, high : float or None
        95 % confidence interval of that share.
    p_value : float or None
        Two-sided; ``None`` where nothing was preferred.
    """

    first: int
    second: int
    neither: int
    share: float | None
    low: float | None
    high: float | None
    p_value: float | None


def plan(rows: Sequence[int], pairs: int, seed: int) -> tuple[Trial, ...]:
    """Return the pairs in random order, each with a side drawn for itself.

    Parameters
    ----------
    rows : sequence of int
        Frames of which both pictures can be had; each is shown once at most.
    pairs : int
        How many are wanted, 1 to ``MOST_PAIRS``; fewer where there are fewer frames.
    seed : int
        Same seed and frames: same order and sides.

    Raises
    ------
    SettingsError
        If there is no frame, or the number of pairs is out of range.
    """
    if not 1 <= pairs <= MOST_PAIRS:
        raise SettingsError(f"A blind comparison has 1 to {MOST_PAIRS} pairs, not {pairs}.")
    if not rows:
        raise SettingsError(
            "No frame has both pictures.",
            "There is nothing to compare.",
            "Choose other pictures, mark another span, or make a layer under Reprocess.",
        )
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.unique(np.asarray(rows, np.int64)))[:pairs]
    sides = rng.integers(0, 2, len(order))
    return tuple(
        Trial(row=int(row), first_left=bool(side)) for row, side in zip(order, sides, strict=True)
    )


def result_of(run: BlindRun) -> BlindResult:
    """Count the preferences and test them; answers of "no difference" are counted and left out.

    The test is the exact two-sided binomial one with a probability of one half (sign test; W. J.
    Conover, Practical Nonparametric Statistics, 3rd ed., 1999, section 3.4). The interval is
    that of Clopper and Pearson (Biometrika 26, 404, 1934), from quantiles of the beta distribution.
    """
    chosen = [trial.choice for trial in run.trials]
    first, second = chosen.count(Choice.FIRST), chosen.count(Choice.SECOND)
    neither, decided = chosen.count(Choice.NEITHER), first + second
    if not decided:
        return BlindResult(first, second, neither, None, None, None, None)
    low, high = exact_interval(first, decided)
    return BlindResult(
        first, second, neither, first / decided, low, high, exact_test(first, decided)
    )


def exact_test(hits: int, tries: int) -> float:
    """Return the two-sided p value of so many hits where each has a probability of one half."""
    # whole numbers: nothing is rounded before the one division
    tail = sum(comb(tries, k) for k in range(min(hits, tries - hits) + 1))
    return min(1.0, 2 * tail / (1 << tries))


def exact_interval(hits: int, tries: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share."""
    from scipy.special import betaincinv

    beyond = (1.0 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, tries - hits + 1, beyond))
    high = 1.0 if hits == tries else float(betaincinv(hits + 1, tries - hits, 1.0 - beyond))
    return low, high


def sentences(run: BlindRun) -> list[str]:
    """Return the result in words, for a page or a notebook."""
    found = result_of(run)
    first = run.first[:1].upper() + run.first[1:]
    pairs = f"{run.answered} of {len(run.trials)} pairs answered"
    told = [f"{first} against {run.second}, {pairs}."]
    if found.share is None or found.p_value is None:
        return [*told, "Nothing was preferred."]
    assert found.low is not None
    assert found.high is not None
    decided = found.first + found.second
    told.append(
        f"{first} was preferred {found.first} of {decided} times "
        f"({found.share:.1%}; {LEVEL:.0%} interval {found.low:.1%} to {found.high:.1%}, "
        "Clopper-Pearson)."
    )
    if found.neither:
        told.append(f"In {found.neither} no difference was seen; they are not in the test.")
    told.append(f"Exact binomial test, two-sided: p = {found.p_value:.3g}.")
    if not run.whole:
        told.append("It was ended early: p holds for a number of pairs that was fixed before.")
    told.append("This says what was preferred, not what is true.")
    return told
