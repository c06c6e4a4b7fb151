"""Truth made from real pictures: black level off, smoothed or binned, ready to be sampled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import ndimage

from stemviewer.core.errors import ImageFileError
from stemviewer.core.stack import ImageStack
from stemviewer.simulation.evaluation.metrics import Image

SMOOTHING = 1.0
"""Sigma of the Gaussian that stands for a clean truth [px]; pictures with noise need it."""

BIN_FROM = 512
"""Pictures of at least this side are binned 2 x 2 as well [px]."""

BLACK_PERCENTILE = 0.1
"""What counts as black level; real files hold detector units with an unknown offset."""

LARGEST = 512
"""Pictures are cut to their middle of at most this side [px]."""


def truths_of(
    folder: Path, read: Callable[[Path], ImageStack]
) -> tuple[dict[str, Image], list[str]]:
    """Return a truth for each readable picture of a folder, and a remark on each other file.

    Parameters
    ----------
    folder : Path
        Holds images; of a stack the first plane is taken.
    read : callable
        Reads one file (``feeds.images.read_stack``); raises ImageFileError where it can't.

    Returns
    -------
    dict and list
        File name -> picture of mean 1, float32; remarks.

    Raises
    ------
    ImageFileError
        If the folder holds no readable picture.
    """
    found: dict[str, Image] = {}
    remarks: list[str] = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            stack = read(path)
        except ImageFileError as error:
            remarks.append(f"{path.name} left out: {error.what}")
            continue
        truth = _truth(stack.data[0].astype(np.float32))
        if truth is not None:
            found[path.name] = truth
        else:
            remarks.append(f"{path.name} left out: it has no contrast.")
    if not found:
        raise ImageFileError(
            f"No picture in {folder} can be read.", "", "Name a folder with images."
        )
    return found, remarks


def _truth(picture: Image) -> Image | None:
    dark = np.float32(np.percentile(picture, BLACK_PERCENTILE))
    smooth = ndimage.gaussian_filter(picture - dark, SMOOTHING)
    if min(smooth.shape) >= BIN_FROM:
        rows, columns = (side // 2 * 2 for side in smooth.shape)
        blocks = smooth[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2)
        smooth = blocks.mean(axis=(1, 3))
    rows, columns = smooth.shape
    top, left = max(0, (rows - LARGEST) // 2), max(0, (columns - LARGEST) // 2)
    part = np.clip(smooth[top : top + LARGEST, left : left + LARGEST], 0.0, None)
    mean = float(part.mean(dtype=np.float64))
    if not np.isfinite(mean) or mean <= 0.0:
        return None
    truth: Image = (part / np.float32(mean)).astype(np.float32)
    return truth
