"""How much memory and time a file made by others may cost."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from stemviewer.core.errors import SettingsError

MIB = 1 << 20

MOST_STACK_BYTES = 4 << 30
"""Largest stack read, however much memory there is [bytes]."""

EXPANSION = 200
"""Real pictures compress by 2 to 30; what claims more than this is no picture."""

SMALL_BYTES = 64 * MIB
"""Below this a file may expand as it likes [bytes]."""

WORKING_BYTES = 320 * MIB
"""For libraries, tables and buffers besides the pictures [bytes]."""

COPIES = 2.25
"""Copies of the stack that a reader holds at the worst moment, with some slack."""

_SECONDS = 60.0
_BYTES_PER_SECOND = 5e6


@dataclass(frozen=True, slots=True)
class Most:
    """What the operator allows one file: size of its stack [MB], time to read it [s]."""

    megabytes: float | None = None
    seconds: float | None = None


AS_USUAL = Most()
"""The operator set nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading process.

    Parameters
    ----------
    stack_bytes : int
        Largest stack that is accepted [bytes].
    memory_bytes : int
        Memory the process may use beyond what its libraries took before it opened the file
        [bytes].
    cpu_s, wall_s : float
        Processor and elapsed time it may take [s].
    """

    stack_bytes: int
    memory_bytes: int
    cpu_s: float
    wall_s: float

    def __post_init__(self) -> None:
        if min(self.stack_bytes, self.memory_bytes) < 1 or min(self.cpu_s, self.wall_s) <= 0:
            raise SettingsError("A limit for opening files must be above zero.")

    def as_json(self) -> dict[str, Any]:
        """Return the limits for the process they are set to."""
        return asdict(self)


def stack_limits(file_bytes: int, *, available: int | None = None) -> Limits:
    """Return the limits for a file of pictures.

    Parameters
    ----------
    file_bytes : int
        Its size [bytes].
    available : int, optional
        Memory that is free on this machine now; asked of the system when not given [bytes].

    Returns
    -------
    Limits
        A stack may take a quarter of the free memory (the reader holds two copies while it
        works, the program a third), and no more than ``EXPANSION`` times the file.
    """
    free = _available() if available is None else available
    most = max(min(MOST_STACK_BYTES, free // 4), SMALL_BYTES)
    stack = min(most, max(SMALL_BYTES, EXPANSION * file_bytes))
    seconds = _SECONDS + stack / _BYTES_PER_SECOND / 20
    return Limits(stack, WORKING_BYTES + int(COPIES * stack), seconds, seconds)


def session_limits(file_bytes: int, *, available: int | None = None) -> Limits:
    """Return the limits for reading a whole session; memory does not grow with its length."""
    free = _available() if available is None else available
    memory = max(min(3 << 30, free // 2), WORKING_BYTES)
    seconds = 2 * _SECONDS + file_bytes / _BYTES_PER_SECOND * 5
    return Limits(memory // 2, memory, seconds, seconds)


def with_options(limits: Limits, most: Most) -> Limits:
    """Return limits with what the operator set instead.

    Raises
    ------
    SettingsError
        If it is not above zero.
    """
    if most.megabytes is not None:
        stack = int(most.megabytes * MIB)
        memory = WORKING_BYTES + int(COPIES * max(stack, 0))
        limits = replace(limits, stack_bytes=stack, memory_bytes=memory)
    if most.seconds is not None:
        limits = replace(limits, cpu_s=most.seconds, wall_s=most.seconds)
    return limits


def _available() -> int:
    # the reading process imports this module too, and needs no psutil
    import psutil

    return int(psutil.virtual_memory().available)
