"""NTNDArray structures as the client library gives them, good and mutated."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from stemviewer.bench.crafted import mutate as how

Structure = dict[str, Any]

_USHORT = 6
_BLOCK = 4096
_ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    -1,
    0,
    1,
    2**31,
    2**63,
    1e300,
    float("nan"),
    [],
    [{}],
    {},
    b"\xff",
)


def good_structures(seed: int, side: int = 48) -> list[Structure]:
    """Return one structure for each codec."""
    import imagecodecs

    image = np.random.default_rng(seed).poisson(3.0, (side, side)).astype(np.uint16)
    plain = image.tobytes()
    packed = {
        "lz4": bytes(imagecodecs.lz4_encode(plain)),
        "blosc": bytes(imagecodecs.blosc_encode(plain, typesize=2)),
        "bslz4": bitshuffled(image),
    }
    made = [_structure(image, "", image.ravel())]
    made += [_structure(image, codec, np.frombuffer(d, np.uint8)) for codec, d in packed.items()]
    return made


def bitshuffled(image: np.ndarray[Any, Any], block: int = _BLOCK) -> bytes:
    """Compress as bitshuffle does: blocks, each with its length, and what is left as it is.

    ``block`` counts values.
    """
    import imagecodecs

    values, item = image.ravel(), image.itemsize
    whole = len(values) // 8 * 8
    out = b""
    for first in range(0, whole, block):
        part = values[first : min(first + block, whole)].tobytes()
        shuffled = imagecodecs.bitshuffle_encode(part, itemsize=item, blocksize=len(part) // item)
        packed = imagecodecs.lz4_encode(bytes(shuffled))
        out += struct.pack(">I", len(packed)) + bytes(packed)
    return out + values[whole:].tobytes()


def _structure(image: np.ndarray[Any, Any], codec: str, value: np.ndarray[Any, Any]) -> Structure:
    return {
        "dimension": [{"size": side} for side in reversed(image.shape)],
        "value": value,
        "codec.name": codec,
        "codec.parameters": _USHORT if codec else None,
        "uniqueId": 5,
        "dataTimeStamp.secondsPastEpoch": 1_700_000_000,
        "dataTimeStamp.nanoseconds": 25,
        "attribute": [{"name": "Dwell", "value": 2.5}, {"name": "Note", "value": "text"}],
    }


def mutated_structure(good: Structure, rng: np.random.Generator) -> Structure:
    """Return a structure with a field that is missing, odd, or of mutated bytes."""
    made = dict(good)
    chance = rng.random()
    if chance < 0.5:
        changes = (how.flip, how.word, how.cut, how.move, how.insert)
        change = changes[int(rng.integers(len(changes)))]
        stored = np.asarray(made["value"])
        data = change(bytearray(stored.tobytes()), rng)
        size = len(data) // stored.dtype.itemsize * stored.dtype.itemsize
        made["value"] = np.frombuffer(bytes(data[:size]), stored.dtype)
    elif chance < 0.6:
        del made[str(rng.choice(sorted(made)))]
    elif chance < 0.8:
        sides = rng.choice(np.array([0, 1, 3, 47, 48, 49, 16384, 16385, 2**31]), rng.integers(5))
        made["dimension"] = [{"size": int(side)} for side in sides]
    else:
        made[str(rng.choice(sorted(made)))] = _ODD[int(rng.integers(len(_ODD)))]
    return made
