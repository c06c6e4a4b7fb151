"""What a reading process gives up before it opens the file."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from pathlib import Path

from stemviewer.foreign.landlock import restrict
from stemviewer.foreign.limits import Limits

_MOST_FILES = 512


def confine(limits: Limits, files: Iterable[Path], folders: Iterable[Path]) -> list[str]:
    """Set the limits of this process for good; all libraries must be imported before.

    Parameters
    ----------
    limits : Limits
        Of memory and time.
    files, folders : iterable of Path
        What may still be read, besides Python and its libraries.

    Returns
    -------
    list of str
        What is in force: ``memory``, ``cpu``, ``no writing``, and ``landlock N``. What a system
        does not offer is left out; elapsed time and resident memory are watched by the parent
        everywhere.
    """
    files = list(files)
    done: list[str] = []
    if sys.platform != "win32":
        done += _resource_limits(
            limits, sum(path.stat().st_size for path in files if path.is_file())
        )
    known = restrict(files, [*folders, *_libraries()])
    if known:
        done.append(f"landlock {known}")
    return done


def _resource_limits(limits: Limits, mapped: int) -> list[str]:
    import resource

    done = []
    data, address = _taken()
    bounds = [
        ("cpu", resource.RLIMIT_CPU, math.ceil(limits.cpu_s)),
        ("no writing", resource.RLIMIT_FSIZE, 0),
        ("no core", resource.RLIMIT_CORE, 0),
        ("files", resource.RLIMIT_NOFILE, _MOST_FILES),
    ]
    if data:
        # a file that is mapped to be read takes addresses, but no memory that counts
        bounds.append(("memory", resource.RLIMIT_DATA, data + limits.memory_bytes))
        bounds.append(("addresses", resource.RLIMIT_AS, address + limits.memory_bytes + mapped))
    for name, kind, most in bounds:
        try:
            resource.setrlimit(kind, (most, most))
            done.append(name)
        except (ValueError, OSError):
            continue  # an administrator's limit is lower already, or the system has none
    return done


def _taken() -> tuple[int, int]:
    """Return private and all addresses taken so far [bytes]; 0 where not Linux."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0, 0
    import resource

    page = resource.getpagesize()
    return int(pages[5]) * page, int(pages[0]) * page


def _libraries() -> list[Path]:
    """Return the folders that modules are imported from, also late ones."""
    import stemviewer

    package = Path(stemviewer.__file__).resolve().parent
    roots = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix), package}
    roots |= {Path(entry) for entry in sys.path if "site-packages" in entry}
    system = [Path(name) for name in ("/usr/lib", "/usr/lib64", "/lib", "/lib64")]
    # a prefix of "/usr" would let far more be read than the libraries in it
    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    narrow = [root if (root / "pyvenv.cfg").exists() else root / "lib" / python for root in roots]
    return [*narrow, package, *system, Path("/etc/ld.so.cache")]
