"""Text messages of the open feed: strict models of the wire, to and from ``feeds.base``."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    Control,
    FramesLost,
)
from stemviewer.feeds.open_feed.dose_messages import (
    AccountMessage,
    AccountRequest,
    ChangeMessage,
    ExposureMessage,
)
from stemviewer.feeds.open_feed.limits import (
    HEARTBEAT_S,
    MAX_CHANNELS,
    MAX_LABEL,
    MAX_NAME,
    MAX_NUMBER,
    MAX_TEXT_BYTES,
    MAX_TOKEN,
    PROTOCOL,
)
from stemviewer.feeds.open_feed.values import (
    Dtype,
    InstrumentModel,
    PlaceModel,
    SettingsModel,
    StateModel,
    Wire,
)

M = TypeVar("M")
Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
Text = Annotated[str, Field(max_length=MAX_LABEL)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
ChannelName = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class ClientHello(Wire):
    """First message of a client: who it is, what it speaks, its token."""

    type: Literal["hello"] = "hello"
    protocol: Literal["stemviewer-feed"] = PROTOCOL
    versions: Annotated[list[int], Field(min_length=1, max_length=32)]
    client: Text = ""
    token: Annotated[str, Field(max_length=MAX_TOKEN)] | None = None
    accepts: Annotated[tuple[Text, ...], Field(max_length=32)] = ()


class CommandMessage(Wire):
    """A client asks the instrument to change something."""

    type: Literal["command"] = "command"
    id: Number
    control: Control
    value: float = 0.0

    @classmethod
    def of(cls, command: Command) -> Self:
        """Return the wire form."""
        return cls(id=command.id, control=command.control, value=command.value)

    def core(self) -> Command:
        """Return the program's form."""
        return Command(self.id, self.control, self.value)


class ServerHello(Wire):
    """First message of a server: what it is and what is in force."""

    type: Literal["hello"] = "hello"
    protocol: Literal["stemviewer-feed"] = PROTOCOL
    version: Number
    run: Annotated[str, Field(max_length=MAX_NAME)] = ""
    instrument: InstrumentModel
    settings: SettingsModel
    state: StateModel = StateModel()
    offers: Annotated[tuple[Text, ...], Field(max_length=32)] = ()
    heartbeat_s: Annotated[float, Field(gt=0, le=60)] = HEARTBEAT_S


class FrameChannel(Wire):
    """A channel of a frame; its place in the list is its index in the rows messages."""

    name: ChannelName
    dtype: Dtype

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the wire form."""
        return cls.model_validate({"name": channel.name, "dtype": channel.dtype})


class FrameStart(Wire):
    """A frame begins."""

    type: Literal["frame_start"] = "frame_start"
    number: Number
    channels: Annotated[list[FrameChannel], Field(min_length=1, max_length=MAX_CHANNELS)]
    settings: SettingsModel
    acquired_utc_ns: Annotated[int, Field(ge=0, lt=2**63)] = 0
    place: PlaceModel = PlaceModel()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({channel.name for channel in self.channels}) != len(self.channels):
            raise ValueError("a channel is named twice")
        return self


class FrameEndMessage(Wire):
    """A frame ended: whole with its digests, or stopped within."""

    type: Literal["frame_end"] = "frame_end"
    number: Number
    complete: bool
    sha256: dict[ChannelName, Digest] = Field(default_factory=dict, max_length=MAX_CHANNELS)
    reason: Text = ""


class LostMessage(Wire):
    """Frames that will never come."""

    type: Literal["lost"] = "lost"
    first: Number
    last: Number
    reason: Text = ""

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if self.last < self.first:
            raise ValueError("last is before first")
        return self

    def core(self) -> FramesLost:
        """Return the program's form."""
        return FramesLost(self.first, self.last, self.reason)


class AckMessage(Wire):
    """Answer to a command."""

    type: Literal["ack"] = "ack"
    id: Number
    accepted: bool
    applied: float | None = None
    settings: SettingsModel
    state: StateModel
    reason: Text = ""

    @classmethod
    def of(cls, answer: Acknowledgement) -> Self:
        """Return the wire form."""
        return cls(
            id=answer.id,
            accepted=answer.accepted,
            applied=answer.applied,
            settings=SettingsModel.of(answer.settings),
            state=StateModel.of(answer.state),
            reason=answer.reason[:MAX_LABEL],
        )

    def core(self) -> Acknowledgement:
        """Return the program's form."""
        return Acknowledgement(
            self.id,
            self.accepted,
            self.applied,
            self.settings.core(),
            self.state.core(),
            self.reason,
        )


class Heartbeat(Wire):
    """Nothing to say, still here."""

    type: Literal["heartbeat"] = "heartbeat"


class EndMessage(Wire):
    """Nothing more will come; the server closes the link."""

    type: Literal["end"] = "end"
    reason: Text = ""


class ErrorMessage(Wire):
    """The server cannot go on with this client and closes the link."""

    type: Literal["error"] = "error"
    code: Literal["version", "token", "busy", "protocol", "source"]
    message: Text = ""


ClientMessage = ClientHello | CommandMessage | AccountRequest
ServerMessage = (
    ServerHello
    | FrameStart
    | ChangeMessage
    | ExposureMessage
    | AccountMessage
    | FrameEndMessage
    | LostMessage
    | AckMessage
    | Heartbeat
    | EndMessage
    | ErrorMessage
)
_CLIENT: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")], config=ConfigDict()
)
_SERVER: TypeAdapter[ServerMessage] = TypeAdapter(
    Annotated[ServerMessage, Field(discriminator="type")], config=ConfigDict()
)


def encode(message: BaseModel) -> bytes:
    """Return a message as UTF-8 JSON."""
    return message.model_dump_json().encode()


def parse_server(text: bytes | bytearray) -> ServerMessage:
    """Parse what a server sent; raise ``ProtocolError`` on anything else."""
    return _parse(_SERVER, text, "The feed")


def parse_client(text: bytes | bytearray) -> ClientMessage:
    """Parse what a client sent; raise ``ProtocolError`` on anything else."""
    return _parse(_CLIENT, text, "The client")


def _parse(adapter: TypeAdapter[M], text: bytes | bytearray, who: str) -> M:
    if len(text) > MAX_TEXT_BYTES:
        raise ProtocolError(f"{who} sent a text message of {len(text)} bytes; 65536 are allowed.")
    try:
        return adapter.validate_json(bytes(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "message"
        raise ProtocolError(
            f"{who} sent a message that is not of the protocol "
            f"({place[:80]}: {first['msg'][:120]})."
        ) from error
