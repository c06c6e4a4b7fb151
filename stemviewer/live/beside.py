"""What runs beside the live view and never holds it up: advice, fractions, traces, drift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stemviewer.core.errors import SettingsError, StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import Quantity
from stemviewer.core.worker import Worker
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.live.advice.thread import Advice
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.fractions.run import FractionRun
from stemviewer.live.measure.correction import DriftCorrection
from stemviewer.live.measure.traces import RegionTraces
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.reception import Reception
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import ChainSettings, Severity
from stemviewer.session.format.entries import EvidenceEntry

if TYPE_CHECKING:
    from stemviewer.trust.advice.points import Wish


class Beside:
    """Advice thread, fractionated recording, traces and drift correction of one live path.

    Parameters
    ----------
    reception, recording, desk, notices
        Of the live path.
    chain : callable
        Returns the chain at work.
    order : callable
        Sends a control and its value to the instrument.
    """

    def __init__(
        self,
        reception: Reception,
        recording: RecordingControl,
        desk: DoseDesk,
        notices: NoticeBoard,
        chain: Callable[[], ChainSettings],
        order: Callable[[Control, float], object],
    ) -> None:
        self._reception, self._recording, self._desk = reception, recording, desk
        self._notices = notices
        self.advice = Advice(chain, notices, recording.put_event)
        self.fractions = FractionRun(
            order, self._store, recording.put_event, lambda: desk.guard.lag, notices
        )
        self.traces = RegionTraces()
        self.correction = DriftCorrection(order, recording.put_event)
        self._thread = Worker("advice", self.advice.run, notices.error)
        self._tracing = Worker("traces", self.traces.run, notices.error)
        reception.watch = self._watch
        reception.turned = self._turned

    def start(self) -> None:
        """Start the threads."""
        self._thread.start()
        self._tracing.start()

    def stop(self, timeout: float) -> bool:
        """End threads and sum; return whether all have ended within ``timeout`` each [s]."""
        self.advice.close()
        self.traces.close()
        ended = self._thread.join(timeout)
        ended = self._tracing.join(timeout) and ended
        return self.fractions.join(timeout) and ended

    def correct_drift(self, on: bool) -> None:
        """Shift the scan after the drift, or no longer."""
        self.correction.wanted = on

    def ask_advice(self, wish: Wish | None) -> None:
        """Have doses judged by a criterion; ``None`` ends it."""
        self.advice.ask(wish)

    def start_fractions(self, count: int) -> None:
        """Record the present frame as several fast ones of the same total dose."""
        self._desk.ask(lambda: self._start_fractions(count))

    def choose_fractions(self, count: int) -> None:
        """Sum and store the first frames of the last fractionated recording anew."""
        self.fractions.choose(count)

    # -- within, in the feed thread -----------------------------------------------------

    def _watch(self, frame: Frame, dose: Quantity) -> None:
        self.advice.offer(frame, dose)
        self.fractions.take(frame)
        self.traces.take(frame)
        instrument = self._reception.instrument
        if instrument is not None and not self.fractions.state.busy:
            self.correction.take(frame, self._desk.follower.now, instrument.controls)

    def _turned(self, scan: ScanState) -> None:
        if self._reception.settings is not None:
            self.fractions.in_force(self._reception.settings)
        self.fractions.turn(scan)

    def _start_fractions(self, count: int) -> None:
        reception = self._reception
        instrument, settings = reception.instrument, reception.settings
        if instrument is None or settings is None:
            raise SettingsError("No source is connected.", "Nothing was recorded.", "Connect one.")
        if not self._recording.active:
            raise SettingsError(
                "Nothing is being recorded.",
                "Fractions are kept as raw frames of a session.",
                "Press Record first, then record in fractions.",
            )
        controls: Mapping[Control, Range] = instrument.controls
        flag = instrument.origin.flag
        self.fractions.start(count, settings, reception.scan, controls, flag)

    def _store(self, picture: Processed) -> None:
        try:
            self._recording.put_processed(picture, EvidenceEntry())
        except StemviewerError as error:
            self._notices.error(error, Severity.WARNING)
