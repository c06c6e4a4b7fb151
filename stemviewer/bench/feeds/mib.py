"""Patterns in Merlin's own format: for servers by others, for streams, and to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HEADER_BYTES = 384
"""Of a pattern of one chip."""


def made_patterns(
    scan: tuple[int, int], size: int, seed: int, *, distinct: int = 64, counts: float = 0.2
) -> npt.NDArray[np.uint16]:
    """Return patterns of a disc off the centre, with a ring round it, Poisson-sampled.

    Parameters
    ----------
    scan : tuple of int
        Rows and columns of the scan.
    size : int
        Rows and columns of a pattern.
    seed : int
        Of the noise.
    distinct : int
        How many are sampled; they repeat after that, each with its number in a corner.
    counts : float
        Mean count of a pixel of the disc.
    """
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    distance = np.hypot(y - (0.5 * size + 2.25), x - (0.5 * size - 3.5))
    rate = counts * (distance < 0.12 * size) + 0.05 * counts * np.exp(-distance / (0.2 * size))
    total = scan[0] * scan[1]
    made = rng.poisson(rate, (min(distinct, total), size, size)).astype(np.uint16)
    patterns = made[np.arange(total) % len(made)]
    patterns[:, 0, 0] = np.arange(total) % 4096
    return patterns


def image_header(
    number: int, shape: tuple[int, int], kind: str = "U16", depth: int = 12, width: int = 0
) -> bytes:
    """Return the header of a pattern; ``number`` counts from 1."""
    text = (
        f"MQ1,{number:06d},{HEADER_BYTES:05d},01,{width or shape[1]:04d},{shape[0]:04d},{kind},"
        "   1x1,01,2026-01-01 12:00:00.000000,0.000900,0,0,0,1.200000E+2,5.110000E+2,"
        f"MQ1A,2026-01-01T12:00:00.000000000Z,900000ns,{depth},"
    )
    return text.encode().ljust(HEADER_BYTES, b"\0")


def acquisition_header(scan: tuple[int, int], depth: int = 12) -> bytes:
    """Return the text that begins an acquisition."""
    return (
        "HDR,\t\r\n"
        "Time and Date Stamp (day, mnth, yr, hr, min, s):\t01/01/2026 12:00:00\r\n"
        f"Frames in Acquisition (Number):\t{scan[0] * scan[1]}\r\n"
        f"Frames per Trigger (Number):\t{scan[1]}\r\n"
        f"Counter Depth (number):\t{depth}\r\n"
        "End\t"
    ).encode()


def message(content: bytes) -> bytes:
    """Return content with its ``MPX`` prefix."""
    return b"MPX,%010d," % (len(content) + 1) + content


def stored(pattern: npt.NDArray[Any]) -> bytes:
    """Return the pixels of a processed pattern, big-endian."""
    return pattern.astype(pattern.dtype.newbyteorder(">")).tobytes()


def stream(patterns: npt.NDArray[Any], scan: tuple[int, int], first: int = 1) -> list[bytes]:
    """Return the messages of an acquisition: its header, then each pattern."""
    shape = (patterns.shape[1], patterns.shape[2])
    kind = f"U{patterns.dtype.itemsize * 8:02d}"
    headed = [message(acquisition_header(scan))]
    return headed + [
        message(image_header(first + i, shape, kind) + stored(pattern))
        for i, pattern in enumerate(patterns)
    ]


def write_mib(folder: Path, patterns: npt.NDArray[Any], scan: tuple[int, int]) -> Path:
    """Write patterns as Merlin's software does; return the path of the ``.hdr`` file."""
    header = folder / "made.hdr"
    header.write_bytes(acquisition_header(scan))
    shape = (patterns.shape[1], patterns.shape[2])
    kind = f"U{patterns.dtype.itemsize * 8:02d}"
    with (folder / "made.mib").open("wb") as file:
        for i, pattern in enumerate(patterns):
            file.write(image_header(1 + i, shape, kind) + stored(pattern))
    return header
