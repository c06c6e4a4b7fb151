"""A bounded ring in shared memory: one process writes records, one reads them.

The writer owns ``head`` and the reader ``tail``, both ever-growing byte counts, so neither
needs a lock on the other. Records do not wrap: what is left at the end is padded. What was
published stays readable after the writer's death.
"""

from __future__ import annotations

import threading
from enum import IntEnum
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from stemviewer.core.errors import RecordingError

CONTROL_BYTES = 8192
_TEXT_AT, _TEXT_BYTES = 1024, 2048
_TEXTS = 3
ALIGN = 64
_LENGTH = 8  # of the length in front of a record
_PAD = (1 << 64) - 1


class Slot(IntEnum):
    """Unsigned 64-bit words of the control block."""

    CAPACITY = 0
    HEAD = 1
    TAIL = 2
    STOPPING = 3
    """1: the writer asks the reader to drain and end."""
    IDLE = 4
    """1: the reader sleeps and wants to be woken."""
    WAITING = 5
    """1: the writer waits for room and wants to be woken."""
    FRAMES = 6
    """Frames acknowledged."""
    PROCESSED = 7
    """Processed pictures acknowledged."""
    BYTES = 8
    DISK_FREE = 9
    STATE = 10
    GAP_FIRST = 11
    GAP_LAST = 12
    GAP_COUNT = 13
    SEGMENTS = 14
    TEXT_LENGTH = 15
    """Of the first text; those of the others follow."""


class Text(IntEnum):
    """Texts that the reader leaves for the writer."""

    ERROR = 0
    """Why the recording stopped."""
    NOTICE = 1
    """What the operator should know, though the recording goes on."""
    FIRST = 2
    """Path of the session's first file."""


class Ring:
    """Either end of a ring.

    Parameters
    ----------
    memory : SharedMemory
        Attached block; see ``ring_memory``.
    """

    def __init__(self, memory: SharedMemory) -> None:
        buffer = memory.buf
        assert buffer is not None
        self._memory = memory
        self._words = np.frombuffer(buffer, np.uint64, 64)
        self._texts = buffer[_TEXT_AT : _TEXT_AT + _TEXTS * _TEXT_BYTES]
        self._data = buffer[CONTROL_BYTES:]
        # taking and giving a lock orders our writes before the published position on every CPU
        self._fence = threading.Lock()

    @property
    def name(self) -> str:
        """Name to attach to."""
        return self._memory.name

    @property
    def capacity(self) -> int:
        """Bytes for records."""
        return self.get(Slot.CAPACITY)

    def get(self, slot: Slot) -> int:
        """Read a word."""
        with self._fence:
            return int(self._words[slot])

    def set(self, slot: Slot, value: int) -> None:
        """Write a word."""
        with self._fence:
            self._words[slot] = value

    @property
    def used(self) -> int:
        """Bytes taken by records that were not released."""
        return self.get(Slot.HEAD) - self.get(Slot.TAIL)

    def reserve(self, size: int) -> memoryview | None:
        """Return room for a record of ``size`` bytes, or ``None`` while there is too little.

        Raises
        ------
        RecordingError
            If it can never fit.
        """
        need = _stride(size)
        if need > self.capacity // 2:
            raise RecordingError(
                f"A picture of {size / 1e6:.0f} MB does not fit the recorder's ring.",
                "It cannot be recorded.",
                "Record with a larger ring, or scan with fewer pixels.",
            )
        head = self.get(Slot.HEAD)
        at = head % self.capacity
        to_end = self.capacity - at
        skip = to_end if to_end < need else 0
        if self.used + skip + need > self.capacity:
            return None
        if skip:
            self._put_length(at, _PAD)
            self.set(Slot.HEAD, head + skip)
            at = 0
        self._put_length(at, size)
        return self._data[at + _LENGTH * 8 : at + _LENGTH * 8 + size]

    def publish(self, size: int) -> None:
        """Make the record written into the reserved room readable."""
        self.set(Slot.HEAD, self.get(Slot.HEAD) + _stride(size))

    def peek(self, position: int) -> tuple[memoryview, int] | None:
        """Return the record at a position and the position after it, or ``None`` at the head."""
        while position < self.get(Slot.HEAD):
            at = position % self.capacity
            size = int.from_bytes(self._data[at : at + _LENGTH], "little")
            if size != _PAD:
                start = at + _LENGTH * 8
                return self._data[start : start + size], position + _stride(size)
            position += self.capacity - at
        return None

    def release(self, position: int) -> None:
        """Give everything before a position back to the writer."""
        self.set(Slot.TAIL, position)

    def _put_length(self, at: int, size: int) -> None:
        self._data[at : at + _LENGTH] = size.to_bytes(_LENGTH, "little")

    def set_text(self, which: Text, text: str) -> None:
        """Leave a message for the other end."""
        data = text.encode("utf-8")[:_TEXT_BYTES]
        start = which * _TEXT_BYTES
        self._words[Slot.TEXT_LENGTH + which] = 0
        self._texts[start : start + len(data)] = data
        with self._fence:
            self._words[Slot.TEXT_LENGTH + which] = len(data)

    def text(self, which: Text) -> str:
        """Return the message left by the other end, or an empty string."""
        with self._fence:
            size = int(self._words[Slot.TEXT_LENGTH + which])
        start = which * _TEXT_BYTES
        return bytes(self._texts[start : start + size]).decode("utf-8", "replace")

    def close(self, *, unlink: bool = False) -> None:
        """Detach; with ``unlink`` also remove the name."""
        self._words = np.zeros(64, np.uint64)
        self._data.release()
        self._texts.release()
        if unlink:
            self._memory.unlink()
        self._memory.close()


def _stride(size: int) -> int:
    return _LENGTH * 8 + -(-size // ALIGN) * ALIGN
