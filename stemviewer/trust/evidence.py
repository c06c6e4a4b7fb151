"""Judging a picture by electrons that it has not seen: all results of one test together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.trust.held_out import HeldOut, HeldOutSource
from stemviewer.trust.limits import Limits, limits_at
from stemviewer.trust.places import Place, Size, contradicted_places
from stemviewer.trust.plain import FLOOR, PlainEstimate, plain_estimate
from stemviewer.trust.score_map import Peak, ScoreMap, peaks_of, score_map
from stemviewer.trust.states import PlaceState, StateGrid, place_states
from stemviewer.trust.templates import Plane, Template, scales_for
from stemviewer.trust.verdict import State, Verdict, compare


@dataclass(frozen=True, slots=True)
class EvidenceOptions:
    """How to test.

    Parameters
    ----------
    q : float
        Share of the electrons held out by thinning. A half: at 1 electron per pixel a column
        that is not there can be contradicted from about q = 0.45 on, and the picture on trial
        loses the electrons held out.
    alpha : float
        Share of right frames in which any place may be flagged.
    size : Size
        From when on a misfit is large.
    scales : tuple of float
        Sigmas of the places [px]; empty takes three from the structure of the picture.
    pause : callable, optional
        Called between the steps of the work, which take some 20 ms each: whoever has no time to
        lose can make a test wait there.
    """

    q: float = 0.5
    alpha: float = 0.01
    size: Size = field(default_factory=Size)
    scales: tuple[float, ...] = ()
    pause: Callable[[], None] | None = None

    def breathe(self) -> None:
        """Call ``pause``."""
        if self.pause is not None:
            self.pause()


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What unseen electrons say of one picture.

    Parameters
    ----------
    source : HeldOutSource
        Where the unseen electrons come from.
    q, seed : float, int
        Of the thinning; 0 for neighbouring frames.
    verdict : Verdict
        Picture against plain filter, for the whole frame.
    places : tuple of Place
        Significant misfits, the most surprising first; ``large`` ones are contradictions.
    states : StateGrid
        State of every place.
    maps : tuple of ScoreMap
        One a scale.
    limits : Limits
        What the dose can prove.
    plain : PlainEstimate
        The filter that the picture was compared with.
    inflation : tuple of float
        For each scale, variance of the noise over that of counted electrons.
    folds : int
        In how many splits the electrons judged: 2 where verdict and places are of both halves.
    """

    source: HeldOutSource
    q: float
    seed: int
    verdict: Verdict
    places: tuple[Place, ...]
    states: StateGrid
    maps: tuple[ScoreMap, ...]
    limits: Limits
    plain: PlainEstimate
    inflation: tuple[float, ...]
    folds: int = 1

    @property
    def contradicted(self) -> tuple[Place, ...]:
        """Places that are contradicted: significant and large."""
        return tuple(place for place in self.places if place.large)

    @property
    def biased(self) -> tuple[Place, ...]:
        """Places that differ significantly, but not by much."""
        return tuple(place for place in self.places if not place.large)

    @property
    def offer_plain(self) -> bool:
        """Whether the plain filter should be shown instead."""
        return self.verdict.state is not State.BETTER

    def sentence(self) -> str:
        """Return the whole result for the operator."""
        count = len(self.contradicted)
        told = f"{count} place{'' if count == 1 else 's'} contradicted"
        supported = self.states.share(PlaceState.SUPPORTED)
        undecided = self.states.share(PlaceState.UNDECIDED)
        return (
            f"{self.verdict.sentence()}; {told}, {supported:.0%} of places supported, "
            f"{undecided:.0%} not decidable; judged by {self.source.value}"
            f"{' of both halves' if self.folds > 1 else ''}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Misfits:
    """Places where picture and unseen electrons differ, the maps they are of, and their noise."""

    places: tuple[Place, ...]
    maps: tuple[ScoreMap, ...]
    inflation: tuple[float, ...]


def judge(
    picture: npt.NDArray[Any],
    held: HeldOut,
    options: EvidenceOptions | None = None,
    plain: PlainEstimate | None = None,
) -> Evidence:
    """Judge a picture by electrons that it has not seen.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Made from ``held.seen`` alone, at its exposure [electrons per pixel].
    held : HeldOut
        The electrons of the picture and those held out.
    options : EvidenceOptions, optional
        How to test.
    plain : PlainEstimate, optional
        What to compare with; made from ``held.seen`` when not given.

    Returns
    -------
    Evidence
        Of the same shape.
    """
    options = options or EvidenceOptions()
    plain = plain or plain_estimate(held.seen)
    options.breathe()
    image = np.asarray(picture, dtype=np.float64)
    expected = np.maximum(held.expected(image), 0.0)
    unseen = _unseen(held)
    misfits = find_misfits(image, held, options)
    places, inflation = misfits.places, misfits.inflation
    scales = tuple(found.template.sigma for found in misfits.maps)
    middle = len(scales) // 2
    options.breathe()
    states = place_states(
        expected,
        unseen,
        scales[middle],
        [place for place in places if place.large],
        size=options.size,
        alpha=options.alpha,
        scales=len(scales),
        inflation=inflation[middle],
    )
    options.breathe()
    return Evidence(
        source=held.source,
        q=held.q,
        seed=held.seed,
        verdict=_verdict(expected, held, plain, unseen, inflation[0]),
        places=places,
        states=states,
        maps=misfits.maps,
        limits=limits_at(image, held.ratio, scales[middle], options.alpha, len(scales)),
        plain=plain,
        inflation=inflation,
    )


def find_misfits(
    picture: npt.NDArray[Any], held: HeldOut, options: EvidenceOptions | None = None
) -> Misfits:
    """Return where unseen electrons disagree with a picture, without the other results.

    Parameters
    ----------
    picture, held, options
        As for ``judge``.
    """
    options = options or EvidenceOptions()
    image = np.asarray(picture, dtype=np.float64)
    expected = np.maximum(held.expected(image), 0.0)
    scales = options.scales or scales_for(image)
    inflation = tuple(_inflation(held, sigma) for sigma in scales)
    maps, peaks = _maps(expected, _unseen(held), scales, inflation, options.breathe)
    shape = (image.shape[0], image.shape[1])
    places = contradicted_places(
        peaks, shape, scales, image, held.ratio, options.size, options.alpha
    )
    return Misfits(places, maps, inflation)


def _maps(
    expected: Plane,
    unseen: npt.NDArray[np.float32],
    scales: tuple[float, ...],
    inflation: tuple[float, ...],
    breathe: Callable[[], None],
) -> tuple[tuple[ScoreMap, ...], list[Peak]]:
    maps: list[ScoreMap] = []
    peaks: list[Peak] = []
    for sigma, factor in zip(scales, inflation, strict=True):
        found = score_map(expected, unseen, sigma, factor)
        breathe()
        maps.append(found)
        peaks += peaks_of(found, expected, unseen, factor)
        breathe()
    return tuple(maps), peaks


def _unseen(held: HeldOut) -> npt.NDArray[np.float32]:
    if held.inside is None:
        return held.unseen
    return np.where(held.inside, held.unseen, np.float32(0.0))


def _verdict(
    expected: Plane,
    held: HeldOut,
    plain: PlainEstimate,
    unseen: npt.NDArray[np.float32],
    inflation: float,
) -> Verdict:
    floor = FLOOR * max(float(expected.mean()), 1e-9)
    f, g = np.maximum(expected, floor), np.maximum(held.expected(plain.image), floor)
    if held.inside is not None:
        f, g, unseen = f[held.inside], g[held.inside], unseen[held.inside]
    return compare(f, g, unseen.astype(np.float64), inflation)


def _inflation(held: HeldOut, sigma: float) -> float:
    """Return the variance of weighted sums over that of counts, from the frames' difference."""
    if held.poisson:
        return 1.0
    inside = held.inside if held.inside is not None else np.ones(held.seen.shape, dtype=np.bool_)
    other = held.ratio * held.seen
    template = Template(sigma)
    difference = template.sums(np.where(inside, held.unseen - other, 0.0))
    level = np.where(inside, np.maximum(held.unseen + held.ratio * other, 0.0), 0.0)
    variance = template.sums(level, 2)
    used = inside & (variance > 0.0)
    if not used.any():
        return 1.0
    score = difference[used] / np.sqrt(variance[used])
    # robust against the few places where the specimen did change
    spread = float(np.median(np.abs(score))) / 0.6745
    return max(spread * spread, 1e-6)
