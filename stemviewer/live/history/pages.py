"""Memory pages of their own for what is kept for minutes.

Blocks that live for minutes between others that live for milliseconds leave the heap full of
holes: the history of 400 frames of 512x512 with their pictures took 1.65 times its budget, and
more with every minute, although not a byte was lost (glibc raises the size from which it gives
blocks pages of their own to that of the largest block that was freed). In pages of their own such
blocks are given back whole, and the process stays as large as the budget says.
"""

from __future__ import annotations

import mmap
import sys

LEAST = 1 << 16
"""Smaller blocks stay in the heap [bytes]: a page is lost at the end of each block."""

Block = bytes | mmap.mmap


def kept_apart(data: bytes) -> Block:
    """Return the same bytes in pages of their own, where that helps.

    Elsewhere than under Linux large blocks have their own pages anyway, or each such block would
    cost a handle.

    Parameters
    ----------
    data : bytes
        To be kept.
    """
    if sys.platform != "linux" or len(data) < LEAST:
        return data
    # private pages lie together as one mapping, so that their number does not run into a limit
    pages = mmap.mmap(-1, len(data), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    pages[:] = data
    return pages
