"""Sum and difference of two detectors: computed here, for the screen, and named as what they are.

The sum of two independent Poisson counts is Poisson [1]_: where both detectors have one known
gain it may be counted, denoised and tested. A difference is not, nor is the sum of two detectors
of other or unknown gains: they are shown, and nothing else is done with them.

References
----------
.. [1] S. D. Poisson's law adds: W. Feller, An Introduction to Probability Theory and Its
   Applications, vol. 1, 3rd ed., XI.2, Wiley 1968.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.quantity import Quantity

PLUS, MINUS = " + ", " − "
"""Between two names: no detector's own name has them with the blanks."""

_NARROW = frozenset(["uint8", "uint16", "int8", "int16"])


@dataclass(frozen=True, slots=True)
class Combination:
    """Two channels of one scan, added or subtracted."""

    first: str
    second: str
    difference: bool = False

    @property
    def name(self) -> str:
        """As the channel is called, e.g. ``"HAADF + BF"``."""
        return f"{self.first}{MINUS if self.difference else PLUS}{self.second}"

    def of(self, one: Frame, two: Frame) -> Frame:
        """Return the picture of two whole frames of one scan.

        Its gain is known only if it is Poisson counts times that gain.
        """
        left, right = one.data, two.data
        narrow = left.dtype.name in _NARROW and right.dtype.name in _NARROW
        # wide enough for every sum: two 32-bit counts are added in numbers exact to 2^53
        dtype = np.dtype(np.int32 if narrow else np.float64)
        made = np.subtract if self.difference else np.add
        return replace(
            one,
            channel=self.name,
            data=read_only(made(left, right, dtype=dtype)),
            calibration=DetectorCalibration() if self.difference else _common(one, two),
            received_utc_ns=max(one.received_utc_ns, two.received_utc_ns),
            received_monotonic_ns=max(one.received_monotonic_ns, two.received_monotonic_ns),
            sha256="",
        )


def _common(one: Frame, two: Frame) -> DetectorCalibration:
    """Return gain and black level of a sum; unknown unless both have one gain."""
    left, right = one.calibration, two.calibration
    if not (left.known and right.known) or left.gain.value != right.gain.value:
        return DetectorCalibration()
    assert left.offset.value is not None
    assert right.offset.value is not None
    offset = Quantity(left.offset.value + right.offset.value, left.offset.source)
    return replace(left, offset=offset, counting=left.counting and right.counting)


def combinations_of(channels: Iterable[str]) -> tuple[Combination, ...]:
    """Return sum and difference of each pair of channels, in their order."""
    pairs = tuple(combinations(channels, 2))
    return tuple(Combination(a, b, difference) for difference in (False, True) for a, b in pairs)


def badge_of(channel: str) -> str:
    """Return what a picture that is not processed is marked as: raw, or computed of two."""
    if MINUS in channel:
        return "DIFFERENCE"
    return "SUM OF TWO" if PLUS in channel else "RAW"


class Combiner:
    """Pairs the frames of two channels by their numbers; used by the feed thread."""

    def __init__(self) -> None:
        self._known: dict[str, Combination] = {}
        self._waiting: Frame | None = None

    def connected(self, channels: Iterable[str]) -> None:
        """Take over the channels of an instrument."""
        self._known = {made.name: made for made in combinations_of(channels)}
        self._waiting = None

    def find(self, name: str) -> Combination | None:
        """Return the combination of that name; ``None`` of a detector's own."""
        return self._known.get(name)

    def stands_for(self, name: str) -> str:
        """Return the detector whose frames are counted when that channel is shown."""
        found = self._known.get(name)
        return name if found is None else found.first

    def take(self, name: str, frame: Frame) -> Frame | None:
        """Return what is to be shown of channel ``name`` now that a frame has ended."""
        made = self._known.get(name)
        if made is None:
            return frame if frame.channel == name else None
        if frame.channel not in (made.first, made.second) or not frame.complete:
            return None
        other, self._waiting = self._waiting, frame
        if other is None or other.number != frame.number or other.channel == frame.channel:
            return None
        self._waiting = None
        one, two = (other, frame) if other.channel == made.first else (frame, other)
        return made.of(one, two) if one.data.shape == two.data.shape else None
