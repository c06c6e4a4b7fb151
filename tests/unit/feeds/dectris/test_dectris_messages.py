"""Messages of both streams: every codec and depth comes back exactly, the rest is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from stemviewer.bench.feeds.simplon import (
    SERIES_OF,
    cbor_image,
    legacy_header,
    legacy_image,
    legacy_series,
)
from stemviewer.core.errors import ProtocolError, SettingsError
from stemviewer.feeds.dectris.address import parse_dectris_address, stream_of
from stemviewer.feeds.dectris.cbor import CborMessages
from stemviewer.feeds.dectris.legacy import LegacyMessages
from stemviewer.feeds.dectris.messages import Image, SeriesEnd, SeriesStart

cbor2 = pytest.importorskip("cbor2", reason="the extra dectris is not installed")
pytest.importorskip("imagecodecs", reason="the extra dectris is not installed")

READERS = {1: LegacyMessages, 2: CborMessages}


def patterns_of(dtype: str, shape: tuple[int, int] = (51, 103)) -> np.ndarray:
    # no whole number of blocks, nor of eights: the rest at the end is stored as it is
    rng = np.random.default_rng(1)
    return rng.poisson(2.0, (2, *shape)).astype(dtype)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "uint32"])
@pytest.mark.parametrize("codec", ["bslz4", "lz4", "none"])
def test_pixels_come_back_as_they_were(version: int, dtype: str, codec: str) -> None:
    patterns = patterns_of(dtype)
    start, first, second, end = SERIES_OF[version](patterns, codec)
    reader = READERS[version]()
    begun = reader.read(start)
    assert isinstance(begun, SeriesStart)
    assert (begun.images, begun.frame_time) == (2, 0.001)
    assert begun.name.startswith("Dectris")
    for number, parts in enumerate((first, second)):
        image = reader.read(parts)
        assert isinstance(image, Image)
        assert image.number == number
        assert image.pixels().dtype == patterns.dtype
        assert np.array_equal(image.pixels(), patterns[number])
    assert isinstance(reader.read(end), SeriesEnd)


def test_incompressible_blocks_of_framed_lz4_are_stored_as_they_are() -> None:
    noise = np.random.default_rng(2).integers(0, 2**32, (1, 64, 64)).astype("uint32")
    image = CborMessages().read(cbor_image(0, noise[0], "lz4"))
    assert isinstance(image, Image)
    assert np.array_equal(image.pixels(), noise[0])


def test_big_endian_pixels() -> None:
    pattern = patterns_of("uint16")[0]
    parts = legacy_image(0, pattern.astype(">u2"), "none")
    about = json.loads(parts[1]) | {"type": "uint16", "encoding": ">"}
    image = LegacyMessages().read([parts[0], json.dumps(about).encode(), *parts[2:]])
    assert isinstance(image, Image)
    assert np.array_equal(image.pixels(), pattern)


@pytest.mark.parametrize("detail", ["none", "basic", "all"])
def test_parts_that_come_one_by_one_are_put_together(detail: str) -> None:
    patterns = patterns_of("uint16")
    reader = LegacyMessages()
    series = [legacy_header(2, patterns[0], detail), *legacy_series(patterns)[1:]]
    found = [message for parts in series for part in parts if (message := reader.read([part]))]
    assert [type(message) for message in found] == [SeriesStart, Image, Image, SeriesEnd]
    assert np.array_equal(found[2].pixels(), patterns[1])


def test_a_message_that_lost_a_part_costs_only_itself() -> None:
    patterns = patterns_of("uint16")
    reader = LegacyMessages()
    first, second = legacy_image(0, patterns[0]), legacy_image(1, patterns[1])
    assert [reader.read([part]) for part in first[:2]] == [None, None]
    with pytest.raises(ProtocolError, match="without all its parts"):
        reader.read([second[0]])
    rest = [reader.read([part]) for part in second[1:]]
    assert isinstance(rest[-1], Image)
    assert rest[-1].number == 1
    with pytest.raises(ProtocolError, match="without all its parts"):
        reader.read(first[:3])


def _about(**changes: object) -> list[bytes]:
    parts = legacy_image(0, patterns_of("uint16")[0])
    about = json.loads(parts[1]) | changes
    return [parts[0], json.dumps(about).encode(), *parts[2:]]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"encoding": "bs16-zstd<"}, "cannot decode"),
        ({"encoding": "bs32-lz4<"}, "shuffled as"),
        ({"type": "float32"}, "cannot decode"),
        ({"shape": [0, 51]}, "a shape"),
        ({"shape": [10**9, 10**9]}, "a shape"),
        ({"size": 3}, "not those it states"),
    ],
)
def test_what_cannot_be_decoded_is_refused_in_words(changes: dict, said: str) -> None:
    with pytest.raises(ProtocolError, match=said):
        LegacyMessages().read(_about(**changes))


def test_pixels_that_lie_about_their_size_are_refused() -> None:
    image = LegacyMessages().read(_about(shape=[4096, 4096]))
    assert isinstance(image, Image)
    with pytest.raises(ProtocolError, match=r"claims to expand|decompressed"):
        image.pixels()


def test_thresholds_and_strange_arrays_of_stream_2() -> None:
    pattern = patterns_of("uint16")[0]
    both = cbor_image(0, pattern, channels=("threshold_1", "threshold_2"))
    image = CborMessages("threshold_2").read(both)
    assert isinstance(image, Image)
    with pytest.raises(ProtocolError, match=r"threshold_1, threshold_2") as refused:
        CborMessages("threshold_3").read(both)
    assert "threshold_1" in refused.value.action
    content = dict(cbor2.loads(both[0]))
    floats = cbor2.CBORTag(40, [[2, 2], cbor2.CBORTag(85, b"\0" * 16)])
    content["data"] = {"threshold_1": floats}
    with pytest.raises(ProtocolError, match="tag 85"):
        CborMessages().read([cbor2.dumps(content)])


@pytest.mark.parametrize("version", [1, 2])
def test_the_other_version_is_named(version: int) -> None:
    other = 3 - version
    message = SERIES_OF[other](patterns_of("uint16"))[0]
    with pytest.raises(ProtocolError) as refused:
        READERS[version]().read(message)
    assert f"stream={other}" in refused.value.action


def test_bombs_are_refused() -> None:
    deep = b"\x81" * 100_000
    with pytest.raises(ProtocolError):
        CborMessages().read([deep])
    with pytest.raises(ProtocolError):
        LegacyMessages().read([b'{"htype":' + b"[" * 100_000])
    huge = b"\x5b" + (2**62).to_bytes(8, "big")
    with pytest.raises(ProtocolError):
        CborMessages().read([huge])


def test_addresses() -> None:
    assert stream_of(parse_dectris_address("dectris://h")) == 1
    assert stream_of(parse_dectris_address("dectris://h:31001")) == 2
    assert stream_of(parse_dectris_address("dectris://h:9999?stream=2")) == 2
    with pytest.raises(SettingsError, match="stream"):
        parse_dectris_address("dectris://h?stream=3")
    with pytest.raises(SettingsError):
        parse_dectris_address("dectris://h?treshold=1")
