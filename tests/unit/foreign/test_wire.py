from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from stemviewer.core.errors import ImageFileError, ModelError, SessionFileError
from stemviewer.foreign.child import high_water
from stemviewer.foreign.wire import (
    MOST_LINE,
    WireError,
    declared,
    plain_text,
    read_line,
    receive_pixels,
    reported_error,
)

GOOD: dict[str, Any] = {
    "shape": [2, 3, 4],
    "dtype": "uint16",
    "pixel_size": [1e-10, "set"],
    "description": "TIFF",
}


def test_a_stack_is_declared_and_received() -> None:
    stack = declared(GOOD, 1000)
    values = np.arange(24, dtype=np.uint16)
    pixels = receive_pixels(io.BytesIO(values.tobytes()), stack)
    assert np.array_equal(pixels.ravel(), values)
    assert stack.pixel_size.value == 1e-10
    assert not pixels.flags.writeable


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": [2, 3]},
        {"shape": [2, 3, -4]},
        {"shape": [2, 3, 0]},
        {"shape": [True, 3, 4]},
        {"shape": [2.0, 3, 4]},
        {"shape": "234"},
        {"shape": [1, 1, 1 << 20]},
        {"shape": [1 << 62, 3, 4]},
        {"shape": None},
        {"dtype": "object"},
        {"dtype": "complex64"},
        {"dtype": ["<u2"]},
        {"dtype": None},
    ],
)
def test_what_no_stack_is_is_not_believed(wrong: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        declared({**GOOD, **wrong}, 1000)


def test_what_is_larger_than_allowed_is_not_allocated() -> None:
    with pytest.raises(WireError, match="allowed"):
        declared({**GOOD, "shape": [1 << 30, 16384, 16384]}, 1 << 30)


@pytest.mark.parametrize("size", [[float("nan"), "set"], [-1.0, "set"], [1e-9, "x"], 7, ["1", 2]])
def test_an_odd_pixel_size_is_unknown(size: object) -> None:
    assert not declared({**GOOD, "pixel_size": size}, 1000).pixel_size.known


def test_too_few_pixels_are_told() -> None:
    with pytest.raises(WireError, match="pixels"):
        receive_pixels(io.BytesIO(b"123"), declared(GOOD, 1000))


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[1]\n", b"nonsense\n", b"[" * 100_000 + b"\n", b" " * (MOST_LINE + 9)],
)
def test_lines_that_are_no_answer(line: bytes) -> None:
    with pytest.raises(WireError):
        read_line(io.BytesIO(line))


def test_reported_errors_are_plain_words() -> None:
    content = {"kind": "session", "what": "a\x1b[31m" + "x" * 9999, "meaning": 7}
    error = reported_error(json.loads(json.dumps(content)))
    assert isinstance(error, SessionFileError)
    assert "\x1b" not in error.what
    assert len(error.what) < 1000
    assert isinstance(reported_error({"kind": "model"}), ModelError)
    assert isinstance(reported_error({"kind": ["x"]}), ImageFileError)
    assert plain_text(None) == ""


def test_the_high_water_mark_is_read_in_bytes() -> None:
    assert high_water("Name:\tx\nVmHWM:\t  120 kB\nVmRSS:\t 5 kB\n") == 120 * 1024
    assert high_water("") == 0
