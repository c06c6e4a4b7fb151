"""Landlock: a Linux process gives up, for good, all files but those it names.

Numbers and structures as in the kernel's ``linux/landlock.h`` and its user-space documentation
(docs.kernel.org/userspace-api/landlock.html). The system calls have the same numbers on all
architectures.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

READ_FILE = 1 << 2
READ_DIR = 1 << 3

_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""Number of file system rights a version knows; 16 from version 5 on."""

_NET_FROM, _SCOPE_FROM = 4, 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """Return the version that the running kernel offers; 0 if none."""
    if not sys.platform.startswith("linux"):
        return 0
    found = _syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    return max(found, 0)


def restrict(files: Iterable[Path], folders: Iterable[Path]) -> int:
    """Let this thread, and what it starts, only read ``files`` and what lies in ``folders``.

    Nothing can be written, made, removed or executed afterwards; TCP cannot be used (version
    4 and later), nor can other processes be signalled (6 and later). It cannot be undone.

    Returns
    -------
    int
        Version in force; 0 where the kernel has none, and nothing is restricted.
    """
    known = version()
    if known < 1:
        return 0
    rights = (1 << _FILE_RIGHTS.get(known, 16)) - 1
    attributes = _Ruleset(rights, 0b11 if known >= _NET_FROM else 0, 0)
    size = 8 if known < _NET_FROM else 16
    if known >= _SCOPE_FROM:
        attributes.scoped, size = 0b11, 24
    ruleset = _syscall(_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return 0
    try:
        for path in files:
            _allow(ruleset, path, READ_FILE)
        for path in folders:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        return known if _enforce(ruleset) else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined, unused-ignore]
    except FileNotFoundError:
        return  # not on this machine; what is not named is not allowed
    try:
        rule = _PathBeneath(rights, handle)
        _syscall(_ADD, ctypes.c_int(ruleset), _PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _enforce(ruleset: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return _syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0


def _syscall(number: int, *arguments: object) -> int:
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    return int(call(ctypes.c_long(number), *arguments))
