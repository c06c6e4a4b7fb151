"""What a crafted file is, and what lies outside the folder that none may reach."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

SECRET = 54321
"""Value of every pixel outside the folder; no picture that is read may hold it."""

SIDE = 24

Make = Callable[["Ground"], Path]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a crafted file is put, and the canary beyond it.

    Parameters
    ----------
    folder : Path
        The only folder that may be read.
    outside : Path
        Holds ``secret.h5`` and ``secret.bin``.
    session : Path or None
        A good session to start from, for the kinds that need one.
    """

    folder: Path
    outside: Path
    session: Path | None = None

    @property
    def secret(self) -> Path:
        """An HDF5 file with a picture at ``/a``."""
        return self.outside / "secret.h5"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of crafted file.

    Parameters
    ----------
    name : str
        What it does, in words.
    make : callable
        Writes it into a ground's folder and returns its path.
    reason : str
        Regular expression that the refusal must match; empty if it may as well be read,
        without what it wanted.
    slow : bool
        Whether making it takes seconds.
    """

    name: str
    make: Make
    reason: str = ""
    slow: bool = False


def plant(outside: Path) -> None:
    """Write the canaries."""
    outside.mkdir(parents=True, exist_ok=True)
    secret = np.full((3, SIDE, SIDE), SECRET, np.uint16)
    with h5py.File(outside / "secret.h5", "w") as file:
        file["a"] = secret
        file["entry/data/data"] = secret
    (outside / "secret.bin").write_bytes(secret.tobytes() * 64)


def packed_zeros(count: int) -> bytes:
    """Return a zlib stream that expands to ``count`` zero bytes, a multiple of a MiB.

    The same flushed piece again and again, as RFC 1950 and 1951 allow: made at once, however
    much it stands for. The checksum of n zeros is n mod 65521 in its upper half, 1 in the lower.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    check = ((count % 65521) << 16 | 1).to_bytes(4, "big")
    return b"\x78\xda" + piece * (count >> 20) + end + check


def picture(side: int = SIDE, planes: int = 3) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    """Return harmless counts, shape (planes, side, side)."""
    counts = np.random.default_rng(7).poisson(9, (planes, side, side))
    return counts.astype(np.uint16)
