"""Denoising image files: counts in, electrons per pixel out, provenance beside them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.stack import ImageStack
from stemviewer.denoise.base import Denoiser
from stemviewer.denoise.chain import Chain


def denoise_stack(stack: ImageStack, denoiser: Denoiser, estimate: bool) -> Iterator[Processed]:
    """Denoise every plane of a stack, one at a time.

    Parameters
    ----------
    stack : ImageStack
        Planes in counts, or in detector units when ``estimate`` is set.
    denoiser : Denoiser
        What to apply.
    estimate : bool
        Estimate gain and black level from the noise of the planes instead of taking the
        numbers as electron counts; the pictures are then flagged UNCALIBRATED.

    Yields
    ------
    Processed
        Electrons per pixel; its number is the plane's index.
    """
    chain = Chain(denoiser)
    calibration = DetectorCalibration() if estimate else COUNTING
    for index, plane in enumerate(stack.data):
        rows, columns = plane.shape
        frame = Frame(
            number=index,
            channel="file",
            data=read_only(np.ascontiguousarray(plane)),
            settings=ScanSettings(rows, columns, pixel_size=stack.pixel_size),
            calibration=calibration,
            received_utc_ns=time.time_ns(),
        )
        yield chain.process(frame).processed


def save_picture(picture: Processed, folder: Path, name: str, file_format: str) -> Path:
    """Write a picture as float32 NPY or TIFF, and its provenance as JSON beside it.

    Returns
    -------
    Path
        Of the image file.

    Raises
    ------
    SettingsError
        If the format is not ``"npy"`` or ``"tiff"``.
    """
    path = folder / f"{name}.{file_format}"
    provenance = picture.provenance.canonical_json()
    if file_format == "npy":
        np.save(path, picture.image)
    elif file_format == "tiff":
        import tifffile

        tifffile.imwrite(path, picture.image, description=provenance)
    else:
        raise SettingsError(f"{file_format} is not a format to write.", "", "Use npy or tiff.")
    path.with_suffix(".provenance.json").write_text(provenance, encoding="ascii")
    return path
