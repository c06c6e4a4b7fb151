"""Which stacks a segment is to hold."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from stemviewer.session.format.header import StackKey, StackModel
from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import Row

MAX_STACKS = 64
"""Raw stacks of a segment; past it, the one unused for longest is left out of the next."""
MAX_PIXEL_SIZES = 24
"""Pixel sizes of one shape; past it (a zoom sweep), one stack with axes in pixels."""


class KnownStacks:
    """The raw stacks a session needed so far.

    A new segment has them all, so a feed that goes back and forth between sizes opens no
    further file once each size was seen.
    """

    def __init__(self) -> None:
        self._keys: OrderedDict[StackKey, None] = OrderedDict()

    def key(self, row: Row) -> StackKey:
        """Return the stack key for a frame's row."""
        size = float(row["pixel_size"])
        # five digits: the jitter of a measured value does not make a new stack
        pixel = float(f"{size:.5g}") if row["pixel_size_source"] and size > 0 else None
        key = StackKey(
            False,
            text_of(row, "channel"),
            text_of(row, "dtype"),
            int(row["rows"]),
            int(row["columns"]),
            pixel,
        )
        if key in self._keys:
            self._keys.move_to_end(key)
            return key
        plain = replace(key, pixel_size=None)
        alike = sum(replace(other, pixel_size=None) == plain for other in self._keys)
        return plain if alike >= MAX_PIXEL_SIZES else key

    def learn(self, key: StackKey) -> None:
        """Add a key, as the one used last."""
        self._keys[key] = None
        self._keys.move_to_end(key)
        while len(self._keys) > MAX_STACKS:
            self._keys.popitem(last=False)

    def models(self, denoised: str) -> tuple[StackModel, ...]:
        """Return the stacks for a new segment, last used first, each with its processed twin.

        ``denoised`` as in ``RecordOptions``: ``"recompute"`` makes no twins.
        """
        models = []
        for at, key in enumerate(reversed(self._keys)):
            suffix = "" if at == 0 else f"_{at + 1:03d}"
            models.append(_model(f"raw{suffix}", key))
            if denoised != "recompute":
                models.append(_model(f"denoised{suffix}", twin(key, denoised)))
        return tuple(models)


def twin(key: StackKey, dtype: str = "float32") -> StackKey:
    """Return the key of the stack for pictures made from the frames of a raw stack."""
    return replace(key, processed=True, dtype=dtype)


def _model(group: str, key: StackKey) -> StackModel:
    return StackModel(
        group=group,
        processed=key.processed,
        channel=key.channel,
        dtype=key.dtype,
        rows=key.rows,
        columns=key.columns,
        pixel_size=key.pixel_size,
    )
