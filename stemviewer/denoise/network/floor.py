"""The network's noise floor: what it makes of shot noise alone, and what is done about it.

A network of convolutions averages over a limited area, so on a flat field it leaves a faint
residue that a plain Gaussian of the right width would not. How strong that residue is was measured
once for each network, on flat fields, in six bands of scale (``ModelEntry.floor``). In a picture:

1. The total of the counts is restored, and their level over about 22 px where the difference is
   beyond its own shot noise: electrons are kept everywhere.
2. Where no band stands out of the residue, the network has said nothing, and the Gaussian of
   least expected error takes its place; its width is chosen by Poisson unbiased risk over those
   very places (F. Luisier, T. Blu, M. Unser, IEEE Trans. Image Process. 20 (2011) 696,
   doi:10.1109/TIP.2010.2073477). In between the two are blended, without seams.

The first bands are those of the Haar transform: means over squares of one side minus means over
squares of twice the side (S. Mallat, IEEE Trans. Pattern Anal. Mach. Intell. 11 (1989) 674).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from stemviewer.denoise.network.cells import (
    CELL,
    boxed,
    enlarged,
    pooled,
    repeated,
    smooth,
    whole_cells,
)

BANDS = 6
"""1 to 2, 2 to 4, 4 to 8, 8 to 16 px, then what varies over about 50 and over 110 px."""

_WINDOWS = (3, 3, 3, 3, 7, 9)
"""Over how many cells each band's energy is averaged, both ways."""

_QUIET = (12.0, 12.0, 9.0, 9.0, 3.5, 3.5)
"""Times the mean residue: below it a place is empty (99 in 100 places of flat fields are)."""

_LOUD = 4.0
"""Times that: from it on the network's picture stands alone."""

_LEAST = 1e-3

_TOTAL = (0.9, 1.1)
"""A network whose total is further off has failed, and that must stay visible."""

_LEVEL_NOISE = 2.0 * (141.0 / 729.0) ** 2 / CELL**2
"""Variance of the level over the level itself, inside; twice that, for the sake of the edges."""

_BLURS = ((32, 2), (32, 1), (16, 1), (8, 1), (4, 1))
"""Cells [px] and rounds of smoothing of the blurs that are tried: 64, 45, 23, 11, 6 px."""

_FINEST = 4

_ELSEWHERE = 0.05
"""Weight in a blur of what is not empty: a place with nothing empty near takes the plain blur."""

_OWN_WEIGHT = (7.0 / 27.0) ** 2
"""Weight of a cell in its own smoothed value: the middle of three boxes of three, squared; two
rounds have about half of it."""

_SURE = 0.5
"""Standard deviations by which a narrower blur must be better."""


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A finished picture, and what was done: share replaced (0 to 1), width of the blur [px]."""

    rate: Tensor
    share: float
    sigma: float


@dataclass(frozen=True, slots=True, eq=False)
class _Blur:
    """A blur that was tried: its risk, its value on the finest cells, and its own cells."""

    risk: float
    seen: Tensor
    cells: Tensor
    side: int
    rounds: int


def energies(rate: Tensor) -> Tensor:
    """Return the energy of each band around each cell, shape (6, rows, columns) in cells.

    Parameters
    ----------
    rate : Tensor, shape (1, 1, rows, columns)
        Sides are multiples of ``CELL`` [electrons per pixel].
    """
    levels = [rate]
    while len(levels) < BANDS - 1:
        levels.append(functional.avg_pool2d(levels[-1], 2))
    # differences first, squares then: the other way round single precision has nothing left
    found = [
        pooled((fine - repeated(coarse, 2)).square(), CELL >> number)
        for number, (fine, coarse) in enumerate(itertools.pairwise(levels))
    ]
    near = boxed(levels[-1], 3)
    found += [(levels[-1] - near).square(), (near - boxed(near, 5)).square()]
    averaged = [boxed(e, window) for e, window in zip(found, _WINDOWS, strict=True)]
    return torch.cat(averaged, dim=1)[0]


def finish(counts: Tensor, rate: Tensor, floor: Sequence[float]) -> Finished:
    """Return what the network says where it says something, and a plain blur where it does not.

    Parameters
    ----------
    counts, rate : Tensor, shape (1, 1, rows, columns)
        Electrons per pixel: given to the network, and what it made of them.
    floor : sequence of float
        Mean energy of each band on flat fields, over their mean count.
    """
    rows, columns = rate.shape[-2:]
    counts, rate = whole_cells(counts), whole_cells(rate)
    level = smooth(pooled(counts, CELL)).clamp_min(_LEAST)
    gate = _gate(energies(rate), level[0], floor)
    rate = rate * (counts.mean() / rate.mean()).clamp(*_TOTAL)
    rate = rate * enlarged(_level_ratio(level, rate), CELL)
    share = 1.0 - float(gate.mean())
    sigma = 0.0
    if share > 0.0:
        blur, sigma = _best_blur(counts, gate < 0.5)
        rate = blur + enlarged(gate, CELL) * (rate - blur)
    rate = rate[..., :rows, :columns].clamp_min(1e-6)
    # what was replaced or corrected locally has moved the total a little
    rate = rate * (counts[..., :rows, :columns].mean() / rate.mean()).clamp(*_TOTAL)
    return Finished(rate, share, sigma)


def _level_ratio(level: Tensor, rate: Tensor) -> Tensor:
    """Return what the rate is to be multiplied with, in cells: 1 but for what is certain.

    The difference of the levels is shrunk by its own shot noise (W. James, C. Stein, Proc. Fourth
    Berkeley Symp. (1961) 361, per cell), so that nothing is added where the levels agree.
    """
    own = smooth(pooled(rate, CELL)).clamp_min(_LEAST)
    certain = (level - own).square() / (_LEVEL_NOISE * level)
    return 1.0 + (level / own - 1.0) * (1.0 - 1.0 / certain.clamp_min(1.0))


def _gate(energy: Tensor, level: Tensor, floor: Sequence[float]) -> Tensor:
    """Return 0 where nothing stands out, 1 where something does; shape (1, 1, rows, columns)."""
    quiet = torch.tensor([f * q for f, q in zip(floor, _QUIET, strict=True)])
    ratio = (energy / (quiet.to(energy)[:, None, None] * level)).amax(dim=0)
    along = (torch.log(ratio.clamp_min(1e-6)) / torch.log(torch.tensor(_LOUD))).clamp(0.0, 1.0)
    return (along.square() * (3.0 - 2.0 * along))[None, None]


def _best_blur(counts: Tensor, empty: Tensor) -> tuple[Tensor, float]:
    """Return the counts blurred so that the expected error in the empty places is least.

    From wide to narrow: a narrower blur must be better beyond the noise of the comparison.
    """
    finest = pooled(counts, _FINEST)
    # of the empty places only: the light of a crystal must not leak into the vacuum beside it
    mask, where = (repeated(empty.float(), CELL // side) for side in (1, _FINEST))
    mask = mask + _ELSEWHERE
    noise = finest.clamp_min(0.0) / _FINEST**2  # variance of a cell's mean
    chosen: _Blur | None = None
    for side, rounds in _BLURS:
        cells, weight = pooled(counts * mask, side), pooled(mask, side)
        for _ in range(rounds):
            cells, weight = smooth(cells), smooth(weight)
        cells = cells / weight
        seen, part = cells, weight
        if side > _FINEST:
            seen, part = (enlarged(plane, side // _FINEST) for plane in (cells, weight))
        kept = _OWN_WEIGHT / rounds * (_FINEST / side) ** 2 / part
        risk = (seen.square() - 2.0 * seen * finest + 2.0 * kept * noise) * where
        blur = _Blur(float(risk.sum()), seen, cells, side, rounds)
        if chosen is not None:
            change = (blur.seen - chosen.seen).square() * noise * where
            if blur.risk + _SURE * 2.0 * float(change.sum()) ** 0.5 > chosen.risk:
                continue
        chosen = blur
    assert chosen is not None
    # three boxes of three cells have a variance of two cells squared
    sigma = (2.0 * chosen.rounds) ** 0.5 * chosen.side
    return enlarged(chosen.cells, chosen.side), float(sigma)
