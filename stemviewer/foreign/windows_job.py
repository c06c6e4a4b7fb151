"""Windows: a job object holds the reading process to its memory and time.

Written after the documentation of ``SetInformationJobObject`` (learn.microsoft.com); it has not
been tried on a Windows machine yet. The watch of the parent does not depend on it.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys

from stemviewer.foreign.limits import Limits

_EXTENDED_LIMITS = 9
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x400, 0x2000
_LIBRARIES = 512 << 20
_TICKS = 10_000_000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("Basic", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def extended_limits(limits: Limits) -> _Extended:
    """Return the structure that sets these limits."""
    found = _Extended()
    found.Basic.PerProcessUserTimeLimit = int(limits.cpu_s * _TICKS)
    found.Basic.ActiveProcessLimit = 1
    found.Basic.LimitFlags = (
        _PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
    )
    found.ProcessMemoryLimit = limits.memory_bytes + _LIBRARIES
    return found


def limit_process(process: subprocess.Popen[bytes], limits: Limits) -> None:
    """Put a process that waits for its job into a job object; it dies with this one."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        content = extended_limits(limits)
        kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(content), ctypes.sizeof(content)
        )
        handle = ctypes.c_void_p(int(process._handle))  # noqa: SLF001 - no public name
        kernel.AssignProcessToJobObject(job, handle)
        # the handle stays open as long as this process: closing it would end the reader
