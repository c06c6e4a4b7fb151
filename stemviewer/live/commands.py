"""What the operator asks of the live path: of instrument, filter, books and log."""

from __future__ import annotations

import itertools
from pathlib import Path

from stemviewer.core.place import Purpose
from stemviewer.feeds.base import Command, Control
from stemviewer.feeds.fourd.feed import FourDFeed
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.others import OtherChannels
from stemviewer.live.processing import Processing
from stemviewer.live.reception import Reception
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import ChainSettings, Severity
from stemviewer.session.format.options import RecordOptions, SessionInfo


class Commands:
    """Sends commands to a feed that has the control, and books what it does not do itself.

    All methods may be called from the Qt thread and return at once.

    Parameters
    ----------
    reception : Reception
        Has the feed and what it can do.
    processing : Processing
        Does to frames what was chosen.
    recording : RecordingControl
        Writes the log.
    desk : DoseDesk
        May refuse; keeps areas, budgets and calibrations.
    notices : NoticeBoard
        Is told what was refused, and what to do.
    others : OtherChannels
        Processes the channels that are not shown.
    """

    def __init__(
        self,
        reception: Reception,
        processing: Processing,
        recording: RecordingControl,
        desk: DoseDesk,
        notices: NoticeBoard,
        others: OtherChannels,
    ) -> None:
        self._reception = reception
        self._processing = processing
        self._recording = recording
        self.desk = desk
        self._notices = notices
        self._others = others
        self._ids = itertools.count(1)

    def set_chain(self, settings: ChainSettings) -> None:
        """Choose what is done to frames from now on; takes effect in the denoise thread."""
        channel = self._reception.channel
        self._processing.set_chain(settings, channel if self._others.apart else "")
        if self._others.apart:
            self._others.set_chain(channel, settings)
        self._log_chain(f"{channel}:" if self._others.apart else "", settings)

    def set_channel_chain(self, channel: str, settings: ChainSettings) -> None:
        """Give a detector a chain of its own, whether it is shown or not."""
        self.set_apart(True)
        if channel == self._reception.channel:
            self.set_chain(settings)
            return
        self._others.set_chain(channel, settings)
        self._log_chain(f"{channel}:", settings)

    def set_apart(self, apart: bool) -> None:
        """Let each detector have a chain of its own, or process only the one that is shown."""
        if apart and not self._others.apart:
            self._others.set_chain(self._reception.channel, self._processing.settings)
        changed, self._others.apart = apart is not self._others.apart, apart
        if changed:
            self._recording.put_event("filter", "each detector its own" if apart else "one for all")
            self._processing.set_chain(
                self._processing.settings, self._reception.channel if apart else ""
            )

    def set_channel(self, channel: str) -> None:
        """Choose the detector channel, sum or difference that is shown and processed."""
        before, self._reception.channel = self._reception.channel, channel
        if self._others.apart and channel != before:
            self.set_chain(self._others.chain(channel))
        made = self._reception.combiner.find(channel)
        if made is None:
            return
        self._recording.put_event("channel", f"shown: {channel}, computed from both")
        poisson = "It is no longer counts: no filter, network, count or evidence is made of it."
        if not made.difference:
            poisson = "A sum of counts may be processed like counts, where both gains are one."
        self._notices.info(
            f"{channel} is computed here. {poisson} Recorded are both detectors, each by itself."
        )

    def _log_chain(self, whose: str, settings: ChainSettings) -> None:
        parameters = ", ".join(f"{k}={v}" for k, v in sorted(settings.parameters.items()))
        average = f"average {settings.average}" if settings.average > 1 else ""
        words = (whose, settings.method, parameters, average)
        self._recording.put_event("filter", " ".join(word for word in words if word))

    @property
    def patterns(self) -> FourDPath | None:
        """Virtual detectors and the newest pattern of a 4D-STEM camera; else ``None``."""
        feed = self._reception.feed
        return feed.path if isinstance(feed, FourDFeed) else None

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

    def start_recording(self, folder: Path, info: SessionInfo, options: RecordOptions) -> None:
        """Begin a session log in ``folder``; returns at once."""
        reception, chain = self._reception, self._processing.settings
        opening = [f"filter {chain.method}"]
        own = self._others.chains()
        opening += [f"filter of {name}: {own[name].method}" for name in sorted(own)]
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
