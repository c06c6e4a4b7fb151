from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, assumed, estimated, set_to
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    Control,
    Instrument,
    Origin,
    Range,
    ScanState,
)
from stemviewer.feeds.open_feed.messages import (
    AckMessage,
    CommandMessage,
    ServerHello,
    encode,
    parse_client,
    parse_server,
)
from stemviewer.feeds.open_feed.values import InstrumentModel, SettingsModel, StateModel

SETTINGS = ScanSettings(
    12,
    34,
    dwell=set_to(2e-6),
    beam_current=assumed(1e-11),
    pixel_size=estimated(3e-11),
    rotation=UNKNOWN,
    voltage=set_to(2e5),
)
INSTRUMENT = Instrument(
    "Scope",
    Origin.SIMULATOR,
    (
        Channel("HAADF", "uint16", DetectorCalibration(set_to(3.0), assumed(10.0))),
        Channel("BF", "float32"),
    ),
    {Control.DWELL: Range(1e-7, 1e-3)},
    "STO",
)


def test_a_hello_comes_back_as_it_went() -> None:
    hello = ServerHello(
        version=1,
        run="r",
        instrument=InstrumentModel.of(INSTRUMENT),
        settings=SettingsModel.of(SETTINGS),
        state=StateModel(scanning=False, blanked=True),
    )
    again = parse_server(encode(hello))
    assert isinstance(again, ServerHello)
    assert again.instrument.core() == INSTRUMENT
    assert again.settings.core() == SETTINGS
    assert again.state.core() == ScanState(False, True)


def test_commands_and_answers_come_back_as_they_went() -> None:
    command = Command(7, Control.BEAM_CURRENT, 1e-12)
    said = parse_client(encode(CommandMessage.of(command)))
    assert isinstance(said, CommandMessage)
    assert said.core() == command
    answer = Acknowledgement(7, False, None, SETTINGS, ScanState(), "too much")
    back = parse_server(encode(AckMessage.of(answer)))
    assert isinstance(back, AckMessage)
    assert back.core() == answer


def test_what_is_left_out_is_unknown() -> None:
    model = SettingsModel.model_validate_json('{"rows": 2, "columns": 3}')
    assert model.core() == ScanSettings(2, 3)


def test_unknown_members_are_ignored() -> None:
    assert parse_server(b'{"type": "heartbeat", "later": [1, 2]}').type == "heartbeat"


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 0},
        {"rows": 20000},
        {"rows": 2.0},
        {"rows": "2"},
        {"dwell": {"value": -1.0, "source": "set"}},
        {"dwell": {"value": None, "source": "set"}},
        {"dwell": {"value": 1.0, "source": "unknown"}},
        {"dwell": {"value": 1.0, "source": "guessed"}},
        {"dwell": 2e-6},
        {"beam_current": {"value": -1e-12, "source": "set"}},
    ],
)
def test_impossible_settings_are_refused(change: dict[str, object]) -> None:
    message = {
        "type": "frame_start",
        "number": 0,
        "channels": [{"name": "A", "dtype": "uint8"}],
        "settings": {"rows": 2, "columns": 3},
    }
    parse_server(json.dumps(message).encode())
    message["settings"] = {"rows": 2, "columns": 3} | change
    with pytest.raises(ProtocolError):
        parse_server(json.dumps(message).encode())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"type": "dance"}',
        b'{"type": "lost", "first": 3, "last": 2}',
        b'{"type": "lost", "first": -1, "last": 2}',
        b'{"type": "lost", "first": 1, "last": 9007199254740993}',
        b'{"type": "frame_end", "number": 1, "complete": "yes"}',
        b'{"type": "frame_end", "number": 1, "complete": true, "sha256": {"A": "xyz"}}',
        b'{"type": "frame_start", "number": 1, "channels": [], "settings": {"rows":1,"columns":1}}',
        b"[" * 60000,
        b'{"type": "heartbeat", "x": "' + b"a" * 70000 + b'"}',
        b'{"type": "command", "id": 1, "control": "dwell", "value": 1e-6}',
    ],
)
def test_what_is_no_message_is_refused(text: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_server(text)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", '"1"', "true"])
def test_a_command_has_a_finite_number(value: str) -> None:
    text = '{"type": "command", "id": 1, "control": "dwell", "value": VALUE}'
    text = text.replace("VALUE", value)
    with pytest.raises(ProtocolError):
        parse_client(text.encode())


def test_two_channels_of_one_name_are_refused() -> None:
    model = InstrumentModel.of(INSTRUMENT).model_dump(mode="json")
    model["channels"][1]["name"] = "HAADF"
    with pytest.raises(ValueError, match="twice"):
        InstrumentModel.model_validate_json(json.dumps(model))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
_types = st.sampled_from(
    ["hello", "frame_start", "frame_end", "lost", "ack", "heartbeat", "end", "error", "command"]
)
_members = st.sampled_from(
    ["number", "channels", "settings", "complete", "sha256", "first", "last", "id", "instrument"]
)


@given(st.binary(max_size=200) | st.dictionaries(_members, _json).map(json.dumps))
def test_any_text_is_a_message_or_a_protocol_error(text: bytes | str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    for parse in (parse_server, parse_client):
        with contextlib.suppress(ProtocolError):
            assert parse(data).type


@given(_types, st.dictionaries(_members, _json))
def test_any_members_are_a_message_or_a_protocol_error(
    kind: str, members: dict[str, object]
) -> None:
    text = json.dumps({"type": kind} | members).encode()
    for parse in (parse_server, parse_client):
        with contextlib.suppress(ProtocolError):
            assert parse(text).type == kind


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(list(Source)))
def test_a_quantity_crosses_the_wire_exactly(value: float, source: Source) -> None:
    quantity = UNKNOWN if source is Source.UNKNOWN else Quantity(value, source)
    settings = ScanSettings(1, 1, rotation=quantity)
    model = SettingsModel.model_validate_json(encode(SettingsModel.of(settings)))
    assert model.core() == settings
