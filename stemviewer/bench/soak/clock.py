"""A wall clock that can be stepped for the programs under test, and for nobody else.

Steps of the machine's own clock would reach every program on it. A small library, loaded before
a program's others, adds an offset to what the C library says is the time of day; the offset is a
number in a file that all of them have mapped. Monotonic clocks are left alone, as they are when
a machine's clock is set. Waits until a time of day are moved back by the same offset, since the
kernel does not know of it.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

from stemviewer.core.errors import StemviewerError

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *step;
static int (*real_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("STEMVIEWER_CLOCK_STEP");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *seen = mmap(0, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (seen != MAP_FAILED) step = seen;
}
static int64_t offset(void) { return step ? *step : 0; }

int clock_gettime(clockid_t which, struct timespec *now) {
    if (!real_gettime) real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    int bad = real_gettime(which, now);
    int of_day = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
    if (!bad && of_day) now->tv_sec += offset();
    return bad;
}
int gettimeofday(struct timeval *now, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
    int bad = real(now, zone);
    if (!bad && now) now->tv_sec += offset();
    return bad;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
/* an end beyond this is a time of day: monotonic clocks count from the machine's start */
static const struct timespec *back(const struct timespec *end, struct timespec *moved) {
    if (!end || end->tv_sec < 1000000000) return end;
    *moved = *end;
    moved->tv_sec -= offset();
    return moved;
}
int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *end) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    struct timespec moved;
    /* without its version the loader may give the one of before 2003 */
    if (!real) real = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!real) real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    return real(c, m, back(end, &moved));
}
int sem_timedwait(sem_t *s, const struct timespec *end) {
    static int (*real)(sem_t *, const struct timespec *);
    struct timespec moved;
    if (!real) real = dlsym(RTLD_NEXT, "sem_timedwait");
    return real(s, back(end, &moved));
}
"""


class SteppedClock:
    """The wall clock of programs that are started with :attr:`variables`.

    Parameters
    ----------
    scratch : Path
        For the library, which is compiled here, and the offset.

    Raises
    ------
    StemviewerError
        If there is no C compiler, or it is not Linux.
    """

    def __init__(self, scratch: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None or not Path("/proc/self/fd").exists():
            raise StemviewerError("No C compiler here, or not Linux: the clock is not stepped.")
        source, library = scratch / "clock.c", scratch / "clock.so"
        source.write_text(SHIM, encoding="utf-8")
        command = [compiler, "-shared", "-fPIC", "-O1", str(source), "-o", str(library), "-ldl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StemviewerError(f"The clock's library could not be made: {done.stderr[-300:]}")
        self._file = scratch / "clock.step"
        self._file.write_bytes(struct.pack("=q", 0))
        self.variables = {
            "LD_PRELOAD": str(library),
            "STEMVIEWER_CLOCK_STEP": str(self._file),
        }

    @property
    def offset(self) -> int:
        """What the programs' clock is ahead of the machine's [s]."""
        return int(struct.unpack("=q", self._file.read_bytes())[0])

    def step(self, seconds: int) -> None:
        """Set the programs' clock forward, or back."""
        ahead = self.offset + seconds
        with self._file.open("r+b") as file:
            file.write(struct.pack("=q", ahead))
