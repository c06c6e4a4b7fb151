"""The live path, put together: feed thread, denoise thread, recorder, and what the window polls."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from time import monotonic_ns

from stemviewer.core.errors import StemviewerError
from stemviewer.core.processed import Processed
from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Feed
from stemviewer.live.beside import Beside
from stemviewer.live.channels import NewestSlot
from stemviewer.live.commands import Commands
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.dose.dose_map import Patch
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.health import Health
from stemviewer.live.history.past import Past
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.others import OtherChannels
from stemviewer.live.processing import Processing
from stemviewer.live.reception import Reception
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import (
    ChainSettings,
    LinkState,
    LiveStatus,
    Notice,
    Shown,
)
from stemviewer.live.trials import Trials
from stemviewer.live.turns import Turns
from stemviewer.session.format.entries import EvidenceEntry

JOIN_S = 30.0
"""Longest wait for a thread at the end; a denoise pass on a large frame takes seconds."""


class PipelineState(StrEnum):
    """Where the pipeline is in its life; it is used once."""

    NEW = "new"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"


class LivePipeline(Commands):
    """Runs one feed: receives, records, processes, and holds the newest pair for display.

    All methods may be called from the Qt thread; only ``stop`` may take long.

    Parameters
    ----------
    open_feed : callable
        Makes the feed; called in the feed thread.
    address : str
        Shown until the feed tells its own.
    chain : ChainSettings
        What to do to frames from the start.
    ledger_file : Path, optional
        Where the dose ledger is kept over restarts.
    """

    def __init__(
        self,
        open_feed: Callable[[], Feed],
        address: str = "",
        chain: ChainSettings | None = None,
        ledger_file: Path | None = None,
    ) -> None:
        self._address = address
        self._notices = NoticeBoard()
        self._recording = RecordingControl(self._notices)
        self._notices.log_to(self._recording.put_notice)
        self._health = Health()
        self._shown: NewestSlot[Shown] = NewestSlot()
        turns = Turns()
        self.past = Past(self._recording, self._notices)
        self.trials = Trials(self._keep, self._notices, turns)
        self._recording.release = self._release
        self.others = OtherChannels(self._keep, self._notices, turns)
        self._processing = Processing(
            self._shown, self._health, self._notices, self.trials.offer, turns
        )
        self._processing.network_changed = lambda name: self._recording.put_event(
            "filter", f"automatic: {name}"
        )
        self.desk = DoseDesk(self.send, self._recording.put_event, self._notices, ledger_file)
        places = (self._recording, self._processing, self._health, self._notices, self.desk)
        reception = Reception(open_feed, *places, self.others)
        super().__init__(
            reception, self._processing, self._recording, self.desk, self._notices, self.others
        )
        self.past.listen(reception)
        self.beside = Beside(
            reception,
            self._recording,
            self.desk,
            self._notices,
            lambda: self._processing.settings,
            self.send,
        )
        self._drift_thread = Worker("drift", self.desk.follower.run, self._notices.error)
        self._feed_thread = Worker("feed", self._reception.run, self._notices.error)
        self._denoise_thread = Worker("denoise", self._processing.run, self._notices.error)
        self._others_thread = Worker("denoise-others", self.others.run, self._notices.error)
        self._evidence_thread = Worker("evidence", self.trials.run, self._notices.error)
        self._held = False
        self.state = PipelineState.NEW
        if chain is not None:
            self.set_chain(chain)

    # -- life ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start the threads; the link comes up in the background."""
        if self.state is not PipelineState.NEW:
            raise RuntimeError(f"a pipeline is started once; this one is {self.state}")
        self.state = PipelineState.RUNNING
        self._denoise_thread.start()
        self._evidence_thread.start()
        self._others_thread.start()
        self.past.start()
        self._drift_thread.start()
        self.beside.start()
        self._feed_thread.start()

    def stop(self) -> None:
        """Close the recording, end the threads and the feed; returns when all is done.

        Raises
        ------
        StemviewerError
            If a thread did not end in time.
        """
        if self.state in (PipelineState.STOPPED, PipelineState.STOPPING):
            return
        started = self.state is PipelineState.RUNNING
        self.state = PipelineState.STOPPING
        self._reception.stop()
        ended = not started or self._feed_thread.join(JOIN_S)
        self._processing.slot.close()
        self.desk.follower.slot.close()
        ended = (not started or self._drift_thread.join(JOIN_S)) and ended
        ended = (not started or self.beside.stop(JOIN_S)) and ended
        ended = (not started or self._denoise_thread.join(JOIN_S)) and ended
        self.others.close()
        ended = (not started or self._others_thread.join(JOIN_S)) and ended
        self.trials.close()
        ended = (not started or self._evidence_thread.join(JOIN_S)) and ended
        ended = self.past.stop(JOIN_S) and ended
        # the threads that feed it have ended: what they handed over is written, then it closes
        self._recording.wait(JOIN_S)
        self._recording.stop()
        ended = self._recording.wait(2 * JOIN_S) and ended
        self._shown.close()
        self.state = PipelineState.STOPPED
        if not ended:
            raise StemviewerError(
                "A part of the live path did not stop in time.",
                "The session may still be written to.",
                "Wait a minute before you open it, then run stemviewer verify on it.",
            )

    def _keep(
        self,
        processed: Processed,
        evidence: EvidenceEntry,
        mine: Callable[[], bool] = lambda: True,
    ) -> None:
        # a sum of detectors has no raw frame of its own that the log could link it to
        if self._reception.combiner.find(processed.channel) is None:
            self.past.put_processed(processed, evidence, mine)
        else:
            mine()

    def _release(self) -> tuple[Processed, EvidenceEntry] | None:
        left = self.trials.release()
        made = left is not None and self._reception.combiner.find(left[0].channel)
        return None if made else left

    # -- pictures -----------------------------------------------------------------------

    def take_shown(self) -> Shown | None:
        """Return the newest pair that was not taken yet, or ``None``."""
        return None if self._held else self._shown.take()

    def take_evidence(self) -> FrameEvidence | None:
        """Return the newest test that was not taken yet, if it is of the chain at work."""
        tested = None if self._held else self.trials.results.take()
        current = tested is not None and tested.generation == self._processing.generation
        return tested if current else None

    def mark_painted(self, shown: Shown) -> None:
        """Count a pair as painted now."""
        if shown.frame.received_monotonic_ns:
            self._health.shown((monotonic_ns() - shown.frame.received_monotonic_ns) / 1e9)

    def hold(self, held: bool) -> None:
        """Freeze or resume the display; receiving, recording and processing go on."""
        self._held = held

    def latencies(self) -> list[float]:
        """Return the last feed-to-paint times [s]."""
        return self._health.latencies()

    def process_times(self) -> list[float]:
        """Return the times of the last passes of the chain [s]."""
        return self._health.process_times()

    def forget_times(self) -> None:
        """Measure latency and processing times anew; counts go on."""
        self._health.forget_times()

    # -- facts --------------------------------------------------------------------------

    def status(self) -> LiveStatus:
        """Return everything but the pictures, as of now."""
        reception = self._reception
        link = reception.link
        if self._feed_thread.error is not None:
            link = LinkState.ENDED
        channels = len(reception.instrument.channels) if reception.instrument is not None else 1
        return LiveStatus(
            link=link,
            address=reception.feed.address if reception.feed is not None else self._address,
            instrument=reception.instrument,
            settings=reception.settings,
            scan=reception.scan,
            channel=reception.channel,
            own_chains=self.others.chains(),
            chain=self._processing.settings,
            chain_ready=self._processing.ready,
            network=self._processing.network,
            held=self._held,
            dose=self.desk.ledger.state,
            budget=self.desk.guard.state,
            calibration=self.desk.calibrator.state,
            recording=self._recording.state(channels),
            counts=self._health.counts(
                replaced_display=self._shown.replaced,
                replaced_denoise=self._processing.slot.replaced,
            ),
            rates=self._health.rates(),
            advice=self.beside.advice.advice,
            damage=self.beside.advice.damage,
            fractions=self.beside.fractions.state,
            drift=self.desk.follower.now,
            correction=self.beside.correction.state,
        )

    def take_notices(self) -> list[Notice]:
        """Return what the operator must be told since the last call."""
        return self._notices.take()

    def dose_map(self) -> tuple[Patch, ...]:
        """Return copies of the present area's dose map, at most half a second old."""
        return self.desk.map
