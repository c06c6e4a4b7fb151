"""Pictures of files made by others, read by a limited process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from stemviewer.core.stack import ImageStack
from stemviewer.foreign.limits import AS_USUAL, Limits, Most, stack_limits, with_options
from stemviewer.foreign.parent import Outcome, run_job
from stemviewer.foreign.precheck import check_file
from stemviewer.foreign.wire import declared, receive_pixels


def open_stack(
    path: Path,
    limits: Limits | None = None,
    *,
    most: Most = AS_USUAL,
    outcome: Outcome | None = None,
) -> ImageStack:
    """Read an image or a stack of any known format, safely, in its own numbers.

    Parameters
    ----------
    path : Path
        TIFF, PNG, BMP, PGM, NPY, MRC, DM3, DM4, SER, HDF5, NeXus or EMD, told by its ending.
    limits : Limits, optional
        Of memory and time; by default from the free memory and the file's size.
    most : Most, optional
        What the operator set instead.
    outcome : Outcome, optional
        Filled in, for measurements.

    Returns
    -------
    ImageStack
        All planes, read-only.

    Raises
    ------
    ImageFileError, SessionFileError
        If it cannot be read, is refused, or reached a limit; with the reason.
    """
    path = Path(path)
    size = check_file(path)
    limits = with_options(limits or stack_limits(size), most)

    def take(content: dict[str, Any], stream: IO[bytes]) -> ImageStack:
        stack = declared(content, limits.stack_bytes)
        pixels = receive_pixels(stream, stack)
        return ImageStack(path, pixels, stack.pixel_size, stack.description, stack.dwell)

    return run_job("stack", path, limits, take, outcome=outcome)
