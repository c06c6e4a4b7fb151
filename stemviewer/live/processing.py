"""The denoise thread: newest frame in, picture of that very frame out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from stemviewer.core.dose import FrameDose
from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import Quantity
from stemviewer.live.adaptive import AdaptiveNetwork
from stemviewer.live.building import build_chain
from stemviewer.live.channels import NewestSlot
from stemviewer.live.health import Health
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import ChainSettings, Shown
from stemviewer.live.trials import Candidate
from stemviewer.live.turns import Turns

if TYPE_CHECKING:
    from stemviewer.denoise.chain import Chain

MIN_ROWS = 64
"""A partial frame is processed from this many rows on; less is too little context."""

LEAST_ROWS = 16
"""No chain takes fewer rows (``denoise.chain.MIN_ROWS``): smaller frames are shown raw."""

WAIT_S = 0.2

FRESH_SHARE = 0.2
"""A frame that has waited for a longer share of the feed's period gives way to the next one,
which is due sooner than that: the picture on screen is then younger, at a slightly lower rate."""

LONGEST_PERIOD_S = 0.5
"""With slower feeds every frame counts, whatever its age [s]."""

PASSES_PER_FRAME = 3
"""A growing frame is processed when at least this many passes fit into its time. With fewer,
a pass spent on a part would only hold up the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A frame on its way to the screen, with what was booked for it.

    ``untreated``: whatever the chain, it is shown as it is, for it is no Poisson counts.
    """

    frame: Frame
    dose: FrameDose
    electrons_per_pixel: Quantity
    origin_flag: Flag
    ended: bool
    untreated: bool = False


class Processing:
    """Applies the chain to the newest frame and publishes the pair.

    Parameters
    ----------
    shown : NewestSlot of Shown
        Where pairs go for display.
    health, notices
        Told of every pass and every failure.
    keep : callable
        Given every picture made from a frame that has ended, before it is shown.
    turns : Turns
        Told when a pass begins and ends.
    """

    def __init__(
        self,
        shown: NewestSlot[Shown],
        health: Health,
        notices: NoticeBoard,
        keep: Callable[[Candidate], None],
        turns: Turns,
    ) -> None:
        self.slot: NewestSlot[Pending] = NewestSlot()
        self._shown = shown
        self._health = health
        self._notices = notices
        self._keep = keep
        self._turns = turns
        self.network = ""
        self.network_changed: Callable[[str], None] = lambda _name: None
        self._lock = threading.Lock()
        self._wanted = (0, ChainSettings(), "")
        self._built: tuple[int, Chain | None] = (0, None)
        self._built_of = ChainSettings()
        self._last: Pending | None = None
        self._pass_s = 0.0
        self._period_s = 0.0
        self._ended_at = 0.0

    @property
    def settings(self) -> ChainSettings:
        """The chain asked for last."""
        return self._wanted[1]

    @property
    def generation(self) -> int:
        """Of the chain asked for last."""
        return self._wanted[0]

    @property
    def ready(self) -> bool:
        """Whether the chain asked for last is the one at work."""
        return self._built[0] == self._wanted[0]

    def set_chain(self, settings: ChainSettings, channel: str = "") -> None:
        """Ask for another chain; the denoise thread builds it before its next pass.

        With a ``channel`` it is that detector's own: frames of others are left out.
        """
        with self._lock:
            self._wanted = (self._wanted[0] + 1, settings, channel)
        self.slot.wake()

    def accept(self, pending: Pending) -> None:
        """Take a frame from the feed thread: straight to display while no chain is at work."""
        ready = self.ready
        if pending.untreated:
            self._last = None  # a new chain must not bring another channel's frame back
            self._publish(pending, None, self._built[0])
            return
        if ready and self.settings.raw_only:
            self._last = pending
            self._publish(pending, None, self._built[0])
            return
        if not ready:
            # building a network takes seconds: raw is shown meanwhile
            self._publish(pending, None, self._built[0])
        if pending.ended:
            now = perf_counter()
            self._period_s, self._ended_at = now - self._ended_at, now
        elif self._pass_s * PASSES_PER_FRAME > self._period_s:
            return
        self.slot.put(pending, counted=pending.ended and ready)

    def run(self) -> None:
        """Work until the slot is closed; the body of the denoise thread."""
        while not self.slot.closed:
            pending = self._freshest(self.slot.take(WAIT_S))
            rebuilt = self._rebuild_if_asked()
            if pending is None and rebuilt:
                pending = self._last  # a new filter shows on a stopped scan as well
            if pending is not None and self._wanted[2] in ("", pending.frame.channel):
                self._last = pending
                self._process(pending)

    def _freshest(self, pending: Pending | None) -> Pending | None:
        period = self._period_s
        if pending is None or not pending.ended or not 0 < period < LONGEST_PERIOD_S:
            return pending
        age = perf_counter() - self._ended_at
        if FRESH_SHARE * period < age < period:
            # half a period of grace, since feeds are not punctual
            return self.slot.renew(pending, 1.5 * period - age)
        return pending

    def _rebuild_if_asked(self) -> bool:
        generation, settings, _ = self._wanted
        if self._built[0] == generation:
            return False
        chain: Chain | None = None
        try:
            if not settings.raw_only:
                chain = build_chain(settings)
        except Exception as error:  # noqa: BLE001 - told to the operator; raw stays on screen
            self._notices.error(error)
            self._fall_back(generation)
        else:
            self._built, self._built_of = (generation, chain), settings
            chosen = chain.denoiser if chain is not None else None
            self.network = chosen.name if isinstance(chosen, AdaptiveNetwork) else ""
            if self.network:
                self.network_changed(self.network)
        return True

    def _fall_back(self, generation: int) -> None:
        with self._lock:
            if self._wanted[0] == generation:
                self._wanted = (generation, ChainSettings(), "")
        self._built = (generation, None)

    def _process(self, pending: Pending) -> None:
        generation, chain = self._built
        frame = pending.frame
        alone = chain is not None and chain.denoiser is None and not frame.complete
        rows = max(LEAST_ROWS, min(MIN_ROWS, frame.settings.rows))
        if chain is None or alone or frame.valid_rows < rows:
            # parts of frames are not averaged
            self._publish(pending, None, generation)
            return
        started = perf_counter()
        try:
            with self._turns.live():
                result = chain.process(frame, pending.origin_flag)
        except ValueError as error:
            self._notices.error(error)
            self._publish(pending, None, generation)
            return
        except Exception as error:  # noqa: BLE001 - a failing filter must not end the live view
            self._notices.error(error)
            self._fall_back(generation)
            self._publish(pending, None, generation)
            return
        self._pass_s = perf_counter() - started
        self._health.processed(self._pass_s, ended=pending.ended)
        verdict = result.range if result.processed.provenance.model else None
        if pending.ended:
            used = self._built_of
            if self.network:
                used = replace(used, method=self.network)
            self._keep(Candidate(frame, result.processed, verdict, used, generation))
            self._adapt(chain, frame)
        self._shown.put(
            Shown(
                frame=frame,
                processed=result.processed,
                range=verdict,
                dose=pending.dose,
                electrons_per_pixel=pending.electrons_per_pixel,
                generation=generation,
            ),
            counted=pending.ended,
        )

    def _adapt(self, chain: Chain, frame: Frame) -> None:
        """Let an automatic choice look at the time of the pass; tell when it changes."""
        chosen = chain.denoiser
        if not isinstance(chosen, AdaptiveNetwork):
            return
        try:
            told = chosen.judge(self._pass_s, self._period_s, frame.data.size)
        except StemviewerError as error:
            self._notices.error(error)
            return
        if told:
            self.network = chosen.name
            self._notices.info(told)
            self.network_changed(chosen.name)

    def _publish(self, pending: Pending, processed: Processed | None, generation: int) -> None:
        self._shown.put(
            Shown(
                frame=pending.frame,
                processed=processed,
                range=None,
                dose=pending.dose,
                electrons_per_pixel=pending.electrons_per_pixel,
                generation=generation,
            ),
            counted=pending.ended,
        )
