"""The shared memory of a ring: made by one process, attached to by the other."""

from __future__ import annotations

import os
import shutil
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

from stemviewer.core.errors import RecordingError
from stemviewer.session.recording.ring import ALIGN, CONTROL_BYTES, Ring, Slot

_LINUX_SHM = Path("/dev/shm")  # noqa: S108  the kernel's place, not a scratch folder
_LEAST = 16 << 20


def create(size: int) -> Ring:
    """Make a ring of about ``size`` bytes.

    Raises
    ------
    RecordingError
        If the machine has not that much shared memory.
    """
    capacity = _affordable(-(-size // ALIGN) * ALIGN)
    memory = SharedMemory(create=True, size=CONTROL_BYTES + capacity)
    try:
        _commit(memory.name, CONTROL_BYTES + capacity)
    except OSError as error:
        memory.unlink()
        memory.close()
        raise _no_memory(capacity) from error
    ring = Ring(memory)
    ring.set(Slot.CAPACITY, capacity)
    return ring


def attach(name: str) -> Ring:
    """Attach to a ring made by another process, which stays its owner."""
    memory = SharedMemory(name=name)
    if os.name != "nt":
        # Python before 3.13 would remove the ring when the process that attached ends
        resource_tracker.unregister(f"/{memory.name.lstrip('/')}", "shared_memory")
    return Ring(memory)


def _affordable(size: int) -> int:
    """Cut the size to half of what is free: containers often have only 64 MB."""
    if not _LINUX_SHM.is_dir():
        return size
    half = shutil.disk_usage(_LINUX_SHM).free // 2 // ALIGN * ALIGN
    if half < min(size, _LEAST):
        raise _no_memory(size)
    return min(size, half)


def _commit(name: str, size: int) -> None:
    """Take the pages now: without, a full /dev/shm would kill the process at a later write."""
    path = _LINUX_SHM / name.lstrip("/")
    if not path.exists():
        return
    handle = os.open(path, os.O_RDWR)
    try:
        os.posix_fallocate(handle, 0, size)
    finally:
        os.close(handle)


def _no_memory(size: int) -> RecordingError:
    return RecordingError(
        f"There is no room for {size / 1e6:.0f} MB of shared memory.",
        "The recording was not started; nothing is lost.",
        "Close other programs, or choose a smaller ring.",
    )
