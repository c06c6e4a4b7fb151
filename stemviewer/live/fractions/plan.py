"""How one slow frame is divided into fast ones of the same total dose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import Quantity
from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.feeds.base import Control, Range

FEWEST = 2


@dataclass(frozen=True, slots=True)
class FractionPlan:
    """Fast frames in place of a slow one.

    Parameters
    ----------
    count : int
        Number of frames.
    slow, fast : ScanSettings
        Of the one frame, and of each of the many.
    """

    count: int
    slow: ScanSettings
    fast: ScanSettings

    @property
    def dwell(self) -> float:
        """Of a fast frame [s]."""
        value = self.fast.dwell.value
        assert value is not None
        return value

    @property
    def dose(self) -> Quantity:
        """Of all fast frames together, flyback included [e/Å^2]."""
        one = frame_dose(self.fast).total
        return one if one.value is None else Quantity(one.value * self.count, one.source)

    @property
    def slow_dose(self) -> Quantity:
        """Of the one slow frame, flyback included [e/Å^2]."""
        return frame_dose(self.slow).total

    @property
    def period(self) -> float:
        """Time of a fast frame [s]."""
        return frame_dose(self.fast).duration.value or 0.0


def plan_fractions(
    settings: ScanSettings, count: int, controls: Mapping[Control, Range]
) -> FractionPlan:
    """Divide a frame; every frame flies back, so the dwell is a little less than its share.

    With dwell t, flyback t_f of each row of n pixels and N frames, the beam is on for
    N (t' + t_f / n) = t + t_f / n per pixel: t' = (t + t_f / n) / N - t_f / n.

    Parameters
    ----------
    settings : ScanSettings
        Of the slow frame.
    count : int
        Number of fast frames.
    controls : mapping
        What the instrument lets set, and in which range.

    Raises
    ------
    SettingsError
        If that cannot be done, with the largest number that can.
    """
    if Control.DWELL not in controls or Control.SCAN not in controls:
        raise SettingsError(
            "This feed does not let its dwell time and its scan be set.",
            "Nothing was changed.",
            "Set a fast scan at the instrument and average its frames.",
        )
    dwell = settings.dwell.value
    if dwell is None:
        raise SettingsError("The dwell time is unknown.", "It cannot be divided.", "")
    flyback = (settings.flyback.value or 0.0) / settings.columns
    allowed = controls[Control.DWELL]
    most = min(MOST_FRAMES, int((dwell + flyback) / (allowed.low + flyback) + 1e-9))
    if not FEWEST <= count <= most:
        raise _refused(count, most)
    fast = (dwell + flyback) / count - flyback
    return FractionPlan(
        count, settings, replace(settings, dwell=Quantity(fast, settings.dwell.source))
    )


def _refused(count: int, most: int) -> SettingsError:
    if most < FEWEST:
        return SettingsError(
            "This frame is too fast to be divided: flyback alone would exceed its dose.",
            "Nothing was changed.",
            "Choose a longer dwell time, as for one slow frame.",
        )
    return SettingsError(
        f"{count} frames are not possible here.",
        "Nothing was changed.",
        f"Choose {FEWEST} to {most}.",
    )
