"""The boxes that content credentials stand in, checked byte by byte.

C2PA hashes what is in its boxes and the file around them, but readers pass over a changed bit in
the boxes' own frames (sizes, type codes, toggles) and in the padding beside the signature. These
have only one right form in the credentials that we write, so they are compared with it here.

Boxes: ISO 19566-5 (JUMBF); types and labels: C2PA specification 2.1, section 11.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_SUFFIX = bytes.fromhex("00110010800000aa00389b71")
_FIXED_LABELS = {
    b"c2pa": b"c2pa",
    b"c2as": b"c2pa.assertions",
    b"c2cl": b"c2pa.claim.v2",
    b"c2cs": b"c2pa.signature",
}
_CONTENT = {b"c2cl": b"cbor", b"c2cs": b"cbor", b"cbor": b"cbor", b"json": b"json"}
_NAMED, _SALTED = 0x03, 0x13
_PAD = b"\x63pad\x59"
_JPEG = b"\xff\xd8"
_INSTANCE = b"JP\x02\x11"
"""As the library that signs numbers its boxes."""

_APP11, _SCAN = 0xEB, 0xDA
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    content: bytes


def frames_are_whole(data: bytes) -> bool:
    """Whether the frames of a signed PNG, JPEG or TIFF of ours are as they were written.

    Parameters
    ----------
    data : bytes
        The whole file.
    """
    try:
        whole = _from_jpeg(data) if data.startswith(_JPEG) else _from_others(data)
        (root,) = _boxes(whole)
        labels = list(_superbox(root, b"c2pa"))
    except ValueError:
        return False
    # labels of assertions are repeated in the claim, which is signed
    return all(whole.count(label) > 1 for label in labels) and _padding_is_whole(whole)


def _from_others(data: bytes) -> bytes:
    start = data.find(b"jumb") - 4
    if start < 0 or (data.startswith(_PNG) and not _chunks_are_whole(data)):
        raise ValueError("no boxes, or a chunk that is not whole")
    return data[start : start + int.from_bytes(data[start : start + 4], "big")]


def _from_jpeg(data: bytes) -> bytes:
    """Return the boxes out of the APP11 segments of a JPEG, whose heads have one right form.

    Source: ISO 19566-5, annex D: "JP", instance, number of the packet, and the head of the box
    once more in each.
    """
    whole, head = b"", b""
    for count, segment in enumerate(_app11(data), start=1):
        packet, box = int.from_bytes(segment[4:8], "big"), segment[8:16]
        if segment[:4] != _INSTANCE or packet != count or (head or box) != box:
            raise ValueError("a head that does not fit")
        whole += segment[16:] if head else segment[8:]
        head = box
    if len(whole) < 8 or int.from_bytes(whole[:4], "big") != len(whole):
        raise ValueError("boxes that are not whole")
    return whole


def _app11(data: bytes) -> Iterator[bytes]:
    at = len(_JPEG)
    while data[at : at + 1] == b"\xff" and data[at + 1] != _SCAN:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            raise ValueError("a segment is longer than the file")
        if data[at + 1] == _APP11:
            yield data[at + 4 : end]
        at = end


def _chunks_are_whole(data: bytes) -> bool:
    """Whether every chunk of a PNG has its CRC, up to the very end."""
    at = len(_PNG)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + size
        if int.from_bytes(data[end : end + 4], "big") != zlib.crc32(data[at + 4 : end]):
            return False
        at = end + 4
    return at == len(data)


def _boxes(data: bytes) -> list[_Box]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8 or at + size > len(data):
            raise ValueError("a box is larger than what it is in")
        found.append(_Box(data[at + 4 : at + 8], data[at + 8 : at + size]))
        at += size
    return found


def _superbox(box: _Box, *types: bytes) -> Iterator[bytes]:
    """Check a box that holds boxes; yield the labels that are not fixed."""
    if box.kind != b"jumb":
        raise ValueError("not a box of boxes")
    described, *inside = _boxes(box.content)
    kind = described.content[:4]
    if described.kind != b"jumd" or described.content[4:16] != _SUFFIX or kind not in types:
        raise ValueError("a type that does not belong here")
    label, _, rest = described.content[17:].partition(b"\x00")
    if described.content[16] != (_SALTED if rest else _NAMED) or not label:
        raise ValueError("toggles that do not fit")
    _salt(rest)
    if kind in _FIXED_LABELS and label != _FIXED_LABELS[kind]:
        raise ValueError("a label that does not fit")
    if kind not in _FIXED_LABELS:
        yield label
    if kind in _CONTENT:
        if [item.kind for item in inside] != [_CONTENT[kind]]:
            raise ValueError("a content that does not fit")
        return
    below = {
        b"c2pa": (b"c2ma",),
        b"c2ma": (b"c2as", b"c2cl", b"c2cs"),
        b"c2as": (b"cbor", b"json"),
    }[kind]
    for item in inside:
        yield from _superbox(item, *below)


def _salt(rest: bytes) -> None:
    if rest and [box.kind for box in _boxes(rest)] != [b"c2sh"]:
        raise ValueError("a salt that does not fit")


def _padding_is_whole(store: bytes) -> bool:
    """Whether the room kept beside the signature is all zeros.

    It is a byte string named "pad" in CBOR, in COSE's unprotected header.
    """
    at = store.find(_PAD)
    first = at + len(_PAD) + 2
    size = int.from_bytes(store[at + len(_PAD) : first], "big")
    return at >= 0 and not any(store[first : first + size])
