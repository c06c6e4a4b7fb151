"""Whether there is room to record, and what is said when recording failed."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from pathlib import Path

from stemviewer.core.errors import RecordingError
from stemviewer.session.format.options import RecordOptions

LEAST_SECONDS = 120.0


def check_folder(folder: Path, options: RecordOptions) -> int:
    """Make the folder if need be, and return its free space [bytes].

    Raises
    ------
    RecordingError
        If it cannot be written to, or holds less than two minutes of this recording, or less
        than ``options.reserve_bytes``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise RecordingError(
            f"Nothing can be written to {folder}: {error.strerror or error}.",
            "The recording was not started; nothing is lost.",
            "Choose another folder.",
        ) from error
    needed = max(options.reserve_bytes, int(options.expected_bytes_per_s * LEAST_SECONDS))
    if free < needed:
        raise RecordingError(
            f"{folder} has {free / 1e6:.0f} MB left; two minutes of this recording, or the least "
            f"that is kept free, take {needed / 1e6:.0f} MB.",
            "The recording was not started; nothing is lost.",
            "Free some space, or choose another disk.",
        )
    return free


_HDF5_ERROR = re.compile(r"errno = (\d+), error message = '([^']*)'")


def error_number(error: BaseException) -> int | None:
    """Return the system's error number; HDF5 puts it into its text."""
    number = getattr(error, "errno", None)
    found = _HDF5_ERROR.search(str(error))
    return int(found.group(1)) if number is None and found else number


def disk_full(error: BaseException) -> bool:
    """Whether an error is one of room; HDF5's do not all carry the system's number."""
    return error_number(error) in (None, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def reason_of(error: BaseException) -> str:
    """Return what a person can read of an error, ``No space left on device``."""
    found = _HDF5_ERROR.search(str(error))
    text = found.group(2) if found else getattr(error, "strerror", None) or str(error)
    return " ".join(text.split())[:300]


def recording_failed(what: str) -> RecordingError:
    """Return the error for a recording that stopped by itself."""
    return RecordingError(
        what,
        "The recording has stopped; every acknowledged frame is in the file.",
        "See to the disk, and start a new recording.",
    )
