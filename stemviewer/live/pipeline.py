"""The live path, put together: feed thread, denoise thread, recorder, and what the window polls."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from time import monotonic_ns

from stemviewer.core.errors import StemviewerError
from stemviewer.core.place import Purpose
from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Command, Control, Feed
from stemviewer.live.beside import Beside
from stemviewer.live.channels import NewestSlot
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.dose.dose_map import Patch
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.health import Health
from stemviewer.live.history.past import Past
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.processing import Processing
from stemviewer.live.reception import Reception
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import (
    ChainSettings,
    LinkState,
    LiveStatus,
    Notice,
    Severity,
    Shown,
)
from stemviewer.live.trials import Trials
from stemviewer.live.turns import Turns
from stemviewer.session.format.options import RecordOptions, SessionInfo

JOIN_S = 30.0
"""Longest wait for a thread at the end; a denoise pass on a large frame takes seconds."""


class PipelineState(StrEnum):
    """Where the pipeline is in its life; it is used once."""

    NEW = "new"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"


class LivePipeline:
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
        self.trials = Trials(self.past.put_processed, self._notices, turns)
        self._recording.release = self.trials.release
        self._processing = Processing(
            self._shown, self._health, self._notices, self.trials.offer, turns
        )
        self._processing.network_changed = lambda name: self._recording.put_event(
            "filter", f"automatic: {name}"
        )
        self.desk = DoseDesk(self.send, self._recording.put_event, self._notices, ledger_file)
        self._reception = Reception(
            open_feed, self._recording, self._processing, self._health, self._notices, self.desk
        )
        self.past.listen(self._reception)
        self.beside = Beside(
            self._reception,
            self._recording,
            self.desk,
            self._notices,
            lambda: self._processing.settings,
            self.send,
        )
        self._drift_thread = Worker("drift", self.desk.follower.run, self._notices.error)
        self._feed_thread = Worker("feed", self._reception.run, self._notices.error)
        self._denoise_thread = Worker("denoise", self._processing.run, self._notices.error)
        self._evidence_thread = Worker("evidence", self.trials.run, self._notices.error)
        self._ids = itertools.count(1)
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

    # -- control ------------------------------------------------------------------------

    def set_chain(self, settings: ChainSettings) -> None:
        """Choose what is done to frames from now on; takes effect in the denoise thread."""
        self._processing.set_chain(settings)
        parameters = ", ".join(f"{k}={v}" for k, v in sorted(settings.parameters.items()))
        average = f"average {settings.average}" if settings.average > 1 else ""
        words = (settings.method, parameters, average)
        self._recording.put_event("filter", " ".join(word for word in words if word))

    def set_channel(self, channel: str) -> None:
        """Choose the detector channel that is shown and processed."""
        self._reception.channel = channel

    def send(self, control: Control, value: float = 0.0) -> int | None:
        """Ask the instrument for a change; the answer shows in ``status`` and the notices.

        Returns
        -------
        int or None
            Id of the command; ``None`` when there is no link or no such control.
        """
        if self.desk.guard.refuses(control, value):
            self._notices.post(
                Severity.WARNING,
                "The dose budget of this area is spent.",
                "The scan was not started.",
                "Choose New area, raise the budget, or override it with a reason.",
            )
            return None
        feed, instrument = self._reception.feed, self._reception.instrument
        if feed is None or instrument is None or control not in instrument.controls:
            self._notices.post(
                Severity.WARNING,
                f"This feed has no control for {control.value.replace('_', ' ')}.",
                "Nothing was changed.",
                "Change it at the instrument.",
            )
            return None
        self.desk.guard.gate.before(control, value)
        command = Command(next(self._ids), control, value)
        self._reception.expect(command.id, control)
        feed.send(command)
        return command.id

    def new_area(self) -> None:
        """Move to a fresh area where the feed can; in any case its dose counts from zero."""
        instrument = self._reception.instrument
        if instrument is not None and Control.NEW_AREA in instrument.controls:
            self.send(Control.NEW_AREA)
        else:
            self._reception.request_new_area()

    def set_budget(self, budget: Budget) -> None:
        """Put a dose budget in force for the present area."""
        self.desk.set_budget(budget)

    def override_budget(self, reason: str) -> None:
        """Go on beyond the budget until the next area; the reason is logged."""
        self.desk.override(reason)

    def set_purpose(self, purpose: Purpose) -> None:
        """Say what the next frames are for: told to a feed that can, else only booked so."""
        instrument = self._reception.instrument
        if instrument is not None and Control.PURPOSE in instrument.controls:
            self.send(Control.PURPOSE, float(purpose))
        self.desk.set_purpose(purpose)

    def calibrate(self, step: CalibrationStep) -> None:
        """Take a step of the guided calibration of the channel that is shown."""
        instrument, channel = self._reception.instrument, self._reception.channel
        can = instrument is not None and Control.BLANK in instrument.controls
        self.desk.ask(lambda: self.desk.calibrator.step(step, channel, can_blank=can))

    def type_calibration(self, gain: float, offset: float) -> None:
        """Put typed values in force for the channel that is shown [units/electron], [units]."""
        channel = self._reception.channel
        self.desk.ask(lambda: self.desk.calibrator.type_in(channel, gain, offset))

    def dose_map(self) -> tuple[Patch, ...]:
        """Return copies of the present area's dose map, at most half a second old."""
        return self.desk.map

    def start_recording(self, folder: Path, info: SessionInfo, options: RecordOptions) -> None:
        """Begin a session log in ``folder``; returns at once."""
        reception, chain = self._reception, self._processing.settings
        opening = [f"filter {chain.method}"]
        if reception.instrument is not None:
            opening.append(f"connected to {reception.instrument.name}")
        if reception.told:
            opening.append(reception.told)
        self._recording.start(folder, info, options, tuple(opening))

    def stop_recording(self) -> None:
        """End the session log; returns at once, ``status().recording.busy`` tells when done."""
        # the copies for the window: the feed thread may be adding to its own just now
        self.desk.map_log.write(self.desk.ledger.area.number, self.desk.map)
        self._recording.stop()
