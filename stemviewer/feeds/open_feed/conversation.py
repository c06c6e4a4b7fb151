"""What client and server say to each other on one link, seen from the client."""

from __future__ import annotations

from collections.abc import Sequence

from websockets.http11 import Request, Response

from stemviewer import __version__
from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import Acknowledged, Connected, FeedEvent, FrameEnded
from stemviewer.feeds.open_feed.dose_messages import ACCEPTED
from stemviewer.feeds.open_feed.limits import VERSIONS
from stemviewer.feeds.open_feed.link import Link, Received
from stemviewer.feeds.open_feed.messages import (
    ClientHello,
    CommandMessage,
    EndMessage,
    ErrorMessage,
    ServerHello,
    encode,
    parse_server,
)
from stemviewer.feeds.open_feed.outbox import Outbox
from stemviewer.feeds.open_feed.stream import FeedStream


class RefusedError(FeedError):
    """The server will not take this viewer, however often it tries."""


class Conversation:
    """One link from handshake to end.

    Parameters
    ----------
    link : Link
        Its opening handshake is queued.
    stream : FeedStream
        Outlives the link.
    outbox : Outbox
        Outlives the link.
    token : str or None
        For the hello.
    """

    def __init__(self, link: Link, stream: FeedStream, outbox: Outbox, token: str | None) -> None:
        self.link = link
        self.streaming = False
        self.ended = False
        self._stream = stream
        self._outbox = outbox
        self._token = token

    def send_commands(self) -> None:
        """Queue the commands that wait, once the server has greeted."""
        if self.streaming and self.link.open:
            for command in self._outbox.take():
                self.link.send_text(encode(CommandMessage.of(command)))

    def take(self, message: Received) -> Sequence[FeedEvent]:
        """Return the events of what was received.

        Raises
        ------
        ProtocolError
            If the server must not have sent it; the link is to be closed.
        RefusedError
            If the server will never take this viewer.
        FeedError
            If the server cannot go on with it now.
        """
        if self.ended:
            return []
        if isinstance(message, Response):
            self._greet(message)
            return []
        if isinstance(message, Request):
            raise ProtocolError("The feed sent a request.")
        if message.text:
            events = self._take_text(message.data)
        elif self.streaming:
            events = self._stream.rows(message.data)
        else:
            raise ProtocolError("The feed sent pixels before its hello.")
        for event in events:
            self._note(event)
        return events

    def _greet(self, response: Response) -> None:
        if response.status_code in (401, 403):
            raise RefusedError(
                f"The server does not admit this viewer (HTTP {response.status_code}).",
                "No frames arrive.",
                "Check the address and the token.",
            )
        if response.status_code != 101:
            raise FeedError(
                f"What answers there is not an open feed (HTTP {response.status_code}).",
                "No frames arrive.",
                "Check address and port.",
            )
        hello = ClientHello(
            versions=list(VERSIONS),
            client=f"stemviewer {__version__}",
            token=self._token,
            accepts=ACCEPTED,
        )
        self.link.send_text(encode(hello))

    def _take_text(self, text: bytes | bytearray) -> Sequence[FeedEvent]:
        message = parse_server(text)
        if isinstance(message, ErrorMessage):
            raise _refusal(message)
        if self.streaming:
            if isinstance(message, EndMessage):
                self.ended = True
                return self._stream.break_off("The feed ended within the frame.")
            return self._stream.message(message)
        if not isinstance(message, ServerHello):
            raise ProtocolError(f"The feed sent {message.type!r} where its hello was expected.")
        if message.version not in VERSIONS:
            raise ProtocolError(f"The feed answered in version {message.version}, not asked for.")
        self.streaming = True
        return self._stream.greet(message)

    def _note(self, event: FeedEvent) -> None:
        match event:
            case Connected():
                self._outbox.in_force(event.settings, event.state)
            case FrameEnded():
                self._outbox.in_force(event.frame.settings)
            case Acknowledged() if not self._outbox.answered(event.acknowledgement):
                raise ProtocolError(
                    f"The feed answered a command {event.acknowledgement.id} that was not sent."
                )
            case _:
                pass


def _refusal(message: ErrorMessage) -> FeedError:
    said = f" It said: {message.message}" if message.message else ""
    match message.code:
        case "token":
            return RefusedError(
                f"The feed does not accept the token.{said}",
                "No frames arrive.",
                "Ask whoever runs the server for its token and connect again.",
            )
        case "version":
            return RefusedError(
                f"The feed speaks none of the protocol versions of this viewer.{said}",
                "No frames arrive.",
                "Update the viewer or the server.",
            )
        case _:
            return FeedError(
                f"The feed ended the connection ({message.code}).{said}",
                "Frames that it sent before are not affected.",
                "The viewer tries again.",
            )


def explained(error: ProtocolError) -> ProtocolError:
    """Add what a violation means, where the place that found it did not say."""
    return ProtocolError(
        error.what,
        error.meaning or "The link is closed; the frame that was running is kept as incomplete.",
        error.action or "The viewer connects again. If it repeats, update the feed's program.",
    )
