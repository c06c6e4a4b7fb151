"""Whole neighbouring frames as held-out electrons: aligned, and only while nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.denoise.network.spectrum import DifferenceFacts, difference_facts
from stemviewer.trust.held_out import HeldOut, HeldOutSource
from stemviewer.trust.templates import Plane
from stemviewer.trust.weighted import smoothed

MOST_SHIFT = 6
"""Search for drift up to here [px]: on a lattice, farther maxima are other lattice vectors."""

MOST_DRIFT = 2.0
"""A specimen that moves more from frame to frame is distorted within each [px]."""

_SMALLEST = 32
_STILL_PX = 0.15
_LEFT_OVER = 1.2
_TILE = 16
_STILL = 5.0
_EXPOSURE = (0.7, 1.4)

_SAME = 0.5
"""Correlation at the highest frequencies from which on two frames may share their noise, ..."""

_STILL_NOISY = 0.5
"""... unless their difference holds at least this share of the shot noise of both: then it is
fine structure that they share."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a neighbour lies to a frame.

    Parameters
    ----------
    shift : tuple of float
        Rows and columns that the content has moved in the neighbour [px].
    exposure : float
        Its electrons over the frame's.
    reason : str
        Why it cannot judge the frame; empty when it can.
    """

    shift: tuple[float, float]
    exposure: float
    reason: str = ""


def drift(frame: npt.NDArray[Any], neighbour: npt.NDArray[Any]) -> tuple[float, float]:
    """Return how far the content has moved from frame to neighbour (rows, columns) [px].

    The maximum of the cross-correlation of the smoothed frames within ``MOST_SHIFT``, refined
    by a parabola. Phase correlation over the whole range locks on to lattice vectors.
    """
    one, other = (_band(image) for image in (frame, neighbour))
    spectrum = np.conj(scipy.fft.rfft2(one)) * scipy.fft.rfft2(other)
    surface = scipy.fft.irfft2(spectrum, s=one.shape)
    side = min(MOST_SHIFT, (min(one.shape) - 1) // 2)
    index = np.arange(-side, side + 1)
    near = surface[np.ix_(index % one.shape[0], index % one.shape[1])]
    # nearest of equals: without structure every shift is as good, and none is the simplest
    near = near - 1e-9 * np.ptp(near) * np.add.outer(np.abs(index), np.abs(index))
    row, column = np.unravel_index(int(np.argmax(near)), near.shape)
    return (
        float(index[row] + _vertex(near[:, column], int(row))),
        float(index[column] + _vertex(near[row], int(column))),
    )


def check_neighbour(
    frame: npt.NDArray[Any], neighbour: npt.NDArray[Any], *, counted: bool = True
) -> Alignment:
    """Return how a neighbour lies, and whether it can judge the frame.

    Parameters
    ----------
    frame, neighbour : ndarray, same shape
        [electrons per pixel].
    counted : bool
        Whether the numbers are counts: then what has changed in between is looked for.
    """
    one, other = np.asarray(frame, np.float64), np.asarray(neighbour, np.float64)
    if one.shape != other.shape:
        return Alignment((0.0, 0.0), 0.0, "the neighbouring frame has another shape")
    total = float(one.sum())
    exposure = float(other.sum()) / total if total > 0.0 else 0.0
    if not _EXPOSURE[0] < exposure < _EXPOSURE[1]:
        return Alignment((0.0, 0.0), exposure, "the neighbouring frame has another dose")
    if repeats(one, other, exposure):
        reason = "the neighbouring frame repeats the same data: it is no second measurement"
        return Alignment((0.0, 0.0), exposure, reason)
    shift = drift(one, other)
    if max(abs(s) for s in shift) > MOST_DRIFT:
        return Alignment(shift, exposure, "the specimen moves from frame to frame")
    if counted and _changed(one, other, shift, exposure):
        return Alignment(shift, exposure, "the specimen changes from frame to frame")
    return Alignment(shift, exposure)


def by_neighbours(
    frame: npt.NDArray[Any],
    neighbours: Sequence[npt.NDArray[Any]],
    alignments: Sequence[Alignment],
    *,
    poisson: bool = True,
) -> HeldOut:
    """Hold out whole neighbouring frames, summed: they judge the very picture on screen.

    Parameters
    ----------
    frame : ndarray, shape (rows, columns)
        What the picture was made from [electrons per pixel].
    neighbours : sequence of ndarray, same shape
        Frames that pass ``check_neighbour`` [electrons per pixel].
    alignments : sequence of Alignment
        Of each.
    poisson : bool
        Whether the numbers are counts.

    Raises
    ------
    ValueError
        If there is no neighbour.
    """
    if not neighbours:
        raise ValueError("at least one neighbouring frame is needed")
    unseen = np.zeros(np.shape(frame), dtype=np.float32)
    inside = np.ones(np.shape(frame), dtype=np.bool_)
    for other, lies in zip(neighbours, alignments, strict=True):
        whole = (round(lies.shift[0]), round(lies.shift[1]))
        unseen += np.roll(np.asarray(other, np.float32), (-whole[0], -whole[1]), axis=(0, 1))
        inside &= _overlap(inside.shape, whole)
    unseen[~inside] = 0.0
    return HeldOut(
        seen=np.asarray(frame, dtype=np.float32),
        unseen=unseen,
        source=HeldOutSource.NEIGHBOUR,
        ratio=float(sum(lies.exposure for lies in alignments)),
        shifts=tuple(lies.shift for lies in alignments),
        weights=tuple(lies.exposure for lies in alignments),
        inside=None if inside.all() else inside,
        poisson=poisson,
    )


def repeats(one: Plane, other: Plane, exposure: float) -> bool:
    """Return whether two frames share their noise, so that they are one measurement.

    Parameters
    ----------
    one, other : ndarray, same shape
        [electrons per pixel].
    exposure : float
        Electrons of the other over those of the one.
    """
    if noise_correlation(one, other) <= _SAME:
        return False
    if min(one.shape) < _SMALLEST:
        return True
    return difference_facts(one, other, exposure).noise < _STILL_NOISY


def repeat_noise(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> DifferenceFacts | None:
    """Return the noise of two frames of one place, in which structure cancels.

    ``None`` where the frames, of one shape [electrons per pixel], cannot be compared.
    """
    a, b = np.asarray(one, np.float64), np.asarray(other, np.float64)
    if a.shape != b.shape or min(a.shape) < _SMALLEST or a.sum() <= 0.0:
        return None
    exposure = float(b.sum() / a.sum())
    if not _EXPOSURE[0] < exposure < _EXPOSURE[1]:
        return None
    shift = drift(a, b)
    moved = np.roll(b, (-round(shift[0]), -round(shift[1])), axis=(0, 1))
    found = difference_facts(a, moved, exposure)
    # between pixels structure does not cancel: what is left of it is no noise
    moves = max(abs(s - round(s)) for s in shift) > _STILL_PX
    return None if moves and found.noise > _LEFT_OVER else found


def noise_correlation(one: Plane, other: Plane) -> float:
    """Return the correlation of two frames at the highest frequencies: 0 for independent noise.

    1 for copies of one frame; the structure of a specimen hardly reaches these frequencies.
    """
    rows, columns = one.shape
    corner = (np.abs(np.fft.fftfreq(rows)) > 0.36)[:, None] & (np.fft.rfftfreq(columns) > 0.36)
    a = scipy.fft.rfft2(one)[corner]
    b = scipy.fft.rfft2(other)[corner]
    power = float(np.sum(np.abs(a) ** 2)) * float(np.sum(np.abs(b) ** 2))
    return float(np.sum((a * np.conj(b)).real)) / power**0.5 if power > 0.0 else 1.0


def _overlap(shape: tuple[int, ...], whole: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Return where a neighbour moved back by whole pixels has content, and a pixel less."""
    inside = np.ones(shape, dtype=np.bool_)
    for axis, step in enumerate(whole):
        if step == 0:
            continue
        edge = slice(-(step + 1), None) if step > 0 else slice(0, -step + 1)
        inside[edge if axis == 0 else (slice(None), edge)] = False
    return inside


def _band(image: npt.NDArray[Any]) -> Plane:
    plane = np.asarray(image, dtype=np.float64)
    smooth: Plane = smoothed(plane, 1.5) - smoothed(plane, 12.0)
    return smooth * np.hanning(plane.shape[0])[:, None] * np.hanning(plane.shape[1])[None, :]


def _vertex(line: Plane, at: int) -> float:
    if not 0 < at < line.size - 1:
        return 0.0
    left, middle, right = (float(line[at + step]) for step in (-1, 0, 1))
    bend = left - 2.0 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0.0 else 0.0


def _changed(one: Plane, other: Plane, shift: tuple[float, float], exposure: float) -> bool:
    """Return whether sums over tiles differ by more than counted electrons do."""
    moved = np.roll(other, (-round(shift[0]), -round(shift[1])), axis=(0, 1))
    edge = int(MOST_DRIFT) + 1
    a, b = (_tiles(image[edge:-edge, edge:-edge]) for image in (one, moved))
    variance = b + exposure**2 * a
    used = variance > 4.0
    if int(used.sum()) < 4:
        return False
    chi2 = float(np.sum(np.square(b - exposure * a)[used] / variance[used]))
    count = int(used.sum())
    return bool(chi2 - count > _STILL * np.sqrt(2.0 * count))


def _tiles(image: Plane) -> Plane:
    rows, columns = (side // _TILE * _TILE for side in image.shape)
    blocks = image[:rows, :columns].reshape(rows // _TILE, _TILE, columns // _TILE, _TILE)
    sums: Plane = blocks.sum(axis=(1, 3))
    return sums
