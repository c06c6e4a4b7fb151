"""What the Merlin sends, taken apart: headers, sizes, every pixel format."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import acquisition_header, image_header
from stemviewer.core.errors import ProtocolError, SettingsError
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.feeds.merlin.control import ControlTalk, request
from stemviewer.feeds.merlin.messages import (
    MAX_MESSAGE_BYTES,
    message_bytes,
    parse_acquisition_header,
    parse_image_header,
)
from stemviewer.feeds.merlin.pixels import pixel_format


def header(kind: str, depth: int, shape: tuple[int, int] = (4, 64), **other: str) -> bytes:
    text = image_header(7, shape, kind, depth)
    for old, new in other.items():
        text = text.replace(old.encode(), new.encode())
    return text


def test_the_length_counts_the_comma_before_the_content() -> None:
    assert message_bytes(b"MPX,0000000005,") == 4
    assert message_bytes(b"MPX,000000000a,") is None


@pytest.mark.parametrize("length", [0, 1, MAX_MESSAGE_BYTES + 2, 9_999_999_999])
def test_lengths_that_no_message_has_are_refused(length: int) -> None:
    with pytest.raises(ProtocolError):
        message_bytes(b"MPX,%010d," % length)


def test_headers_say_what_follows() -> None:
    assert parse_acquisition_header(acquisition_header((3, 5), 6)).patterns == 15
    found = parse_image_header(image_header(7, (256, 512), "U16", 6))
    assert (found.number, found.offset, found.rows, found.columns) == (7, 384, 256, 512)
    assert (found.depth, found.exposure, found.layout) == (6, 0.0009, "1x1")


@pytest.mark.parametrize(
    "bad",
    [
        b"MQ1,000001",
        b"MQ2" + image_header(1, (4, 4))[3:],
        image_header(1, (0, 4)),
        image_header(1, (4, 20000)),
        image_header(0, (4, 4)),
        image_header(1, (4, 4), "F32"),
        image_header(1, (4, 4)).replace(b"00384", b"-0384"),
    ],
)
def test_headers_of_no_pattern_are_refused(bad: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_image_header(bad)


@pytest.mark.parametrize(("kind", "dtype"), [("U08", ">u1"), ("U16", ">u2"), ("U32", ">u4")])
def test_processed_pixels_are_what_was_stored(kind: str, dtype: str) -> None:
    values = np.random.default_rng(1).integers(0, 2**8, (3, 4, 64)).astype(dtype)
    found = pixel_format(parse_image_header(header(kind, 12)), 384 + values[0].nbytes)
    stored = np.frombuffer(values.tobytes(), np.uint8).reshape(3, -1).copy()
    assert np.array_equal(found.decode(stored), values)


def raw_words(values: np.ndarray, depth: int) -> bytes:
    """Store pixels as the chip does: the first of a 64-bit word in its lowest bits."""
    bits = {1: 1, 6: 8, 12: 16}[depth]
    words = []
    for group in values.reshape(-1, 64 // bits):
        word = 0
        for place, value in enumerate(group):
            word |= int(value) << (bits * place)
        words.append(word.to_bytes(8, "big"))
    return b"".join(words)


@pytest.mark.parametrize("depth", [1, 6, 12])
def test_raw_pixels_of_one_chip(depth: int) -> None:
    values = np.random.default_rng(2).integers(0, 2**depth, (4, 64)).astype(np.uint16)
    content = raw_words(values, depth)
    found = pixel_format(parse_image_header(header("R64", depth)), 384 + len(content))
    stored = np.frombuffer(content, np.uint8).reshape(1, -1).copy()
    assert np.array_equal(found.decode(stored)[0], values)
    assert found.most == 2**depth - 1


def test_raw_pixels_of_24_bits_are_two_patterns_the_upper_bits_first() -> None:
    values = np.random.default_rng(3).integers(0, 2**24, (4, 64)).astype(np.uint32)
    content = raw_words(values >> 12, 12) + raw_words(values & 0xFFF, 12)
    head = parse_image_header(header("R64", 24, (4, 128)))
    found = pixel_format(head, 384 + len(content))
    stored = np.frombuffer(content, np.uint8).reshape(1, -1).copy()
    assert np.array_equal(found.decode(stored)[0], values)


@pytest.mark.parametrize("depth", [1, 6, 12])
def test_raw_pixels_of_four_chips_are_put_together(depth: int) -> None:
    whole = np.random.default_rng(4).integers(0, 2**depth, (128, 128)).astype(np.uint16)
    lines = np.empty((64, 4, 64), np.uint16)
    lines[:, 3], lines[:, 2] = whole[:64, :64], whole[:64, 64:]
    lines[::-1, 1, ::-1], lines[::-1, 0, ::-1] = whole[64:, :64], whole[64:, 64:]
    content = raw_words(lines, depth)
    text = header("R64", depth, (64, 256)).replace(b",00384,01,", b",00384,04,")
    text = text.replace(b"   1x1", b"   2x2")
    found = pixel_format(parse_image_header(text), 384 + len(content))
    stored = np.frombuffer(content, np.uint8).reshape(1, -1).copy()
    assert np.array_equal(found.decode(stored)[0], whole)


@pytest.mark.parametrize(
    ("kind", "depth", "chips", "layout"),
    [("U64", 12, b"01", b"1x1"), ("R64", 12, b"03", b"Nx1"), ("R64", 24, b"04", b"2x2")],
)
def test_formats_that_cannot_be_decoded_are_refused_in_words(
    kind: str, depth: int, chips: bytes, layout: bytes
) -> None:
    text = header(kind, depth, (64, 256)).replace(b",00384,01,", b",00384," + chips + b",")
    head = parse_image_header(text.replace(b"   1x1", b"   " + layout))
    with pytest.raises(ProtocolError, match="cannot decode"):
        pixel_format(head, 1000)


def test_a_size_that_contradicts_the_header_is_refused() -> None:
    with pytest.raises(ProtocolError, match="not the"):
        pixel_format(parse_image_header(header("U16", 12)), 384 + 4 * 64 * 2 - 1)


@pytest.mark.parametrize("extra", [0, 1])
def test_answers_are_read_whether_or_not_the_comma_is_counted(extra: int) -> None:
    talk = ControlTalk()
    talk.ask("GET", "ACQUISITIONTIME")
    talk.ask("CMD", "STARTACQUISITION", owner=5)
    assert talk.next_request() == b"MPX,0000000022,GET,ACQUISITIONTIME,0"
    assert talk.next_request() == b"", "one at a time"
    content = b"GET,ACQUISITIONTIME,1.5,0"
    answer = b"MPX,%010d," % (len(content) + extra) + content
    assert talk.received(answer[:20]) == []
    (reply,) = talk.received(answer[20:])
    assert (reply.number, reply.refusal, reply.owner) == (1.5, "", None)
    assert talk.next_request() == request("CMD", "STARTACQUISITION")
    content = b"CMD,STARTACQUISITION,1"
    (reply,) = talk.received(b"MPX,%010d," % (len(content) + extra) + content)
    assert (reply.owner, reply.refusal) == (5, "The Merlin is busy.")
    assert talk.idle


@pytest.mark.parametrize("answer", [b"HELLO", b"MPX,0000000000,", b"MPX,9999999999,", b"MPX,x"])
def test_answers_that_are_none_end_the_control_link(answer: bytes) -> None:
    with pytest.raises(ProtocolError):
        ControlTalk().received(answer.ljust(20, b"?"))


@pytest.mark.parametrize(
    "text",
    [
        "merlin://h?scan=axb",
        "merlin://h?scan=0x5",
        "merlin://h?scan=4x4x4",
        "merlin://h?skan=4x4",
        "merlin://h?scan=4x4&scan=5x5",
        "merlin://h?centre=5",
        "merlin://h:99999",
        "merlin://h?convergence=-3",
        "merlin://h?dwell_us=fast",
    ],
)
def test_addresses_that_are_wrong_are_refused_before_anything_is_connected(text: str) -> None:
    from stemviewer.feeds.merlin.feed import MerlinFeed

    with pytest.raises(SettingsError):
        MerlinFeed(text)
    assert parse_merlin_address("merlin://h:1?scan=4").port == 1
