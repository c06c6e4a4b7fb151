"""The feed thread: every event of the feed, to the log first and then to the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from stemviewer.core.counted import counted
from stemviewer.core.dose import FrameDose
from stemviewer.core.errors import FeedError
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.feeds.base import (
    Acknowledged,
    Acknowledgement,
    Connected,
    Control,
    Disconnected,
    Exposed,
    Feed,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    Instrument,
    RowsArrived,
    ScanState,
    Told,
)
from stemviewer.feeds.loop import LINK_BROKE
from stemviewer.live.answers import Answers
from stemviewer.live.combined import Combiner
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.health import Health
from stemviewer.live.history.packing import Arrival
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.others import OtherChannels
from stemviewer.live.processing import Pending, Processing
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import LinkState, Severity

POLL_S = 0.1


class Reception:
    """Owns the feed. ``run`` is the body of the feed thread; the rest may be read by any.

    Parameters
    ----------
    open_feed : callable
        Makes the feed; called in the feed thread.
    recording, processing, health, notices
        Where frames and facts go, in this order.
    desk : DoseDesk
        Books the dose.
    others : OtherChannels
        Processes the channels that are not shown.
    """

    def __init__(
        self,
        open_feed: Callable[[], Feed],
        recording: RecordingControl,
        processing: Processing,
        health: Health,
        notices: NoticeBoard,
        desk: DoseDesk,
        others: OtherChannels,
    ) -> None:
        self._others, self.combiner = others, Combiner()
        self._open_feed = open_feed
        self._recording = recording
        self._processing = processing
        self._health = health
        self._notices = notices
        self._stopping = threading.Event()
        self._new_area = threading.Event()
        self._desk = desk
        self._answers = Answers(desk, recording, notices)
        self.feed: Feed | None = None
        self.link = LinkState.CONNECTING
        self.instrument: Instrument | None = None
        self.settings: ScanSettings | None = None
        self._last_settings: ScanSettings | None = None
        self.scan = ScanState()
        self.channel = ""
        self.told = ""
        """What the feed said last of how its pictures are made; part of every session's log."""
        self.watch: Callable[[Frame, Quantity], None] = lambda frame, dose: None
        """Told of every frame shown that has ended, with the dose of its area [e/Å^2]."""
        self.ended: Callable[[Arrival], None] = lambda arrival: None
        """Given every frame of every channel that has ended, with what was booked for it."""
        self.lost: Callable[[int, int, str], None] = lambda first, last, reason: None
        """Told of frames that never came: first, last, why."""
        self.turned: Callable[[ScanState], None] = lambda scan: None
        """Told of the state of the scan all the time."""

    def stop(self) -> None:
        """Make ``run`` return soon; this and the next two are called by other threads."""
        self._stopping.set()
        if self.feed is not None:
            self.feed.close()

    def request_new_area(self) -> None:
        """Start a new area in the ledger, for a feed that cannot move by itself."""
        self._new_area.set()

    def expect(self, command_id: int, control: Control) -> None:
        """Remember what a command was about, to tell its acknowledgement apart."""
        self._answers.expect(command_id, control)

    # -- the feed thread ----------------------------------------------------------------

    def run(self) -> None:
        """Receive until stopped or the feed ends."""
        feed = self._open_feed()
        self.feed = feed
        try:
            while not self._stopping.is_set():
                event = feed.receive(POLL_S)
                self._start_area_if_asked()
                self._desk.calibrator.show(self.channel)
                self._desk.turn(monotonic(), self.scan, self.settings)
                self.turned(self.scan)
                self._recording.flush_events()
                if event is not None:
                    self._handle(event)
                if self.link is LinkState.ENDED:
                    return
        except FeedError as error:
            self.link = LinkState.ENDED
            self._notices.error(error)
        finally:
            feed.close()
            self._desk.close(monotonic())
            if self.link is not LinkState.ENDED:
                self.link = LinkState.CLOSED

    def _start_area_if_asked(self) -> None:
        if self._new_area.is_set():
            self._new_area.clear()
            self._desk.new_area()

    def _handle(self, event: FeedEvent) -> None:
        if isinstance(event, RowsArrived):
            self._rows_arrived(event.frame)
        elif isinstance(event, FrameEnded):
            self._frame_ended(event.frame, event.reason)
        elif isinstance(event, FramesLost):
            self._frames_lost(event)
        elif isinstance(event, Exposed):
            self._desk.exposed(event)
        elif isinstance(event, Connected):
            self._connected(event)
        elif isinstance(event, Disconnected):
            self._disconnected(event)
        elif isinstance(event, Acknowledged):
            self._acknowledged(event.acknowledgement)
        elif isinstance(event, FeedFault):
            self._notices.error(event.error, Severity.WARNING)
        elif isinstance(event, Told):
            self.told = event.text
            self._notices.info(event.text)

    def _frame_ended(self, frame: Frame, reason: str) -> None:
        # a frame states its own current, zero while blanked: the state may be ahead of it
        self._desk.calibrator.take(frame)
        frame = self._desk.calibrator.applied(frame)
        dose = self._desk.book(frame)
        if reason == LINK_BROKE:
            self._desk.broken_off()
        ledger = self._desk.ledger
        place = ledger.place_of(frame)
        self._recording.put_frame(frame, ledger.state.here, place)
        shown = frame.channel == self.combiner.stands_for(self.channel)
        recorded = self._recording.active
        electrons = counted(frame) if shown and frame.valid_rows else UNKNOWN
        self.ended(Arrival(frame, dose, electrons, ledger.state.here, place, shown, recorded))
        self._show(frame, dose, electrons)
        if not shown:
            return
        self._follow(frame.settings)
        self._health.received(complete=frame.complete)
        if not frame.complete and reason:
            self._notices.post(
                Severity.WARNING,
                f"Frame {frame.number} is incomplete: {reason}",
                f"Its first {frame.valid_rows} of {frame.settings.rows} rows are kept as such.",
            )
        self.watch(frame, ledger.state.here)

    def _show(self, frame: Frame, dose: FrameDose, electrons: Quantity) -> None:
        """Hand a frame to whatever shows it: by itself, or with that of another detector."""
        flag = self._origin_flag()
        if frame.channel != self.channel and frame.complete:
            self._others.accept(frame, flag)
        picture = self.combiner.take(self.channel, frame) if frame.valid_rows else None
        if picture is None:
            return
        untreated = picture is not frame and not picture.calibration.known
        if picture is not frame:
            electrons = counted(picture)
        self._processing.accept(Pending(picture, dose, electrons, flag, True, untreated))

    def _follow(self, settings: ScanSettings) -> None:
        """Take over settings that were changed at the instrument, not from here.

        An acknowledgement comes before the last frame with the old settings ends, so one frame
        that differs says nothing; two alike do.
        """
        twice, self._last_settings = settings == self._last_settings, settings
        if twice and not self.scan.blanked:
            self.settings = settings

    def _rows_arrived(self, frame: Frame) -> None:
        if frame.channel != self.channel or not frame.valid_rows:
            return
        frame = self._desk.calibrator.applied(frame)
        dose = self._desk.ledger.dose_of(frame)
        pending = Pending(frame, dose, counted(frame), self._origin_flag(), ended=False)
        self._processing.accept(pending)

    def _frames_lost(self, event: FramesLost) -> None:
        count = event.last - event.first + 1
        self._health.lost(count)
        self._recording.put_lost(event.first, event.last, event.reason)
        self._desk.lost(event.last)
        self.lost(event.first, event.last, event.reason)
        which = f"Frame {event.first}" if count == 1 else f"Frames {event.first} to {event.last}"
        self._notices.post(
            Severity.WARNING,
            f"{which} never arrived: {event.reason}",
            "The log has a gap there; nothing was put in their place.",
        )

    def _connected(self, event: Connected) -> None:
        self.instrument = event.instrument
        self.settings = event.settings
        self.scan = event.state
        names = [channel.name for channel in event.instrument.channels]
        self.combiner.connected(names)
        if self.channel not in names and self.combiner.find(self.channel) is None:
            self.channel = names[0]
        self._desk.connected(event)
        self.link = LinkState.CONNECTED
        address = self.feed.address if self.feed is not None else ""
        self._notices.info(f"Connected to {event.instrument.name} at {address}.")

    def _disconnected(self, event: Disconnected) -> None:
        before = self.link
        self._desk.disconnected()
        self.link = LinkState.ENDED if event.ended else LinkState.RETRYING
        if event.ended:
            self._notices.info("The feed has ended: nothing more will come.")
        elif event.reason is not None and before is not LinkState.RETRYING:
            # told once, not at every attempt: the link light says that it goes on trying
            self._notices.error(event.reason, Severity.WARNING)

    def _acknowledged(self, answer: Acknowledgement) -> None:
        if answer.settings != self.settings:
            self._last_settings = None  # a frame that ended before says nothing of those after
        self.settings = answer.settings
        self.scan = answer.state
        self._answers.take(answer)

    def _origin_flag(self) -> Flag:
        return self.instrument.origin.flag if self.instrument is not None else Flag.NONE
