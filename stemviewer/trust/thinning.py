"""Splitting counted electrons at random into two independent frames.

With counts k ~ Poisson(r) and b ~ Binomial(k, q), b and a = k - b are independent Poisson
numbers of rates q r and (1 - q) r (Raikov's and the colouring theorem; Kingman, Poisson
Processes, 1993, section 5.1). A picture made from a knows nothing of b, whatever made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int32]
"""Whole electrons per pixel."""

Q_STEPS = 256
"""The share q is a whole number of parts of this many, so that its bits can be drawn."""

_WORD = 64
"""Electrons of a pixel that one random word decides on."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Two independent frames made of one.

    Parameters
    ----------
    seen, unseen : ndarray of int32, shape (rows, columns)
        Electrons for the picture, and electrons held out [electrons per pixel]; their sum is
        the frame.
    q : float
        Share of the electrons held out.
    seed : int
        Repeats the split exactly.
    """

    seen: Counts
    unseen: Counts
    q: float
    seed: int


def thin(counts: npt.NDArray[Any], q: float, seed: int) -> Split:
    """Hold out each electron with probability ``q``.

    Up to 64 electrons a pixel, one bit of a random word is drawn for each electron and those
    set are counted: exact, and some ten times as fast as ``Generator.binomial``, which serves
    the rest. A word whose bits are set with probability q = 0.b1b2... (binary) is made of fair
    words by and (for a 0) or or (for a 1), from the last digit to the first.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        Whole, not negative electrons per pixel, of any dtype.
    q : float
        Share to hold out, 0 < q < 1; rounded to a multiple of 1/256.
    seed : int
        Of the random words.

    Returns
    -------
    Split
        With the share that was really used.

    Raises
    ------
    ValueError
        If ``q`` rounds to 0 or 1, or the counts are not whole numbers from 0.
    """
    steps = round(q * Q_STEPS)
    if not 0 < steps < Q_STEPS:
        raise ValueError(f"a share of {q} holds out nothing, or everything")
    whole = _whole(counts)
    generator = np.random.Generator(np.random.PCG64(seed))
    flat = whole.ravel()
    unseen = _by_bits(generator, np.minimum(flat, _WORD), steps)
    many = np.flatnonzero(flat > _WORD)
    if many.size:
        drawn = generator.binomial(flat[many] - _WORD, steps / Q_STEPS)
        unseen[many] += drawn.astype(np.int32)
    held = unseen.reshape(whole.shape)
    return Split(whole - held, held, steps / Q_STEPS, seed)


def _whole(counts: npt.NDArray[Any]) -> Counts:
    whole = np.asarray(counts).astype(np.int32)
    if np.issubdtype(np.asarray(counts).dtype, np.floating) and not np.array_equal(whole, counts):
        raise ValueError("only whole numbers of electrons can be split")
    if whole.size and int(whole.min()) < 0:
        raise ValueError("there are no negative numbers of electrons")
    return whole


def _by_bits(generator: np.random.Generator, counts: Counts, steps: int) -> Counts:
    """Return Binomial(counts, steps / 256) for counts up to 64."""
    digits = Q_STEPS.bit_length() - 1
    words = np.zeros(counts.size, dtype=np.uint64)
    for digit in range(digits):
        if not steps & ((2 << digit) - 1):
            continue  # nothing set so far: and with a fair word leaves nothing
        fair = generator.bit_generator.random_raw(counts.size)
        words = words | fair if steps >> digit & 1 else words & fair
    kept = words >> (np.uint64(_WORD) - counts.astype(np.uint64)) % np.uint64(_WORD)
    kept[counts == 0] = 0  # a shift by 64 is none at all
    unseen: Counts = np.bitwise_count(kept).astype(np.int32)
    return unseen
