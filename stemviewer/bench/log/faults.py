"""Making a disk fail for one process: full, erring, read-only, gone. What works depends on rights.

Each is real: a small file system of its own, a limit of the kernel, system calls that return an
error. None needs the recorder's help.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* EIO for writes to files below STEMVIEWER_EIO_FOLDER once STEMVIEWER_EIO_TRIGGER exists */
static int bad(int fd) {
    const char *folder = getenv("STEMVIEWER_EIO_FOLDER");
    const char *trigger = getenv("STEMVIEWER_EIO_TRIGGER");
    char link[64], path[4096];
    if (!folder || !trigger || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}
#define FAIL_IF_BAD(fd) if (bad(fd)) { errno = EIO; return -1; }
ssize_t write(int fd, const void *b, size_t n) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    FAIL_IF_BAD(fd) return real(fd, b, n);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite");
    FAIL_IF_BAD(fd) return real(fd, b, n, o);
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    FAIL_IF_BAD(fd) return real(fd, b, n, o);
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    FAIL_IF_BAD(fd) return real(fd);
}
"""


def can_mount() -> bool:
    """Whether small file systems can be mounted here: Linux, as root, not confined."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Mount a file system of ``size`` bytes at a folder, and take it away at the end.

    Raises
    ------
    OSError
        If that is not allowed here.
    """
    folder.mkdir(parents=True)
    options = f"size={size}"
    _mount(["-t", "tmpfs", "-o", options, "tmpfs", str(folder)])
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """Let nothing be made, renamed or removed in a folder any more, not even by root.

    It is mounted over itself, read-only: files that are open already stay writable, as they do
    when the rights of a folder are taken away. Undone by :func:`make_writable`.
    """
    _mount(["--bind", str(folder), str(folder)])
    _mount(["-o", "remount,ro,bind", str(folder)])


def make_writable(folder: Path) -> None:
    """Undo :func:`make_read_only`."""
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(arguments: list[str]) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip() or "mount is not allowed here")


def limit_file_size(process: int, size: int) -> None:
    """Let no file of a process grow beyond a size (``RLIMIT_FSIZE``): EFBIG.

    Raises
    ------
    OSError
        On systems other than Linux.
    """
    import resource

    if not hasattr(resource, "prlimit"):
        raise OSError("no prlimit here")
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, size))


class WriteErrors:
    """EIO for writes below a folder, in programs started while :meth:`installed`.

    Parameters
    ----------
    scratch : Path
        For the library, which is compiled here.
    folder : Path
        Whose files shall fail.

    Raises
    ------
    OSError
        If there is no C compiler, or it is not Linux.
    """

    def __init__(self, scratch: Path, folder: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None or not Path("/proc/self/fd").exists():
            raise OSError("no C compiler here, or not Linux")
        source, self._library = scratch / "eio.c", scratch / "eio.so"
        source.write_text(SHIM)
        command = [compiler, "-shared", "-fPIC", "-O1", str(source), "-o", str(self._library)]
        done = subprocess.run([*command, "-ldl"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(done.stderr)
        self._folder, self._trigger = folder.resolve(), scratch / "eio.now"

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Have programs started meanwhile load the library."""
        added = {
            "LD_PRELOAD": str(self._library),
            "STEMVIEWER_EIO_FOLDER": f"{self._folder}/",
            "STEMVIEWER_EIO_TRIGGER": str(self._trigger),
        }
        before = {name: os.environ.get(name) for name in added}
        os.environ.update(added)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    def begin(self) -> None:
        """From now on every write fails."""
        self._trigger.touch()
