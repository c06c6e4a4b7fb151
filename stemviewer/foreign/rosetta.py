"""Formats that only RosettaSciIO reads: by its own Python, in a process of its own.

RosettaSciIO is under the GPL. It is never imported here, comes with nothing of ours, and is used
where the user has installed it: in the Python that ``STEMVIEWER_ROSETTASCIIO`` names, or beside
stemviewer. What its process says is checked as that of any process that reads foreign files.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from stemviewer.core.errors import ImageFileError
from stemviewer.core.resources import resource_path
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.images import readable_suffixes
from stemviewer.foreign.jobs import HDF5_ENDINGS
from stemviewer.foreign.limits import Limits, stack_limits
from stemviewer.foreign.parent import Outcome, run_job
from stemviewer.foreign.precheck import check_file
from stemviewer.foreign.stacks import open_stack
from stemviewer.foreign.wire import declared, receive_pixels

ENVIRONMENT = "STEMVIEWER_ROSETTASCIIO"
"""Names the Python that has RosettaSciIO."""


def built_in(path: Path) -> bool:
    """Whether stemviewer reads files of this ending itself."""
    return path.suffix.lower() in HDF5_ENDINGS | set(readable_suffixes())


def rosetta_python() -> str:
    """Return the Python that has RosettaSciIO, empty where the user installed none."""
    named = os.environ.get(ENVIRONMENT, "")
    if named:
        return shutil.which(named) or ""
    # looking for it does not import it
    beside = not getattr(sys, "frozen", False) and find_spec("rsciio") is not None
    return sys.executable if beside else ""


def open_any(path: Path, *, outcome: Outcome | None = None) -> ImageStack:
    """Read a file of pictures by our own readers, or else by RosettaSciIO.

    Parameters
    ----------
    path : Path
        Of any format that one of them knows.
    outcome : Outcome, optional
        Filled in, for measurements.

    Raises
    ------
    ImageFileError, SessionFileError
        If it cannot be read, is refused, or reached a limit; with the reason.
    """
    if built_in(path):
        return open_stack(path, outcome=outcome)
    return open_by_rosetta(path, outcome=outcome)


def open_by_rosetta(
    path: Path, limits: Limits | None = None, *, outcome: Outcome | None = None
) -> ImageStack:
    """Read a file of pictures by RosettaSciIO; raises like :func:`open_any`."""
    size = check_file(path)
    python = rosetta_python()
    if not python:
        raise ImageFileError(
            f"{path.name} cannot be read: files ending in {path.suffix!r} are not known.",
            f"Known endings: {', '.join(readable_suffixes())}.",
            "RosettaSciIO (GPL) may know it: install it, and name its Python in "
            f"{ENVIRONMENT}; or export the file as TIFF.",
        )
    limits = limits or stack_limits(size)
    asked = limits

    def take(content: dict[str, Any], stream: IO[bytes]) -> ImageStack:
        stack = declared(content, asked.stack_bytes)
        pixels = receive_pixels(stream, stack)
        return ImageStack(path, pixels, stack.pixel_size, stack.description, stack.dwell)

    # alone: neither our modules nor those of the folder it is started in
    command = [python, "-I", str(resource_path("workers", "read_by_rosettasciio.py"))]
    return run_job("stack", path, limits, take, outcome=outcome, command=command)
