"""The sum of fractions, with its provenance, and how the lattice faded meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.live.advice.state import FadingPoint

NOTICEABLE = 0.8
"""Lattice contrast below which further fractions are not suggested for the sum."""


def summed(frames: Sequence[Frame], asked: int, origin: Flag) -> Processed:
    """Return the drift-aligned sum of frames [electrons per pixel, of all together].

    Where fewer frames overlap it is scaled to all, as the provenance says.

    Parameters
    ----------
    frames : sequence of Frame
        Complete, of one view with one set of settings; at least two.
    asked : int
        Number of frames that the recording was divided into.
    origin : Flag
        Of the feed.

    Raises
    ------
    SettingsError
        If gain or black level are unknown.
    """
    from stemviewer.denoise.accumulate.accumulator import Accumulator

    started = perf_counter()
    accumulator = Accumulator(max(2, len(frames)))
    for frame in frames:
        if not frame.calibration.known:
            raise SettingsError(
                "Gain or black level are unknown, so electrons cannot be summed.",
                "The raw frames are recorded all the same.",
                "Calibrate in the dose desk, then reprocess the session.",
            )
        result = accumulator.add(frame, frame.calibration.electrons(frame.data))
    count = len(result.numbers)
    image = (result.counts * (count / result.exposure)).astype(np.float32)
    fractions = Step(
        "fractions",
        "1",
        {"asked": asked, "included": count, "scaled_to_frames": count},
        Flag.ACCUMULATED,
    )
    return Processed(
        numbers=result.numbers,
        channel=frames[-1].channel,
        image=read_only(image),
        provenance=Provenance((result.step, fractions), origin),
        seconds=perf_counter() - started,
    )


def fading(frames: Sequence[Frame], dose: float | None) -> tuple[FadingPoint, ...]:
    """Return the lattice contrast of each frame over that of the first quarter.

    Parameters
    ----------
    frames : sequence of Frame
        At least two, calibrated.
    dose : float or None
        Of one of them [e/Å^2].
    """
    from stemviewer.trust.change.lattice import find_lattice, powers_of

    powers = [powers_of(frame.calibration.electrons(frame.data)) for frame in frames]
    lattice = find_lattice(powers) if len(powers) > 1 else None
    if lattice is None:
        return ()
    found = [lattice.amplitude(one) for one in powers]
    first = found[: max(1, len(found) // 4)]
    scale = float(np.mean([one.value for one in first]))
    if scale <= 0.0:
        return ()
    return tuple(
        FadingPoint(None if dose is None else dose * (n + 1), a.value / scale, a.error / scale)
        for n, a in enumerate(found)
    )


def suggested(points: Sequence[FadingPoint], count: int) -> int:
    """Return how many frames to sum: up to where the contrast is certainly below ``NOTICEABLE``.

    A frame counts as faded when it and the one after it are below by two errors.
    """
    faded = [point.value + 2.0 * point.error < NOTICEABLE for point in points]
    for number, (now, then) in enumerate(zip(faded, [*faded[1:], True], strict=False)):
        if now and then:
            return max(1, number)
    return count
