"""Small pictures: made once a second beside the recording, read in bulk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemviewer.session.format.options import RecordOptions
from stemviewer.session.format.rows import processed_to_row
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.thumbnails import (
    PROCESSED,
    RAW,
    ThumbnailClock,
    thumbnail_row,
    thumbnails_of,
)
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.structure.encode import shuffle
from stemviewer.session.verifying.verify import verify
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.prepare import prepare


@pytest.mark.parametrize(
    "shape", [(64, 64), (512, 512), (100, 37), (3, 2000), (1, 1), (2048, 1024)]
)
def test_a_thumbnail_keeps_proportions_and_shows_light_as_light(shape: tuple[int, int]) -> None:
    pixels = np.zeros(shape, np.uint16)
    pixels[:, shape[1] // 2 :] = 1000
    (small,) = thumbnails_of(thumbnail_row(pixels, RAW).reshape(1))
    assert max(small.pixels.shape) <= 64
    block = max(shape) / max(small.pixels.shape)
    assert min(small.pixels.shape) == pytest.approx(min(shape) / block, abs=1.0)
    assert small.pixels[0, 0] <= small.pixels[0, -1]
    assert not small.processed


def test_a_flat_and_a_broken_picture_are_shown_all_the_same() -> None:
    for value in (7.0, np.nan, np.inf):
        (small,) = thumbnails_of(thumbnail_row(np.full((80, 80), value), PROCESSED).reshape(1))
        assert small.high > small.low
        assert small.processed


def test_at_most_one_a_second() -> None:
    clock = ThumbnailClock()
    assert clock.due(RAW)
    assert not clock.due(RAW)
    assert not clock.due(PROCESSED)


def test_a_session_has_them_in_its_chain(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(number, 96) for number in range(5)]
    path = kit.record(tmp_path, frames)
    with SessionReader(path) as reader:
        found = reader.thumbnails()
        assert 1 <= len(found) <= 5
        assert found[0].row == 0
        expected = thumbnails_of(thumbnail_row(frames[0].data, RAW).reshape(1))[0]
        assert np.array_equal(found[0].pixels, expected.pixels)
    assert verify(path).good


@pytest.mark.parametrize("denoised", ["float32", "float16", "recompute"])
def test_how_processed_pictures_are_stored(tmp_path: Path, kit: Any, denoised: str) -> None:
    frame = kit.frame(1)
    options = RecordOptions(denoised=denoised, **kit.SMALL)
    assert options.record_processed == (denoised != "recompute")
    recorder = Recorder.start(tmp_path, kit.INFO, options)
    picture = kit.picture(frame)
    recorder.put_frame(frame)
    recorder.put_processed(picture)
    path = recorder.stop()
    assert verify(path).problems == []
    with SessionReader(path) as reader:
        assert reader.segments[0].header.denoised_storage == denoised
        row = reader.row(0).processed_row
        assert row is not None
        assert row.stored == (denoised != "recompute")
        assert row.provenance == picture.provenance
        read = reader.processed(0)
        if denoised == "recompute":
            assert read is None
            assert len(row.sha256) == 64
        else:
            assert read is not None
            assert read.image.dtype == np.float32
            assert np.allclose(read.image, picture.image, rtol=1e-3)


def test_what_half_precision_can_not_hold_keeps_its_hash_only(kit: Any) -> None:
    picture = kit.picture(kit.frame(1))
    image = picture.image.copy()
    image[0, 0] = 1e6
    message = Message(MessageKind.PROCESSED, processed_to_row(replace(picture)), (b"", b""), image)
    assert prepare(message, RecordOptions(denoised="float16")).chunk is None
    with pytest.raises(ValueError, match="no way"):
        RecordOptions(denoised="float8")


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "float32", "float64"])
def test_shuffling_is_that_of_hdf5(dtype: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (9, 7)).astype(dtype)
    size = pixels.dtype.itemsize
    planes = [pixels.reshape(-1).view(np.uint8)[plane::size] for plane in range(size)]
    assert np.array_equal(shuffle(pixels), np.concatenate(planes))
