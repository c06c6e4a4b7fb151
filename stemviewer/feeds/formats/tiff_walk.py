"""Walking the directories of a TIFF file before a library is let at it.

Layout after TIFF Revision 6.0 (Adobe, 1992) and the BigTIFF design. Only what can be told
without reading pictures: that the chain of pages ends, and that no count is absurd.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stemviewer.feeds.formats.common import unreadable

MOST_PAGES = 100_000
"""Pages in a file."""

MOST_TAGS = 1024
"""Tags in a page; real ones have about 20."""

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}
_BIG = 43
_HEAD = 16


@dataclass(frozen=True, slots=True)
class _Form:
    """How numbers are written in this file: classic or big."""

    count: struct.Struct
    entry: struct.Struct
    offset: struct.Struct


def check_pages(path: Path) -> int:
    """Return how many pages a TIFF file has.

    Raises
    ------
    ImageFileError
        If the chain of its pages comes back to itself, or it has more pages or tags than any
        real file, or a tag is larger than the file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 8:
            raise unreadable(path, "it does not begin as a TIFF file.")
        big = struct.unpack_from(f"{order}H", head, 2)[0] == _BIG
        if big and len(head) < _HEAD:
            raise unreadable(path, "it ends within its header.")
        form = _form(order, big=big)
        (at,) = form.offset.unpack_from(head, 8 if big else 4)
        return _walk(path, file, form, at, size)


def _form(order: str, *, big: bool) -> _Form:
    if big:
        return _Form(*(struct.Struct(order + text) for text in ("Q", "HHQQ", "Q")))
    return _Form(*(struct.Struct(order + text) for text in ("H", "HHII", "I")))


def _walk(path: Path, file: BinaryIO, form: _Form, at: int, size: int) -> int:
    seen: set[int] = set()
    while at:
        if at in seen:
            raise unreadable(path, "the chain of its pages is a loop.")
        if len(seen) >= MOST_PAGES:
            raise unreadable(path, f"it has more than {MOST_PAGES} pages.")
        if at >= size:
            raise unreadable(path, "it is truncated: a page lies behind its end.")
        seen.add(at)
        at = _page(path, file, form, at, size)
    if not seen:
        raise unreadable(path, "it holds no page.")
    return len(seen)


def _page(path: Path, file: BinaryIO, form: _Form, at: int, size: int) -> int:
    """Check one page; return where the next is, 0 for none."""
    file.seek(at)
    (count,) = form.count.unpack(_take(path, file, form.count.size))
    if not 1 <= count <= MOST_TAGS:
        raise unreadable(path, f"a page has {count} tags.")
    entries = _take(path, file, count * form.entry.size)
    following = file.read(form.offset.size)
    for tag, kind, values, _ in form.entry.iter_unpack(entries):
        if values * _SIZES.get(kind, 1) > size:
            raise unreadable(path, f"its tag {tag} claims {values} values, more than the file.")
    # many programs leave out the last offset of the last page
    return int(form.offset.unpack(following)[0]) if len(following) == form.offset.size else 0


def _take(path: Path, file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise unreadable(path, "it is truncated: it ends within its pages.")
    return data
