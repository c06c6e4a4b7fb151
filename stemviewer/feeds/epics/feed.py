"""EPICS channels as a feed: whole frames, losses by the detector's own count, orders by PVs."""

from __future__ import annotations

from collections.abc import Mapping

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Channel,
    Command,
    Connected,
    Disconnected,
    FeedFault,
    FrameEnded,
    FramesLost,
    Instrument,
    Origin,
    ScanState,
    Told,
)
from stemviewer.feeds.epics.link import PvaLink, Signal, broken, configuration
from stemviewer.feeds.epics.ndarray import Picture, is_empty, picture_of
from stemviewer.feeds.epics.numbering import Numbering, Together
from stemviewer.feeds.epics.orders import Orders
from stemviewer.feeds.epics.site import parse_pva_address
from stemviewer.feeds.growing import whole_frame
from stemviewer.feeds.loop import FeedLoop

STANDING = (
    "The picture that stood in the channel was not taken: it may be hours old. "
    "Frames are taken from the next one on."
)

_TAKE_AT_ONCE = 64


class EpicsFeed(FeedLoop):
    """NTNDArray channels over pvAccess; see :class:`stemviewer.feeds.base.Feed`.

    Nothing is opened before the first ``receive``; frames wait in the library's bounded queues
    until ``receive`` takes them.

    Parameters
    ----------
    address : str
        ``pva://PV[,PV...]?...`` or ``pva://?site=FILE``; the guide lists the words.
    conf : mapping of str to str or None
        EPICS settings instead of the environment's and the address's.

    Raises
    ------
    SettingsError
        If address or site file is malformed.
    """

    def __init__(self, address: str, *, conf: Mapping[str, str] | None = None) -> None:
        super().__init__(address)
        self._site = parse_pva_address(address)
        self._conf = conf if conf is not None else configuration(self._site.servers)
        self._channels = tuple(self._site.file.channels)
        self._link: PvaLink | None = None
        self._signal = Signal()
        self._orders = Orders(self._site.file.controls)
        self._numbering = Numbering()
        self._together = Together(self._channels)
        self._up: dict[str, bool] = {}
        self._fresh: set[str] = set()
        self._dtypes: dict[str, str] = {}
        self._announced: Instrument | None = None
        self._told_up = False
        self._settings = ScanSettings(1, 1)
        self._faulty = False

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""
        self._orders.put(command)
        self._signal.set()

    def _wake(self) -> None:
        self._signal.set()

    def _free(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def _step(self, left: float) -> None:
        self._turn()
        if not self._events:
            self._signal.wait(min(left, 0.25))

    def _turn(self) -> None:
        """Take what is there: answers first, then one round of the channels."""
        if self._link is None:
            self._link = PvaLink(
                self._site.file.channels, self._site.queue, self._conf, self._signal.set
            )
        connected = self._announced is not None and any(self._up.values())
        self._events.extend(self._orders.turn(self._link, self._settings, connected=connected))
        for _ in range(_TAKE_AT_ONCE):
            # in turns, so that the channels of a scan come together
            updates = [(channel, self._link.take(channel)) for channel in self._channels]
            for channel, update in updates:
                if update is not None:
                    self._update(channel, update)
            if self._events or all(update is None for _, update in updates):
                return

    def _update(self, channel: str, update: object) -> None:
        if isinstance(update, Exception):
            self._link_changed(channel, update)
            return
        if not self._up.get(channel):
            self._up[channel] = True
            self._fresh.add(channel)
        if channel in self._fresh and is_empty(update):  # type: ignore[arg-type]
            self._fresh.discard(channel)  # nothing stood in the channel: the first is a new one
            return
        try:
            picture = picture_of(update)  # type: ignore[arg-type]  # p4p has no types
        except ProtocolError as error:
            self._left_out(error, update)
            return
        except FeedError as error:
            self._fault(error)
            return
        self._faulty = False
        if self._standing(channel, picture):
            return
        for scan in self._together.add(channel, picture):
            self._scan(scan)

    def _standing(self, channel: str, picture: Picture) -> bool:
        """Whether this is what stood in the channel when it was connected, and no new frame."""
        fresh = channel in self._fresh
        self._fresh.discard(channel)
        known = channel in self._dtypes
        self._dtypes[channel] = picture.data.dtype.name
        if not known:
            self._settings = self._site.settings(picture.data.shape, picture.attributes)
        if fresh and not known:
            self._announce()
            if channel == self._channels[0]:
                self._numbering.begin(picture.unique_id)
                self._events.append(Told(STANDING))
            return True
        return self._numbering.is_old(picture.unique_id) and fresh

    def _scan(self, pictures: Mapping[str, Picture]) -> None:
        """Turn the pictures of one scan into frames."""
        first = next(iter(pictures.values()))
        number, lost = self._numbering.number(first.unique_id)
        self._announce()
        self._events.extend(lost)
        for channel in self._channels:
            picture = pictures.get(channel)
            if picture is None:
                continue
            self._settings = self._site.settings(picture.data.shape, picture.attributes)
            frame = whole_frame(
                number,
                channel,
                picture.data,
                self._settings,
                calibration=self._site.calibration(channel),
                acquired_utc_ns=picture.utc_ns,
            )
            self._events.append(FrameEnded(frame))

    def _left_out(self, error: ProtocolError, update: object) -> None:
        """Log a frame that cannot be read as lost, as far as it has a number."""
        self._fault(error)
        try:
            unique = int(update["uniqueId"])  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return
        number, lost = self._numbering.number(unique)
        self._events.extend([*lost, FramesLost(number, number, error.what)])

    def _fault(self, error: FeedError) -> None:
        """Tell of the first fault of a row of them."""
        faulty, self._faulty = self._faulty, True
        if not faulty:
            self._events.append(FeedFault(error))

    # -- the link ------------------------------------------------------------------------

    def _announce(self) -> None:
        channels = tuple(
            Channel(name, self._dtypes.get(name, "uint16"), self._site.calibration(name))
            for name in self._channels
        )
        instrument = Instrument(
            self._site.file.name, Origin.DETECTOR, channels, self._site.controls
        )
        if instrument != self._announced or not self._told_up:
            self._announced, self._told_up = instrument, True
            self._events.append(Connected(instrument, self._settings, ScanState()))

    def _link_changed(self, channel: str, change: Exception) -> None:
        """Tell of a channel that is lost or not there; the library goes on looking for it."""
        was_up = self._up.get(channel, False)
        self._up[channel] = False
        if not was_up and type(change).__name__ != "RemoteError":
            if channel not in self._dtypes:
                self._events.append(Disconnected(broken(channel), 0.0))
            return
        self._numbering.link_down()
        for scan in self._together.flush():
            self._scan(scan)
        self._told_up = False
        self._events.append(Disconnected(broken(f"{channel} ({change})"[:160]), 0.0))
