"""A parked probe, inferred from the scan's state where the feed does not tell of it."""

from __future__ import annotations

from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import NOWHERE
from stemviewer.core.quantity import estimated
from stemviewer.feeds.base import Exposed, Origin, ScanState

GRACE_S = 0.5
"""Rows that are on their way after a stop are waited for [s]."""

STEP_S = 1.0
"""How often a standing probe is booked [s]."""


class Parking:
    """Counts the time that the scan stands still with the beam on. Used by one thread."""

    def __init__(self) -> None:
        self._since: float | None = None

    def tick(
        self,
        now: float,
        state: ScanState,
        settings: ScanSettings | None,
        origin: Origin,
        *,
        told: bool,
        linked: bool,
    ) -> Exposed | None:
        """Return what is to be booked at ``now`` [s], if anything.

        Parameters
        ----------
        state, settings
            In force.
        origin : Origin
            Files and replays have no beam.
        told : bool
            Whether the feed tells of parked probes itself.
        linked : bool
            Whether the link is up: of a link that is down nobody knows.
        """
        beam = origin in (Origin.DETECTOR, Origin.SIMULATOR) and not state.blanked
        if told or not linked or not beam or state.scanning or settings is None:
            self._since = None
            return None
        if self._since is None:
            self._since = now + GRACE_S
        passed = now - self._since
        if passed < STEP_S:
            return None
        self._since = now
        return Exposed(settings.beam_current, estimated(passed), NOWHERE)
