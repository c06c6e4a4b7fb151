"""What is done to a message before it is written: hashes, compression, a small picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.session.format import chain
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.format.rows import bytes_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.thumbnails import PROCESSED, RAW, thumbnail_row
from stemviewer.session.structure.encode import deflate_chunk, plain_chunk
from stemviewer.session.writing.message import Message, MessageKind


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message with its pixels hashed and compressed, ready to be written."""

    message: Message
    sha256: bytes = b""
    chunk: bytes | npt.NDArray[Any] | None = None
    thumbnail: Row | None = None


def prepare(message: Message, options: RecordOptions, *, thumbnail: bool = False) -> Prepared:
    """Hash, compress and make small; any thread, without HDF5's lock.

    Parameters
    ----------
    message : Message
        Any.
    options : RecordOptions
        How to store its pixels, if it has any.
    thumbnail : bool
        Whether its small picture is wanted.
    """
    pixels = message.pixels
    if pixels is None:
        return Prepared(message)
    raw = message.kind is MessageKind.FRAME
    ready = _raw(message, pixels, options) if raw else _processed(message, pixels, options)
    if thumbnail:
        return replace(ready, thumbnail=thumbnail_row(pixels, RAW if raw else PROCESSED))
    return ready


def _raw(message: Message, pixels: npt.NDArray[Any], options: RecordOptions) -> Prepared:
    # the feed's hash, agreed on at arrival, binds what is stored to what was sent
    sha256 = bytes_of(message.row, "sha256")
    if len(sha256) != chain.LINK_BYTES:
        sha256 = chain.pixels_sha256(pixels)
    fast = options.compression == "fast"
    return Prepared(message, sha256, pixels if fast else deflate_chunk(pixels))


def _processed(message: Message, pixels: npt.NDArray[Any], options: RecordOptions) -> Prepared:
    """Return a processed picture; its hash is of the values as they are stored."""
    if options.denoised == "float32":
        return Prepared(message, chain.pixels_sha256(pixels), plain_chunk(pixels))
    if options.denoised == "float16":
        with np.errstate(over="ignore"):
            half = pixels.astype("<f2")
        # beyond 65,504 electrons per pixel half precision has no number: only the hash is kept
        if np.array_equal(np.isfinite(half), np.isfinite(pixels)):
            return Prepared(message, chain.pixels_sha256(half), plain_chunk(half))
    return Prepared(message, chain.pixels_sha256(pixels))
