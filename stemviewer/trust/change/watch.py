"""Follows a place frame by frame and says when it has changed by more than counting explains."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.accumulate.registration import Registration
from stemviewer.trust.change.difference import Change, change_between, shift_between, smooth
from stemviewer.trust.change.lattice import Amplitude, Lattice, Powers, find_lattice, powers_of
from stemviewer.trust.change.sequential import CumulativeSum
from stemviewer.trust.templates import Plane

LEARN_LEAST, LEARN_MOST = 4, 12
"""Frames that make the reference: few where they tell the contrast well, since damage in them
goes unseen; more where they are faint."""

_WELL = 0.06
"""A reference is good enough when what is allowed for its error is below this."""

_CLEAR = 0.125
"""Or when a frame tells changes this much smaller than the allowed one from counting."""

_MEMORY = 8

RIM = 0.125
"""Share of each side that is left for drift; when it is used up, a new reference is made."""

LATTICE_ALLOWED = 0.10
"""Loss of lattice contrast that is no alarm: steadier than this no scan is."""

CHANGE_ALLOWED = 0.035
"""Relative change of a place (root mean square) that is no alarm."""

LATTICE_WORST = 0.12
"""With a larger error of a single frame the lattice is not watched."""


SCAN_ERROR = 0.02
"""Of the contrast of a frame, by the scan (jitter, hum, drift), beside counting."""


_STRAY = 0.75
"""A drift that has gone astray by more is put right [px]."""

_CORRECTIONS = 2

_REFERENCE_ERRORS = 3.0
"""Standard errors of the reference's contrast that are allowed for."""


class Sign(StrEnum):
    """What has changed."""

    NONE = ""
    LATTICE = "the lattice fades"
    CHANGE = "the picture changes"


class WatchPhase(StrEnum):
    """What the watch is doing."""

    LEARNING = "learning"
    WATCHING = "watching"


@dataclass(frozen=True, slots=True)
class Observation:
    """One frame against the first ones.

    Parameters
    ----------
    lattice : Amplitude or None
        Lattice contrast over that of the first frames; ``None`` without a lattice.
    change : Change or None
        Registered difference.
    alarm : Sign
        What went beyond its bound with this very frame.
    share : float
        Of the way to an alarm, 0 to 1.
    """

    lattice: Amplitude | None
    change: Change | None
    alarm: Sign = Sign.NONE
    share: float = 0.0


@dataclass(slots=True)
class _Reference:
    powers: list[Powers] = field(default_factory=list)
    places: list[Plane] = field(default_factory=list)
    origin: tuple[float, float] = (0.0, 0.0)
    lattice: Lattice | None = None
    early: Plane | None = None
    frames: int = 0
    inflation: float = 1.0


class SpecimenWatch:
    """Watches one view with one set of settings; make a new one for another. Not thread-safe.

    The view is followed as the specimen drifts, so that the same place is compared; where the
    drift leaves it, the reference is made anew and goes on from the contrast it had.
    """

    def __init__(self) -> None:
        self._registration = Registration()
        self._position = (0.0, 0.0)
        self._reference = _Reference()
        self._carried = 1.0
        self._last: list[float] = []
        self._fading = CumulativeSum(LATTICE_ALLOWED)
        self._changing = CumulativeSum(CHANGE_ALLOWED**2)
        self.alarm = Sign.NONE
        """What the first alarm was about."""

    @property
    def phase(self) -> WatchPhase:
        """Whether there is a reference."""
        known = self._reference.early is not None
        return WatchPhase.WATCHING if known else WatchPhase.LEARNING

    def look(self, electrons: ElectronImage, frames: int = 1) -> Observation | None:
        """Take in a complete frame; return what it shows once there is a reference.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            [electrons per pixel].
        frames : int
            How many frames after the last one it is.
        """
        drift = self._registration.follow(electrons, frames)
        self._position = (self._position[0] + drift.down, self._position[1] + drift.right)
        region = self._region(electrons)
        places = smooth(region)
        for _ in range(_CORRECTIONS if self._reference.early is not None else 0):
            if not self._corrected(places):
                break
            region = self._region(electrons)
            places = smooth(region)
        reference, powers = self._reference, powers_of(region)
        if reference.early is None:
            self._learn(powers, places)
            return None
        lattice = self._lattice(powers)
        change = change_between(reference.early, reference.frames, places, reference.inflation)
        return Observation(lattice, change, self._judge(lattice, change), self._share())

    def _corrected(self, places: Plane) -> bool:
        """Take off what the followed drift has gone astray by; return whether it had."""
        early = self._reference.early
        if early is None:
            return False
        down, right = shift_between(early, places)
        if max(abs(down), abs(right)) < _STRAY:
            return False
        self._position = (self._position[0] + down, self._position[1] + right)
        return True

    def _region(self, electrons: ElectronImage) -> ElectronImage:
        rims = [int(RIM * side) for side in electrons.shape]
        origin = self._reference.origin
        away = [round(now - then) for now, then in zip(self._position, origin, strict=True)]
        if any(abs(step) > rim for step, rim in zip(away, rims, strict=True)):
            self._move_on()
            away = [0, 0]
        (top, left), (down, right) = rims, away
        rows, columns = electrons.shape
        return electrons[top + down : rows - top + down, left + right : columns - left + right]

    def _move_on(self) -> None:
        if self._last:
            self._carried = float(np.mean(self._last))
        self._reference = _Reference(origin=self._position)

    def _learn(self, powers: Powers, places: Plane) -> None:
        reference = self._reference
        reference.powers.append(powers)
        reference.places.append(places)
        count = len(reference.places)
        if count < LEARN_LEAST or count % 2:
            return
        lattice = find_lattice(reference.powers)
        early = np.mean(reference.places, axis=0)
        inflation = max(1.0, float(np.mean([p.inflation for p in reference.powers])))
        change = change_between(early, count, places, inflation)
        # a lattice that fades while it is learnt gets no clearer by waiting: where electrons are
        # many the picture itself tells enough, and its change costs specimen
        seen = change is not None and change.error < _CLEAR * CHANGE_ALLOWED**2
        well = lattice is not None and _REFERENCE_ERRORS * lattice.error / 2.0 < _WELL
        if not (well or seen) and count < LEARN_MOST:
            return
        reference.lattice, reference.frames = lattice, count
        reference.early, reference.inflation = early, inflation
        reference.powers, reference.places = [], []

    def _lattice(self, powers: Powers) -> Amplitude | None:
        lattice = self._reference.lattice
        if lattice is None:
            return None
        found = lattice.amplitude(powers)
        if found.error > LATTICE_WORST:
            return None
        error = math.hypot(found.error, SCAN_ERROR)
        # the reference has an error of its own, the same for all frames: no sum averages it away
        self._fading.allowed = LATTICE_ALLOWED + _REFERENCE_ERRORS * lattice.error / 2.0
        amplitude = Amplitude(self._carried * found.value, self._carried * error)
        self._last = [*self._last[1 - _MEMORY :], amplitude.value]
        return amplitude

    def _judge(self, lattice: Amplitude | None, change: Change | None) -> Sign:
        signs = []
        if lattice is not None and self._fading.add(1.0 - lattice.value, lattice.error):
            signs.append(Sign.LATTICE)
        if change is not None and self._changing.add(change.value, change.error):
            signs.append(Sign.CHANGE)
        if signs and self.alarm is Sign.NONE:
            self.alarm = signs[0]
            return self.alarm
        return Sign.NONE

    def _share(self) -> float:
        return max(self._fading.share, self._changing.share)
