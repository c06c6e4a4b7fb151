"""From a source's items to messages: made once, shared by all clients."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from stemviewer.core.frame import RawArray, ScanSettings
from stemviewer.feeds.base import (
    Channel,
    Exposed,
    FrameBegin,
    FrameChange,
    FrameEnd,
    Instrument,
    RowBlock,
    SourceItem,
)
from stemviewer.feeds.open_feed.blocks import BlockHeader, pack_block, wire_dtype
from stemviewer.feeds.open_feed.dose_messages import (
    CHANGE,
    EXPOSURE,
    ChangeMessage,
    ExposureMessage,
)
from stemviewer.feeds.open_feed.hub import Hub
from stemviewer.feeds.open_feed.limits import BLOCK_TARGET_BYTES, MAX_BLOCK_BYTES
from stemviewer.feeds.open_feed.link import Message
from stemviewer.feeds.open_feed.messages import FrameChannel, FrameEndMessage, FrameStart, encode
from stemviewer.feeds.open_feed.values import PlaceModel, SettingsModel


class Publisher:
    """Offers a source's frames to the clients of a hub, with digests.

    Parameters
    ----------
    hub : Hub
        Where the clients are.
    instrument : Instrument
        Gives the channels and their order.
    """

    def __init__(self, hub: Hub, instrument: Instrument) -> None:
        self._hub = hub
        self._channels: tuple[Channel, ...] = instrument.channels
        self._index = {channel.name: i for i, channel in enumerate(instrument.channels)}
        self._digests = [hashlib.sha256() for _ in self._channels]
        self._known: Mapping[str, str] = {}

    def publish(self, item: SourceItem) -> None:
        """Offer one item to every client."""
        match item:
            case FrameBegin():
                self._begin(item)
            case RowBlock():
                self._rows(item)
            case FrameChange():
                self._change(item)
            case FrameEnd():
                self._end(item)
            case Exposed():
                told = Message(True, encode(ExposureMessage.of(item)))
                self._hub.each(lambda peer: peer.between(told, EXPOSURE))

    def _begin(self, item: FrameBegin) -> None:
        self._digests = [hashlib.sha256() for _ in self._channels]
        self._known = item.sha256
        start = FrameStart(
            number=item.number,
            channels=[FrameChannel.of(channel) for channel in self._channels],
            settings=SettingsModel.of(item.settings),
            acquired_utc_ns=item.acquired_utc_ns,
            place=PlaceModel.of(item.place),
        )
        message = Message(True, encode(start))
        size = self._size(item.settings)
        self._hub.each(lambda peer: peer.begin(item.number, size, message))

    def _size(self, settings: ScanSettings) -> int:
        pixels = settings.rows * settings.columns
        return pixels * sum(wire_dtype(channel.dtype).itemsize for channel in self._channels)

    def _rows(self, item: RowBlock) -> None:
        channel = self._index[item.channel]
        dtype = self._channels[channel].dtype
        pixels: RawArray = np.ascontiguousarray(item.data, wire_dtype(dtype))
        if pixels.ndim != 2 or pixels.dtype != item.data.dtype.newbyteorder("<"):
            raise ValueError(f"channel {item.channel} sent {item.data.dtype}, announced {dtype}")
        if item.channel not in self._known:
            self._digests[channel].update(pixels.data)
        row_bytes = pixels.shape[1] * pixels.itemsize
        step = max(1, min(BLOCK_TARGET_BYTES, MAX_BLOCK_BYTES) // row_bytes)
        for first in range(0, len(pixels), step):
            part = pixels[first : first + step]
            header = BlockHeader(
                channel, dtype, item.number, item.first_row + first, len(part), part.shape[1]
            )
            message = Message(False, pack_block(header, part))
            self._hub.each(lambda peer, message=message: peer.more(message))  # type: ignore[misc]

    def _change(self, item: FrameChange) -> None:
        change = ChangeMessage(
            number=item.number, row=item.row, settings=SettingsModel.of(item.settings)
        )
        message = Message(True, encode(change))
        self._hub.each(lambda peer: peer.more(message, CHANGE))

    def _end(self, item: FrameEnd) -> None:
        digests = {
            channel.name: self._known.get(channel.name) or digest.hexdigest()
            for channel, digest in zip(self._channels, self._digests, strict=True)
        }
        end = FrameEndMessage(
            number=item.number,
            complete=item.complete,
            sha256=digests if item.complete else {},
            reason="" if item.complete else "The scan was stopped within the frame.",
        )
        message = Message(True, encode(end))
        self._hub.each(lambda peer: peer.end(message))
