from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import RAW_DTYPES
from stemviewer.feeds.open_feed.blocks import (
    DTYPE_CODES,
    HEADER_BYTES,
    BlockHeader,
    pack_block,
    parse_block,
)

HEAD = BlockHeader(1, "uint16", 9, 4, 2, 3)
GOOD = pack_block(HEAD, np.arange(6, dtype=np.uint16).reshape(2, 3))


def test_the_header_is_as_documented() -> None:
    documented = struct.pack("<4sHBBQIIII", b"SVR1", 1, 2, 0, 9, 4, 2, 3, 0)
    assert len(documented) == HEADER_BYTES == 32
    assert documented + np.arange(6, dtype="<u2").tobytes() == GOOD


def test_every_raw_dtype_has_a_code() -> None:
    assert set(DTYPE_CODES) == RAW_DTYPES


@pytest.mark.parametrize("dtype", sorted(RAW_DTYPES))
def test_pixels_come_back_bit_for_bit(dtype: str) -> None:
    pixels = np.frombuffer(np.random.default_rng(0).bytes(8 * 12), dtype)[:12].reshape(3, 4)
    header, payload = parse_block(pack_block(BlockHeader(0, dtype, 1, 0, 3, 4), pixels))
    assert header.dtype == dtype
    assert bytes(payload) == pixels.tobytes()


def test_big_endian_and_strided_pixels_go_out_little_endian() -> None:
    pixels = np.arange(24, dtype=">u2").reshape(4, 6)[::2, ::2]
    message = pack_block(HEAD, pixels)
    assert np.array_equal(np.frombuffer(message[32:], "<u2").reshape(2, 3), pixels)


@pytest.mark.parametrize(
    ("offset", "form", "value"),
    [
        (0, "4s", b"SVR2"),
        (4, "<H", 16),
        (6, "<B", 0),
        (6, "<B", 9),
        (7, "<B", 1),
        (8, "<Q", 2**60),
        (16, "<I", 2**31),
        (20, "<I", 0),
        (20, "<I", 3),
        (20, "<I", 2**32 - 1),
        (24, "<I", 0),
        (24, "<I", 2**32 - 1),
        (28, "<I", 1),
    ],
)
def test_a_wrong_header_is_refused(offset: int, form: str, value: object) -> None:
    parse_block(GOOD)
    bad = bytearray(GOOD)
    struct.pack_into(form, bad, offset, value)
    with pytest.raises(ProtocolError):
        parse_block(bytes(bad))


@pytest.mark.parametrize("length", [0, 1, 31, 32, len(GOOD) - 1])
def test_a_cut_block_is_refused(length: int) -> None:
    with pytest.raises(ProtocolError):
        parse_block(GOOD[:length])


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_a_block_or_a_protocol_error(data: bytes, begin_well: bool) -> None:
    with contextlib.suppress(ProtocolError):
        header, payload = parse_block(b"SVR1" + data if begin_well else data)
        assert header.rows * header.columns <= len(payload)
