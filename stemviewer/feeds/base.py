"""What every feed is to the rest of the program, and what a served source is, in one place."""

from __future__ import annotations

from stemviewer.feeds.events import (
    Acknowledged,
    Connected,
    Disconnected,
    Exposed,
    Feed,
    FeedEvent,
    FeedFault,
    FrameEnded,
    FramesLost,
    RowsArrived,
    Told,
)
from stemviewer.feeds.instrument import (
    Acknowledgement,
    Channel,
    Command,
    Control,
    Instrument,
    Origin,
    Range,
    ScanState,
)
from stemviewer.feeds.source import (
    FrameBegin,
    FrameChange,
    FrameEnd,
    FrameSource,
    RowBlock,
    SourceItem,
)

__all__ = [
    "Acknowledged",
    "Acknowledgement",
    "Channel",
    "Command",
    "Connected",
    "Control",
    "Disconnected",
    "Exposed",
    "Feed",
    "FeedEvent",
    "FeedFault",
    "FrameBegin",
    "FrameChange",
    "FrameEnd",
    "FrameEnded",
    "FrameSource",
    "FramesLost",
    "Instrument",
    "Origin",
    "Range",
    "RowBlock",
    "RowsArrived",
    "ScanState",
    "SourceItem",
    "Told",
]
