"""Levels: which values become black and white; robust to flat frames and hot pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits

SAMPLE = 1 << 15
"""Pixels looked at, at most."""

_FEW_STEPS = 50
"""With fewer rows to pick than so many, every row is looked at."""

OUTLIERS = 3
"""So many brightest and darkest pixels of a sample never set the levels."""

SMOOTHING = 0.3
"""Share of the new frame's levels in mode FOLLOW."""

JUMP = 1.6
"""When the span changes by more than this factor, FOLLOW takes the new levels at once."""

_COUNTED = 2
"""Numbers of so few bytes are counted rather than sorted."""

Sample = npt.NDArray[Any]


def sample(values: npt.NDArray[Any], limit: int = SAMPLE) -> Sample:
    """Return at most about ``limit`` finite values, evenly spread over the array.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        Valid rows only.
    limit : int
        At least 1.
    """
    if values.size > limit:
        rows, columns = values.shape
        side = (values.size / limit) ** 0.5
        step = max(int(np.ceil(side)), 1)
        # rows are shifted against each other, so that a lattice does not beat with the steps
        row_step = step
        if rows < _FEW_STEPS * step:
            row_step, step = 1, int(np.ceil(values.size / limit))
        picked = [values[r, (r // row_step * 7) % step :: step] for r in range(0, rows, row_step)]
        values = np.concatenate(picked) if columns > step else values[::row_step]
    flat = values.ravel()
    if flat.dtype.kind == "f":
        flat = flat[np.isfinite(flat)]
    return flat


def percentile_limits(values: Sample, low: float, high: float) -> Limits:
    """Return the limits at two percentiles of a sample.

    A few hot pixels never set them, and a flat frame gets a span of its own: one unit for
    integers, else a thousandth of its value.

    Parameters
    ----------
    values : ndarray
        Sample, any length.
    low, high : float
        [%].
    """
    if values.size == 0:
        return Limits(0.0, 1.0)
    spare = min(OUTLIERS, (values.size - 1) // 4)
    last = values.size - 1
    lower = min(max(int(low / 100 * last), spare if low > 0 else 0), last)
    upper = max(int(np.ceil(high / 100 * last)), lower)
    upper = min(upper, last - spare if high < 100 else last)
    low_value, high_value = _ranked(values, lower, max(upper, lower))
    return guarded(low_value, high_value, values.dtype.kind)


def _ranked(values: Sample, *ranks: int) -> list[float]:
    """Return the values that come at some ranks, from 0."""
    if values.dtype.kind == "u" and values.dtype.itemsize <= _COUNTED:
        below = np.cumsum(np.bincount(values))
        return [float(place) for place in np.searchsorted(below, ranks, side="right")]
    # one rank at a time: numpy's fast way on new processors takes no more than one
    return [float(np.partition(values, rank)[rank]) for rank in ranks]


def guarded(low: float, high: float, kind: str) -> Limits:
    """Return limits of at least the smallest sensible span, so that flat frames stay dark."""
    smallest = 1.0 if kind in "ui" else max(abs(low) * 1e-3, 1e-6)
    return Limits(low, max(high, low + smallest))


class LevelTracker:
    """The levels of one side from picture to picture. Used by one thread."""

    def __init__(self) -> None:
        self._limits: Limits | None = None
        self._key: object = None
        self._series: object = None
        self._wish: tuple[object, ...] = ()

    @property
    def limits(self) -> Limits | None:
        """The levels in force."""
        return self._limits

    def update(
        self,
        values: Sample,
        display: DisplaySettings,
        by_hand: Limits | None,
        key: object,
        series: object,
        smooth: bool = True,
    ) -> Limits:
        """Return the levels for a picture.

        Parameters
        ----------
        values : ndarray
            Sample of this very picture.
        display : DisplaySettings
            Mode and percentiles.
        by_hand : Limits or None
            Limits set by hand for this side.
        key : object
            Names the picture: the same picture is not smoothed twice.
        series : object
            Names what made it; another filter or channel starts afresh.
        smooth : bool
            Whether FOLLOW goes in steps, as in a live series; a stored frame has its own levels.
        """
        wish = (display.mode, display.low_percentile, display.high_percentile, display.once)
        asked = bool(self._wish) and display.once != self._wish[-1]
        present = None if asked else self._limits
        changed = series != self._series or wish != self._wish
        if display.mode is LevelsMode.OFF:
            self._limits = by_hand or percentile_limits(values, 0, 100)
        elif present is None or (display.mode is not LevelsMode.LOCK and changed):
            self._limits = _target(values, display)
        elif display.mode is LevelsMode.FOLLOW and key != self._key:
            target = _target(values, display)
            self._limits = smoothed(present, target) if smooth else target
        self._key, self._series, self._wish = key, series, wish
        assert self._limits is not None
        return self._limits


def _target(values: Sample, display: DisplaySettings) -> Limits:
    return percentile_limits(values, display.low_percentile, display.high_percentile)


def smoothed(present: Limits, target: Limits) -> Limits:
    """Return a step from the present levels towards the target; a large change is taken whole."""
    ratio = (target.high - target.low) / (present.high - present.low)
    apart = target.low > present.high or target.high < present.low
    if apart or not 1 / JUMP < ratio < JUMP:
        return target
    return Limits(
        present.low + SMOOTHING * (target.low - present.low),
        present.high + SMOOTHING * (target.high - present.high),
    )
